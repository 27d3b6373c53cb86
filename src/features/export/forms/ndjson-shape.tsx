import { createUniqueId, For, type JSX } from 'solid-js';
import type { PointsShape, TableSettings } from '../../../rpc/export-api.ts';

interface Shape {
  readonly name: string;
  readonly about: string;
  readonly runs: boolean;
  readonly points: PointsShape;
}

const SHAPES: readonly Shape[] = [
  {
    name: 'A line a run, with all points',
    about: 'params, tags, and each metric as lists of steps, times and values',
    runs: true,
    points: 'nested',
  },
  { name: 'A line a run, with last values', about: 'params, tags and metrics', runs: true, points: 'none' },
  { name: 'A line a point', about: 'run, metric, step, time, value', runs: false, points: 'long' },
  { name: 'A line a step', about: 'all metrics of a run at one step', runs: false, points: 'wide' },
];

/** What a line of NDJSON is. */
export function NdjsonShape(props: {
  readonly settings: TableSettings;
  readonly onChange: (changed: Partial<TableSettings>) => void;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <fieldset class="export-group">
      <legend>Lines</legend>
      <For each={SHAPES}>
        {({ name, about, runs, points }) => (
          <label class="export-check">
            <input
              type="radio"
              name={group}
              checked={props.settings.points === points}
              onChange={() => props.onChange({ runs, points })}
            />
            <span>
              {name}
              <small class="muted">{about}</small>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
