import { createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import type { Figure, FigureResult } from '../../../rpc/figure.ts';
import { readFigure } from '../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { type FigureModel, FigurePlot } from '../../../ui/plots/index.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Switch as Toggle } from '../../../ui/switch.tsx';
import { PreviewJson } from './preview-json.tsx';

const COLOURS = 10;
const MOST_NAMED = 6;

/** A chart that plotly wrote as JSON, drawn here: plotly itself is not part of this app. */
export function PreviewFigure(props: { readonly blob: Blob }): JSX.Element {
  const [asSource, setAsSource] = createSignal(false);
  const answer = createNewestAnswer(() => props.blob, readFigure);
  const figure = () => {
    const known = answer();
    return known?.kind === 'figure' ? known.figure : undefined;
  };
  return (
    <Switch fallback={<Skeleton lines={6} class="artifact-loading" />}>
      <Match when={figure()}>
        {(known) => (
          <>
            <div class="artifact-bar">
              <span class="muted">{drawnText(known())}</span>
              <Toggle label="Source" checked={asSource()} onChange={setAsSource} />
            </div>
            <Show when={!asSource()} fallback={<PreviewJson blob={props.blob} />}>
              <FigureView figure={known()} />
            </Show>
          </>
        )}
      </Match>
      <Match when={answer()}>
        {(known) => (
          <>
            <Show when={notDrawnOf(known())}>{(text) => <p class="artifact-note">{text()}</p>}</Show>
            <PreviewJson blob={props.blob} />
          </>
        )}
      </Match>
    </Switch>
  );
}

function FigureView(props: { readonly figure: Figure }): JSX.Element {
  const model = createMemo((): FigureModel => {
    const { x, y, marks } = props.figure;
    const labels = [...new Set(marks.map((mark) => mark.label))];
    const colourOf = (label: string) => `var(--run-${labels.indexOf(label) % COLOURS})`;
    return { x, y, marks: marks.map((mark) => ({ ...mark, colour: colourOf(mark.label) })) };
  });
  const label = () => {
    const names = [...new Set(props.figure.marks.map((mark) => mark.label))].slice(0, MOST_NAMED);
    return `${props.figure.title || 'Chart'}: ${names.join(', ')}`;
  };
  return (
    <figure class="artifact-figure">
      <Show when={props.figure.title}>
        <figcaption>{props.figure.title}</figcaption>
      </Show>
      <FigurePlot label={label()} model={model()} />
    </figure>
  );
}

/** "3 of 4 traces drawn: surface is not." */
function drawnText({ traceCount, notDrawn }: Figure): string {
  if (notDrawn.length === 0) return 'Plotly chart, drawn here in plain form';
  const drawn = traceCount - notDrawn.length;
  return `${formatCount(drawn)} of ${formatCount(traceCount)} traces drawn. Not drawn: ${listed(notDrawn)}`;
}

function notDrawnOf(result: FigureResult): string | null {
  if (result.kind !== 'not-drawn') return null;
  return `A Plotly chart that cannot be drawn here: ${listed(result.notDrawn)}. Logged as HTML it can be run.`;
}

function listed(names: readonly string[]): string {
  const left = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${left > 0 ? ` and ${formatCount(left)} more` : ''}`;
}
