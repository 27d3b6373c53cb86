import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatNumber, formatPlural } from '../../base/format.ts';
import { type ColumnDrift, type DataDrift, sameBins } from '../../domain/data-drift.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Bars, greatestShare } from './bars.tsx';
import { TopValues } from './column-profiles.tsx';
import { shareWords } from './data-words.ts';

const STEP = 100;
/** Commonly read as: below the first nothing changed, from the second on something did. */
const PSI_SLIGHT = 0.1;
const PSI_CHANGED = 0.25;

/** Rows and columns that came, went or changed, and how the values of the others are distributed. */
export function DriftTable(props: { readonly drift: DataDrift }): JSX.Element {
  const [limit, setLimit] = createSignal(STEP);
  const hidden = () => Math.max(0, props.drift.columns.length - limit());
  return (
    <>
      <p class="data-summary">{summary(props.drift)}</p>
      <Show when={props.drift.columns.length > 0}>
        <ScrollBox class="data-card" label="Columns of both versions">
          <table class="data-table" aria-label="What changed">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">Change</th>
                <th scope="col" class="is-number" title="Population stability index: 0 is the same">
                  PSI
                </th>
                <th scope="col" class="is-number" title="In standard deviations of the version before">
                  Mean shift
                </th>
                <th scope="col" class="is-number" title="After divided by before">
                  Std ratio
                </th>
                <th scope="col" class="is-number">
                  Nulls
                </th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.drift.columns.slice(0, limit())}>
                {(column) => <DriftRow column={column} />}
              </For>
            </tbody>
          </table>
        </ScrollBox>
      </Show>
      <Show when={hidden() > 0}>
        <p class="data-more">
          <Button small onClick={() => setLimit((old) => old + STEP)}>
            Show {formatCount(Math.min(STEP, hidden()))} more
          </Button>
          <span class="muted">{formatCount(hidden())} columns not shown</span>
        </p>
      </Show>
    </>
  );
}

function summary({ rows: [before, after], sameBytes, columns }: DataDrift): string {
  if (sameBytes) return 'Both are the same bytes.';
  const count = (kind: ColumnDrift['kind']) => columns.filter((one) => one.kind === kind).length;
  const words = [
    rowWords(before, after),
    count('added') > 0 ? `${formatPlural(count('added'), 'column')} added` : '',
    count('removed') > 0 ? `${formatPlural(count('removed'), 'column')} removed` : '',
    count('retyped') > 0 ? `${formatPlural(count('retyped'), 'column')} of another type` : '',
  ].filter((text) => text !== '');
  const drifted = columns.filter(({ psi }) => psi !== null && psi >= PSI_CHANGED).length;
  if (drifted > 0) words.push(`${formatPlural(drifted, 'column')} distributed otherwise`);
  return words.length > 0 ? `${words.join(', ')}.` : 'The same columns; more is not recorded.';
}

function rowWords(before: number | null, after: number | null): string {
  if (before === null || after === null) return '';
  if (before === after) return `${formatPlural(after, 'row')} in both`;
  const change = after - before;
  return `${formatCount(before)} → ${formatPlural(after, 'row')} (${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))})`;
}

function changeWords({ kind, before, after, psi }: ColumnDrift): string {
  switch (kind) {
    case 'added':
      return `added, ${after?.type ?? ''}`;
    case 'removed':
      return `removed, ${before?.type ?? ''}`;
    case 'retyped':
      return `${before?.type ?? ''} → ${after?.type ?? ''}`;
    case 'kept':
      if (psi === null) return 'not compared';
      return psi >= PSI_CHANGED ? 'changed' : psi >= PSI_SLIGHT ? 'slightly' : 'alike';
  }
}

function DriftRow(props: { readonly column: ColumnDrift }): JSX.Element {
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value, 3));
  const nulls = () => {
    const { nullShift } = props.column;
    if (nullShift === null) return '–';
    return `${nullShift > 0 ? '+' : ''}${shareWords(nullShift)}`;
  };
  const isLoud = () => props.column.kind !== 'kept' || (props.column.psi ?? 0) >= PSI_CHANGED;
  const bins = createMemo(() => {
    const { before, after } = props.column;
    return before?.numbers && after?.numbers
      ? sameBins(before.numbers.histogram, after.numbers.histogram)
      : null;
  });
  const most = () => Math.max(...(bins() ?? []).map(greatestShare));
  const side = (of: 'before' | 'after') => {
    const shared = bins();
    const profile = props.column[of];
    if (shared) return <Bars histogram={shared[of === 'before' ? 0 : 1]} most={most()} tone={of} />;
    return profile && profile.seen > 0 ? <TopValues column={profile} /> : '–';
  };
  return (
    <tr classList={{ 'is-loud': isLoud() }}>
      <th scope="row">{props.column.name}</th>
      <td class="data-change">{changeWords(props.column)}</td>
      <td class="is-number">{number(props.column.psi)}</td>
      <td class="is-number">{number(props.column.meanShift)}</td>
      <td class="is-number">{number(props.column.stdRatio)}</td>
      <td class="is-number">{nulls()}</td>
      <td>{side('before')}</td>
      <td>{side('after')}</td>
    </tr>
  );
}
