import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { toCsv } from '../../../base/csv.ts';
import { formatCount, formatPlural } from '../../../base/format.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { PickButton } from '../../../ui/pick-button.tsx';
import { ImageCell } from './image-cell.tsx';
import { imageKeys, imageSteps, imagesAt } from './image-steps.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { PlotProps } from './plot-props.ts';

/** More runs beside one another are too small to see. */
const MOST_RUNS = 50;

/** One image of each drawn run, all at the same step. */
export function ImagesPlot(props: PlotProps<'images'>): JSX.Element {
  const { api, version } = useQuery();
  const chart = () => props.chart;
  const [wantedStep, setWantedStep] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const runs = createMemo(() => props.scene.runs().slice(0, MOST_RUNS));
  const images = createNewestAnswer(
    () => (version() === 0 ? undefined : { runs: runs().map(({ run }) => run), attempt: attempt() }),
    async (asked) => {
      try {
        const found = await api.imagesOf(asked.runs);
        setFailure(null);
        return found;
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  );
  const keys = createMemo(() => imageKeys(images() ?? []));
  const key = () =>
    keys().some((one) => one.key === chart().key) ? chart().key : (keys()[0]?.key ?? chart().key);
  const steps = createMemo(() => imageSteps(images() ?? [], key()));
  /** Without a choice the last one. */
  const at = () => {
    const wanted = wantedStep();
    if (wanted === null) return steps().length - 1;
    const after = steps().findIndex((step) => step > wanted);
    return after < 0 ? steps().length - 1 : Math.max(0, after - 1);
  };
  const step = () => steps()[at()] ?? null;
  const found = createMemo(() => imagesAt(images() ?? [], key(), step()));
  const notes = () => {
    const all = props.scene.runs().length;
    const without = runs().length - found().size;
    return [
      ...(without > 0 && images()
        ? [`${formatCount(without)} of ${formatPlural(runs().length, 'run')} without this image`]
        : []),
      ...(all > MOST_RUNS ? [`the first ${MOST_RUNS} of ${formatCount(all)} drawn runs`] : []),
      ...(props.scene.leftOut() > 0 ? [`${formatPlural(props.scene.leftOut(), 'run')} not drawn`] : []),
    ];
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Images"
      title={chart().title || key()}
      isReady={images() !== undefined}
      failure={failure()}
      onRetry={() => setAttempt((count) => count + 1)}
      empty={
        runs().length === 0
          ? 'No run is drawn.'
          : keys().length === 0
            ? 'None of the drawn runs has an image.'
            : null
      }
      notes={notes()}
      makeCsv={() =>
        toCsv([
          ['run_id', 'key', 'step', 'path'],
          ...(images() ?? []).map((image) => [image.run, image.key, image.step, image.path]),
        ])
      }
      makePicture={null}
      settings={
        <>
          <PickButton
            label="Image"
            value={key()}
            options={keys().map((one) => ({ value: one.key, label: `${one.key} (${one.runs})` }))}
            onPick={(next) => props.onChange({ ...chart(), key: next })}
          />
          <Show when={steps().length > 1}>
            <label class="step-slider">
              <span class="muted">Step</span>
              <input
                type="range"
                min="0"
                max={steps().length - 1}
                value={at()}
                aria-label="Step"
                aria-valuetext={String(step() ?? '')}
                onInput={(event) => setWantedStep(steps()[Number(event.currentTarget.value)] ?? null)}
              />
              <output>{formatCount(step() ?? 0)}</output>
            </label>
          </Show>
        </>
      }
    >
      <ul class="image-grid">
        <For each={runs()}>
          {(run) => (
            <ImageCell
              run={run}
              image={found().get(run.run)}
              step={step()}
              onLit={(isLit) => props.scene.light(isLit ? run.run : null)}
            />
          )}
        </For>
      </ul>
    </PlotFigure>
  );
}
