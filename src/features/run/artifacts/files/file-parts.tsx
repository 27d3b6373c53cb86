import { For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../../../base/format.ts';
import { createLimited } from '../../limited.ts';
import { MoreButton } from '../../more-button.tsx';
import './files.css';

export type Fact = readonly [name: string, value: string];

/** What is known of a file; what is empty is left out. */
export function FileFacts(props: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="file-facts">
      <For each={props.facts.filter(([, value]) => value !== '')}>
        {([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        )}
      </For>
    </dl>
  );
}

const STEP = 50;

/** A list out of a file: its first rows, and more when asked for. */
export function FileList(props: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Places of columns of numbers. */
  readonly numeric?: readonly number[];
  /** Entries that were counted and not read. */
  readonly leftOut?: number;
}): JSX.Element {
  const list = createLimited(() => props.rows, STEP);
  const isNumber = (column: number) => props.numeric?.includes(column) === true;
  return (
    <Show when={props.rows.length > 0}>
      <section class="file-list" aria-label={props.title}>
        <h4>
          {props.title} <span class="muted">{formatCount(props.rows.length + (props.leftOut ?? 0))}</span>
        </h4>
        <section class="file-list-box" tabindex="0" aria-label={`${props.title}, scrolls`}>
          <table class="runpage-table is-small">
            <thead>
              <tr>
                <For each={props.columns}>
                  {(name, column) => (
                    <th scope="col" classList={{ 'is-number': isNumber(column()) }}>
                      {name}
                    </th>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={list.shown()}>
                {(row) => (
                  <tr>
                    <For each={row}>
                      {(cell, column) => <td classList={{ 'is-number': isNumber(column()) }}>{cell}</td>}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </section>
        <MoreButton list={list} what="entries" />
        <Show when={props.leftOut}>
          {(count) => <p class="artifact-note">{formatCount(count())} more are in the file.</p>}
        </Show>
      </section>
    </Show>
  );
}

/** `64 × 3 × 224`; one value has no axes. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'one value' : shape.map(formatCount).join(' × ');
}
