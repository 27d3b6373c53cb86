import { For, type JSX, Show } from 'solid-js';
import { type AxisBrush, extentOf, type ParallelAxisModel } from '../../../ui/plots/index.ts';

/** More words than this are not listed: their axis can be brushed, and the filter knows them all. */
const MOST_WORDS = 24;

/** The brushes of all axes as fields: what a drag does, by keyboard and to the digit. */
export function ParallelRanges(props: {
  readonly axes: readonly ParallelAxisModel[];
  readonly onBrush: (axis: string, brush: AxisBrush | null) => void;
}): JSX.Element {
  return (
    <details class="plot-ranges">
      <summary>Ranges as numbers</summary>
      <ul>
        <For each={props.axes.map(({ id }) => id)}>
          {(id) => (
            <Show when={props.axes.find((axis) => axis.id === id)}>
              {(axis) => (
                <li>
                  <AxisRange axis={axis()} onBrush={(brush) => props.onBrush(id, brush)} />
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </details>
  );
}

function AxisRange(props: {
  readonly axis: ParallelAxisModel;
  readonly onBrush: (brush: AxisBrush | null) => void;
}): JSX.Element {
  const column = () => props.axis.column;
  const extent = () => extentOf(column().values);
  const range = () => props.axis.brush?.range ?? null;
  const hasMissing = () => column().values.some((value) => !Number.isFinite(value));
  const setEnd = (end: 'from' | 'to', text: string): void => {
    const { min, max } = extent();
    const [from, to] = range() ?? [min, max];
    const value = text.trim() === '' ? (end === 'from' ? min : max) : Number(text);
    if (Number.isNaN(value)) return;
    const next =
      end === 'from' ? ([value, Math.max(value, to)] as const) : ([Math.min(from, value), value] as const);
    const isAll = next[0] <= min && next[1] >= max;
    const missing = props.axis.brush?.missing ?? false;
    props.onBrush(isAll && !missing ? null : { range: next, missing });
  };
  const setMissing = (missing: boolean): void => {
    props.onBrush(range() === null && !missing ? null : { range: range(), missing });
  };
  return (
    <fieldset class="plot-range">
      <legend class="cut">{column().label}</legend>
      <div class="plot-range-row">
        <Show
          when={column().unit !== 'words'}
          fallback={<WordRange axis={props.axis} onBrush={props.onBrush} />}
        >
          <For each={['from', 'to'] as const}>
            {(end, at) => (
              <label>
                {end}
                <input
                  class="field"
                  type="text"
                  inputmode="decimal"
                  placeholder={String(end === 'from' ? extent().min : extent().max)}
                  value={range()?.[at() as 0 | 1] ?? ''}
                  onChange={(event) => setEnd(end, event.currentTarget.value)}
                />
              </label>
            )}
          </For>
        </Show>
        <Show when={hasMissing()}>
          <label>
            <input
              type="checkbox"
              checked={props.axis.brush?.missing ?? false}
              onChange={(event) => setMissing(event.currentTarget.checked)}
            />
            missing
          </label>
        </Show>
      </div>
    </fieldset>
  );
}

/** A stretch of the axis, as a drag makes it: from one word to another. */
function WordRange(props: {
  readonly axis: ParallelAxisModel;
  readonly onBrush: (brush: AxisBrush | null) => void;
}): JSX.Element {
  const words = () => props.axis.column.words;
  const range = () => props.axis.brush?.range ?? null;
  const set = (at: 0 | 1, place: number): void => {
    const last = words().length - 1;
    const [from, to] = range() ?? [0, last];
    const next =
      at === 0 ? ([place, Math.max(place, to)] as const) : ([Math.min(from, place), place] as const);
    const missing = props.axis.brush?.missing ?? false;
    props.onBrush(next[0] === 0 && next[1] === last && !missing ? null : { range: next, missing });
  };
  return (
    <Show
      when={words().length <= MOST_WORDS}
      fallback={<span class="muted">{words().length} values: drag along the axis.</span>}
    >
      <For each={['from', 'to'] as const}>
        {(end, at) => (
          <label>
            {end}
            <select
              class="field"
              value={String(range()?.[at() as 0 | 1] ?? (end === 'from' ? 0 : words().length - 1))}
              onChange={(event) => set(at() as 0 | 1, Number(event.currentTarget.value))}
            >
              <For each={words()}>{(word, place) => <option value={place()}>{word || '""'}</option>}</For>
            </select>
          </label>
        )}
      </For>
    </Show>
  );
}
