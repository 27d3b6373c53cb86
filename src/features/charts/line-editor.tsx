import { createSignal, createUniqueId, For, Index, type JSX } from 'solid-js';
import type { MadeChart } from '../../domain/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { parseSearch } from './title-test.ts';

type MadeLine = Extract<MadeChart, { readonly kind: 'line' }>;

const MOST_LINES = 50;
const MOST_PROPOSED = 50;
const MOST_LETTERS = 500;

/** What a chart of lines draws: metrics by key, and expressions over them that begin with '='. */
export function LineEditor(props: {
  readonly chart: MadeLine;
  readonly keys: readonly string[];
  readonly onSave: (chart: MadeLine) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const listId = createUniqueId();
  const [title, setTitle] = createSignal(props.chart.title);
  const [ys, setYs] = createSignal<readonly string[]>(props.chart.ys.length > 0 ? props.chart.ys : ['']);
  const [typed, setTyped] = createSignal('');
  const setY = (at: number, y: string): void => {
    setTyped(y);
    setYs(ys().map((one, i) => (i === at ? y : one)));
  };
  const proposed = () => {
    const test = parseSearch(typed());
    const found = test?.kind === 'test' ? props.keys.filter((key) => test.finds(key)) : props.keys;
    return found.slice(0, MOST_PROPOSED);
  };
  const save = (): void => {
    const chosen = ys()
      .map((y) => y.trim())
      .filter(Boolean);
    props.onClose();
    if (chosen.length > 0) props.onSave({ ...props.chart, title: title().trim(), ys: chosen });
  };
  return (
    <Dialog open onClose={props.onClose} title="Line chart">
      <form
        class="chart-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <label>
          <span>Title</span>
          <input
            type="text"
            class="field"
            maxLength={200}
            placeholder="the metrics’ names"
            value={title()}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <datalist id={listId}>
          <For each={proposed()}>{(key) => <option value={key} />}</For>
        </datalist>
        <Index each={ys()}>
          {(y, at) => (
            <div class="chart-form-row">
              <input
                type="text"
                class="field is-code"
                aria-label={`Metric or expression ${at + 1}`}
                placeholder="train/loss, or = train/loss - val/loss"
                list={listId}
                maxLength={MOST_LETTERS}
                autocomplete="off"
                spellcheck={false}
                value={y()}
                onFocus={() => setTyped(y())}
                onInput={(event) => setY(at, event.currentTarget.value)}
              />
              <Button
                variant="quiet"
                icon="close"
                label={`Remove line ${at + 1}`}
                disabled={ys().length === 1}
                onClick={() => setYs(ys().filter((_, i) => i !== at))}
              />
            </div>
          )}
        </Index>
        <div class="chart-form-foot">
          <Button icon="plus" disabled={ys().length >= MOST_LINES} onClick={() => setYs([...ys(), ''])}>
            Add a line
          </Button>
          <Button type="submit" variant="primary">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
