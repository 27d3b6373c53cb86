import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatNumber } from '../../base/format.ts';
import type { ColumnProfile } from '../../domain/fingerprint.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Bars } from './bars.tsx';
import { distinctWords, shareWords, valueWords } from './data-words.ts';

const STEP = 100;
const SHOWN_VALUES = 3;

/** What a fingerprint knows of every column. */
export function ColumnProfiles(props: { readonly columns: readonly ColumnProfile[] }): JSX.Element {
  const [limit, setLimit] = createSignal(STEP);
  const hidden = () => Math.max(0, props.columns.length - limit());
  return (
    <>
      <ScrollBox class="data-card" label="Columns of the file">
        <table class="data-table" aria-label="Column profile">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col" class="is-number">
                Nulls
              </th>
              <th scope="col" class="is-number">
                Distinct
              </th>
              <th scope="col" class="is-number">
                Min
              </th>
              <th scope="col" class="is-number">
                Max
              </th>
              <th scope="col" class="is-number">
                Mean
              </th>
              <th scope="col" class="is-number">
                Std
              </th>
              <th scope="col">Distribution</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.columns.slice(0, limit())}>{(column) => <ProfileRow column={column} />}</For>
          </tbody>
        </table>
      </ScrollBox>
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

function ProfileRow(props: { readonly column: ColumnProfile }): JSX.Element {
  const numbers = () => props.column.numbers;
  const value = (of: 'min' | 'max' | 'mean') => {
    const summary = numbers();
    return summary ? valueWords(props.column, summary[of]) : '–';
  };
  const isTime = () => props.column.type === 'datetime' || props.column.type === 'date';
  const std = () => {
    const summary = numbers();
    return summary && !isTime() ? formatNumber(summary.std) : '–';
  };
  const nulls = () => (props.column.seen > 0 ? shareWords(props.column.nulls / props.column.seen) : '–');
  return (
    <tr>
      <th scope="row">{props.column.name}</th>
      <td>{props.column.type}</td>
      <td class="is-number" title={`${formatCount(props.column.nulls)} of ${formatCount(props.column.seen)}`}>
        {nulls()}
      </td>
      <td class="is-number">{distinctWords(props.column)}</td>
      <td class="is-number">{value('min')}</td>
      <td class="is-number">{value('max')}</td>
      <td class="is-number">{value('mean')}</td>
      <td class="is-number">{std()}</td>
      <td>
        <Show when={numbers()} fallback={<TopValues column={props.column} />}>
          {(summary) => <Bars histogram={summary().histogram} />}
        </Show>
      </td>
    </tr>
  );
}

/** The most frequent texts. */
export function TopValues(props: { readonly column: ColumnProfile }): JSX.Element {
  const shown = () => props.column.top.slice(0, SHOWN_VALUES);
  const hidden = () => Math.max(0, props.column.distinct.count - shown().length);
  return (
    <span class="data-top">
      <For each={shown()}>
        {([text, count]) => (
          <span class="data-top-value">
            <span class="cut">{text === '' ? '(empty)' : text}</span>{' '}
            <span class="muted">{formatCount(count)}</span>
          </span>
        )}
      </For>
      <Show when={hidden() > 0}>
        <span class="muted">
          {props.column.distinct.exact ? '' : 'about '}
          {formatCount(hidden())} more
        </span>
      </Show>
    </span>
  );
}
