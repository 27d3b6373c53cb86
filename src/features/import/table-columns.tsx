import { createSignal, For, Index, type JSX, Show } from 'solid-js';
import type { ColumnRole, TableColumn, TableGuess, TimeUnit } from '../../domain/table-layout.ts';
import { Button } from '../../ui/button.tsx';
import { ROLE_LABELS, rolesOf, type TableDraft, UNIT_LABELS, withRole, withTimeUnit } from './table-draft.ts';

/** Tables of runs can have 500 columns; more than these are shown when asked for. */
const FIRST_COLUMNS = 40;

/** The first rows under their columns, with a choice of role for each. Scrolls inside itself. */
export function TableColumns(props: {
  readonly path: string;
  readonly guess: TableGuess;
  readonly draft: TableDraft;
  readonly onChange: (draft: TableDraft) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const count = () => props.draft.layout.columns.length;
  const shown = () => (all() ? count() : Math.min(count(), FIRST_COLUMNS));
  const columns = () => props.draft.layout.columns.slice(0, shown());
  const sample = (index: number) => props.guess.preview.map((row) => row[index] ?? '');
  return (
    <>
      <section class="table-preview" aria-label={`First rows of ${props.path}`} tabindex="0">
        <table>
          <thead>
            <tr>
              <Index each={columns()}>
                {(column, index) => (
                  <th scope="col" classList={{ 'is-out': column().role === 'ignore' }}>
                    <span class="table-column-name cut" title={column().name}>
                      {column().name === '' ? 'no name' : column().name}
                    </span>
                    <RoleChoice
                      column={column()}
                      roles={rolesOf(props.draft.layout.shape)}
                      onRole={(role) => props.onChange(withRole(props.draft, index, role, sample(index)))}
                      onUnit={(unit) => props.onChange(withTimeUnit(props.draft, index, unit))}
                    />
                  </th>
                )}
              </Index>
            </tr>
          </thead>
          <tbody>
            <For each={props.guess.preview}>
              {(row) => (
                <tr>
                  <Index each={columns()}>
                    {(column, index) => (
                      <td classList={{ 'is-out': column().role === 'ignore', 'is-text': isText(column()) }}>
                        <span class="cut">{row[index] ?? ''}</span>
                      </td>
                    )}
                  </Index>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </section>
      <Show when={shown() < count()}>
        <Button small onClick={() => setAll(true)}>
          Show all {count()} columns
        </Button>
      </Show>
    </>
  );
}

function RoleChoice(props: {
  readonly column: TableColumn;
  readonly roles: readonly ColumnRole[];
  readonly onRole: (role: ColumnRole) => void;
  readonly onUnit: (unit: TimeUnit) => void;
}): JSX.Element {
  const name = () => (props.column.name === '' ? 'the column without a name' : props.column.name);
  return (
    <>
      <select
        class="field"
        aria-label={`Role of ${name()}`}
        value={props.column.role}
        disabled={props.column.type === 'nested'}
        onChange={(event) => props.onRole(event.currentTarget.value as ColumnRole)}
      >
        <For each={props.roles}>
          {(role) => (
            <option value={role} selected={role === props.column.role}>
              {ROLE_LABELS[role]}
            </option>
          )}
        </For>
      </select>
      <Show when={props.column.role === 'time'}>
        <select
          class="field"
          aria-label={`Unit of ${name()}`}
          onChange={(event) => props.onUnit(event.currentTarget.value as TimeUnit)}
        >
          <For each={Object.entries(UNIT_LABELS) as [TimeUnit, string][]}>
            {([unit, label]) => (
              <option value={unit} selected={unit === (props.column.timeUnit ?? 'text')}>
                {label}
              </option>
            )}
          </For>
        </select>
      </Show>
    </>
  );
}

function isText(column: TableColumn): boolean {
  return column.type === 'text' || column.type === 'time' || column.type === 'nested';
}
