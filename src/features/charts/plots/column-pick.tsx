import { createMemo, type JSX } from 'solid-js';
import type { ColumnId, ColumnInfo } from '../../../rpc/query-api.ts';
import { PickButton } from '../../../ui/pick-button.tsx';
import { axisOptions, columnLabel } from './column-labels.ts';

/** Chooses a column for an axis, a colour or a size. */
export function ColumnPick(props: {
  readonly label: string;
  readonly value: ColumnId;
  readonly columns: readonly ColumnInfo[];
  readonly onlyNumbers?: boolean;
  /** Offers to choose none, under this name. */
  readonly none?: string;
  readonly onPick: (column: ColumnId) => void;
}): JSX.Element {
  const options = createMemo(() => {
    const found = axisOptions(props.columns, props.onlyNumbers === true);
    const isThere = props.value === '' || found.some(({ value }) => value === props.value);
    // What was chosen stays a choice, even if no run has it now.
    const all = isThere ? found : [{ value: props.value, label: columnLabel(props.value) }, ...found];
    return props.none === undefined ? all : [{ value: '', label: props.none }, ...all];
  });
  return <PickButton label={props.label} value={props.value} options={options()} onPick={props.onPick} />;
}
