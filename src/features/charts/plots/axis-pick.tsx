import type { JSX } from 'solid-js';
import type { ColumnId, ColumnInfo } from '../../../rpc/query-api.ts';
import { ColumnPick } from './column-pick.tsx';
import { Toggle } from './toggle.tsx';

/** Chooses what an axis is of, and whether it is logarithmic. */
export function AxisPick(props: {
  readonly axis: 'x' | 'y';
  readonly value: ColumnId;
  readonly columns: readonly ColumnInfo[];
  readonly onlyNumbers?: boolean;
  readonly isLog: boolean;
  readonly onPick: (column: ColumnId) => void;
  readonly onLog: (isLog: boolean) => void;
}): JSX.Element {
  return (
    <>
      <ColumnPick
        label={props.axis.toUpperCase()}
        value={props.value}
        columns={props.columns}
        onlyNumbers={props.onlyNumbers === true}
        onPick={props.onPick}
      />
      <Toggle
        label={`Log scale of ${props.axis}`}
        isOn={props.isLog}
        onToggle={() => props.onLog(!props.isLog)}
      >
        Log
      </Toggle>
    </>
  );
}
