import { createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount, formatNumber, formatPlural } from '../../../../base/format.ts';
import { rebin, type StepValue, sum } from '../../../../domain/step-lines.ts';
import type { HistogramMap } from '../../../../rpc/step-file.ts';
import { ChoiceBar } from '../../../../ui/choice-bar.tsx';
import { StepSlider } from '../step-slider.tsx';
import { HistogramHeat } from './histogram-heat.tsx';
import { HistogramRidges, MOST_RIDGES } from './histogram-ridges.tsx';
import type { StepViewProps } from './step-view.ts';

const BINS = 60;
const WIDTH = 600;
const HEIGHT = 140;
const FORMS = [
  { value: 'ridges', label: 'Ridges' },
  { value: 'heat', label: 'Heat map' },
] as const;

/** All steps over one another, as TensorBoard draws them, and below them the one the slider stands on. */
export function StepHistograms(props: StepViewProps): JSX.Element {
  const [form, setForm] = createSignal<'ridges' | 'heat'>('ridges');
  /** One alone is the histogram below. */
  const map = () => {
    const known = props.file.map;
    return known && known.lines.length > 1 ? known : null;
  };
  return (
    <>
      <StepSlider {...props.file} at={props.view.at()} onChange={props.view.choose}>
        <Show when={map()}>
          <ChoiceBar name="All steps as" options={FORMS} value={form()} onChange={setForm} />
        </Show>
      </StepSlider>
      <Show when={map()}>
        {(known) => (
          <>
            <Switch>
              <Match when={form() === 'ridges'}>
                <HistogramRidges map={known()} {...chosen(props)} />
              </Match>
              <Match when={form() === 'heat'}>
                <HistogramHeat map={known()} {...chosen(props)} />
              </Match>
            </Switch>
            <p class="artifact-note">{drawnWords(known(), form(), props.file.steps.length)}</p>
          </>
        )}
      </Show>
      <Show when={props.value}>{(value) => <OneHistogram value={value()} />}</Show>
    </>
  );
}

function chosen(props: StepViewProps) {
  return {
    steps: props.file.steps,
    get at() {
      return props.view.at();
    },
    onChoose: props.view.choose,
  };
}

function drawnWords(map: HistogramMap, form: 'ridges' | 'heat', all: number): string {
  const drawn = form === 'ridges' ? Math.min(map.lines.length, MOST_RIDGES) : map.lines.length;
  const order = form === 'ridges' ? 'later steps in front' : 'the fuller, the more values';
  return drawn < all
    ? `${formatCount(drawn)} of ${formatCount(all)} steps drawn, ${order}.`
    : `All ${formatPlural(all, 'step')}, ${order}.`;
}

function OneHistogram(props: { readonly value: StepValue }): JSX.Element {
  const from = () => props.value.edges[0] ?? 0;
  const to = () => props.value.edges.at(-1) ?? 0;
  const bins = createMemo(() =>
    rebin(props.value.edges, props.value.counts, { from: from(), to: to(), bins: BINS }),
  );
  const most = () => Math.max(1e-300, ...bins());
  const bars = () =>
    bins()
      .map((count, bin) => {
        const height = (count / most()) * (HEIGHT - 2);
        return `M${(bin * WIDTH) / BINS + 0.5} ${HEIGHT}v${-height}h${WIDTH / BINS - 1}v${height}z`;
      })
      .join('');
  const words = () => {
    if (bins().length === 0) return 'Nothing was counted at this step.';
    const count = formatPlural(Math.round(sum(props.value.counts)), 'value');
    return `${count} from ${formatNumber(from())} to ${formatNumber(to())}`;
  };
  return (
    <Show when={bins().length > 0} fallback={<p class="artifact-note">{words()}</p>}>
      <figure class="step-plot is-alone">
        <svg
          class="step-plot-area is-low"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Histogram: ${words()}`}
        >
          <path class="step-bars" d={bars()} />
        </svg>
        <div class="step-plot-foot">
          <span>{formatNumber(from())}</span>
          <span>{words().split(' from ')[0]}</span>
          <span>{formatNumber(to())}</span>
        </div>
      </figure>
    </Show>
  );
}
