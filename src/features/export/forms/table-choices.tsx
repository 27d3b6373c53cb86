import { createUniqueId, For, type JSX, Show } from 'solid-js';
import type { PointsShape, TableSettings } from '../../../rpc/export-api.ts';

const SHAPES: readonly (readonly [PointsShape, string, string])[] = [
  ['long', 'Long', 'a row a point: run, metric, step, time, value'],
  ['wide', 'Wide', 'a row a run and step, a column a metric'],
];

/** Which tables CSV and Parquet have. */
export function TableChoices(props: {
  readonly settings: TableSettings;
  readonly onChange: (changed: Partial<TableSettings>) => void;
}): JSX.Element {
  const group = createUniqueId();
  const isWithPoints = () => props.settings.points !== 'none';
  return (
    <fieldset class="export-group">
      <legend>Tables</legend>
      <label class="export-check">
        <input
          type="checkbox"
          checked={props.settings.runs}
          onChange={(event) => props.onChange({ runs: event.currentTarget.checked })}
        />
        <span>
          Runs
          <small class="muted">a row a run: its attributes, last metrics, params and tags</small>
        </span>
      </label>
      <label class="export-check">
        <input
          type="checkbox"
          checked={isWithPoints()}
          onChange={(event) => props.onChange({ points: event.currentTarget.checked ? 'long' : 'none' })}
        />
        <span>
          Metrics
          <small class="muted">every point that was logged</small>
        </span>
      </label>
      <Show when={isWithPoints()}>
        <div class="export-shapes" role="radiogroup" aria-label="Shape of the metrics">
          <For each={SHAPES}>
            {([shape, name, about]) => (
              <label class="export-check">
                <input
                  type="radio"
                  name={group}
                  checked={props.settings.points === shape}
                  onChange={() => props.onChange({ points: shape })}
                />
                <span>
                  {name}
                  <small class="muted">{about}</small>
                </span>
              </label>
            )}
          </For>
        </div>
      </Show>
      <label class="export-check">
        <input
          type="checkbox"
          checked={props.settings.artifacts}
          onChange={(event) => props.onChange({ artifacts: event.currentTarget.checked })}
        />
        <span>
          List of artifacts
          <small class="muted">a row a file: path and size, not its content</small>
        </span>
      </label>
    </fieldset>
  );
}
