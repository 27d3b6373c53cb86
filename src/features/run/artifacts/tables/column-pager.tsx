import { type JSX, Show } from 'solid-js';
import { formatCount } from '../../../../base/format.ts';
import { Button } from '../../../../ui/button.tsx';

export const COLUMNS_AT_ONCE = 100;

/** Moves a wide table by its columns; nothing where all of them are shown. */
export function ColumnPager(props: {
  readonly start: number;
  readonly count: number;
  readonly onStart: (start: number) => void;
}): JSX.Element {
  const end = () => Math.min(props.count, props.start + COLUMNS_AT_ONCE);
  return (
    <Show when={props.count > COLUMNS_AT_ONCE}>
      <div class="file-tools">
        <Button
          small
          icon="chevron-left"
          label="Columns before"
          disabled={props.start === 0}
          onClick={() => props.onStart(Math.max(0, props.start - COLUMNS_AT_ONCE))}
        />
        <span>
          Columns {formatCount(props.start + 1)}–{formatCount(end())} of {formatCount(props.count)}
        </span>
        <Button
          small
          icon="chevron-right"
          label="Columns after"
          disabled={end() === props.count}
          onClick={() => props.onStart(props.start + COLUMNS_AT_ONCE)}
        />
      </div>
    </Show>
  );
}
