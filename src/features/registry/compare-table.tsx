import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import type { CompareGroup } from './compare-rows.ts';
import { versionAddress } from './registry-address.ts';
import { versionName } from './registry-words.ts';

const ROWS_AT_ONCE = 300;

/** Lines of two versions under their titles. */
export function CompareTable(props: {
  readonly model: string;
  readonly left: number;
  readonly right: number;
  readonly groups: readonly CompareGroup[];
  readonly remarks: readonly string[];
}): JSX.Element {
  const [onlyDifferences, setOnly] = createSignal(true);
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const wanted = createMemo(() =>
    props.groups
      .map((group) => ({ ...group, rows: group.rows.filter(({ differs }) => differs || !onlyDifferences()) }))
      .filter(({ rows }) => rows.length > 0),
  );
  const total = () => wanted().reduce((sum, { rows }) => sum + rows.length, 0);
  const shown = createMemo(() => {
    let left = limit();
    return wanted().flatMap((group) => {
      const rows = group.rows.slice(0, left);
      left -= rows.length;
      return rows.length > 0 ? [{ ...group, rows }] : [];
    });
  });
  return (
    <>
      <div class="models-bar">
        <Switch label="Only differences" checked={onlyDifferences()} onChange={setOnly} />
      </div>
      <For each={props.remarks}>{(remark) => <p class="models-remark">{remark}</p>}</For>
      <ScrollBox class="models-card" label="Differences of the versions">
        <table class="models-table is-compare" aria-label="Differences">
          <thead>
            <tr>
              <th scope="col">What</th>
              <For each={[props.left, props.right]}>
                {(number) => (
                  <th scope="col">
                    <A href={versionAddress(props.model, number)}>{versionName(number)}</A>
                  </th>
                )}
              </For>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <For each={shown()}>
            {(group) => (
              <tbody>
                <tr class="models-group">
                  <th scope="rowgroup" colspan="4">
                    {group.title}
                  </th>
                </tr>
                <For each={group.rows}>
                  {(row) => (
                    <tr classList={{ 'is-different': row.differs && !onlyDifferences() }}>
                      <th scope="row">{row.key}</th>
                      <td data-label={versionName(props.left)}>
                        <span class="models-text">{row.left ?? '–'}</span>
                      </td>
                      <td data-label={versionName(props.right)}>
                        <span class="models-text">{row.right ?? '–'}</span>
                      </td>
                      <td
                        data-label="Difference"
                        classList={{
                          'is-blank': !row.change && !row.href,
                          [`is-${row.verdict}`]: !!row.verdict,
                        }}
                      >
                        {row.change} {row.verdict}
                        <Show when={row.href}>{(href) => <A href={href()}>Compare texts</A>}</Show>
                      </td>
                    </tr>
                  )}
                </For>
              </tbody>
            )}
          </For>
        </table>
        <Show when={total() > limit()}>
          <p class="models-more">
            <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
              {formatCount(total() - limit())} more lines
            </Button>
          </p>
        </Show>
      </ScrollBox>
      <Show when={total() === 0}>
        <p class="models-none">Nothing that is known differs.</p>
      </Show>
    </>
  );
}
