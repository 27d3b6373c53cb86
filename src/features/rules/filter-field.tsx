import type { JSX } from 'solid-js';
import { useEdits } from '../../state/edits.ts';
import { filterFault } from '../../state/filter-mistake.ts';
import { CheckedField } from '../../ui/checked-field.tsx';
import { MOST_FILTER } from './rule-draft.ts';

/** What a run must match, in the filter language of runs; a mistake is explained below it. */
export function FilterField(props: {
  readonly value: string;
  readonly onInput: (filter: string) => void;
}): JSX.Element {
  const edits = useEdits();
  return (
    <CheckedField
      label="Filter that its run must match"
      note="As above the table of runs: metrics, params, tags, attributes, datasets."
      placeholder="metrics.val_rmse < 6.5"
      maxLength={MOST_FILTER}
      value={props.value}
      fault={filterFault(props.value, edits)}
      onInput={props.onInput}
    />
  );
}
