import { A } from '@solidjs/router';
import { createMemo, type JSX } from 'solid-js';
import type { TableRow } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Icon } from '../../ui/icon.tsx';
import type { CompareAddress } from './compare-address.ts';
import type { TableOrigin } from './table-origin.ts';

/** Back to the table that the runs were chosen in; where it is not known, to their experiment, or to all runs. */
export function TableLink(props: {
  readonly address: CompareAddress;
  readonly runs: readonly TableRow[];
}): JSX.Element {
  const { api, version } = useQuery();
  const experiments = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const table = createMemo((): TableOrigin => {
    const known = props.address.table;
    if (known !== null) return known;
    const keys = new Set(props.runs.map(({ experiment }) => experiment));
    const [key] = keys;
    const title = experiments()?.find(({ record }) => record.key === key)?.record.name;
    return keys.size === 1 && key !== undefined && title
      ? { address: `/experiments/${encodeURIComponent(key)}`, title }
      : { address: '/experiments/all', title: 'All runs' };
  });
  return (
    <A class="compare-back" href={table().address}>
      <Icon name="chevron-left" />
      <span class="cut">{table().title || 'Runs'}</span>
    </A>
  );
}
