import { type JSX, Show } from 'solid-js';
import type { TableSettings } from '../../../rpc/export-api.ts';
import type { ExportFormProps, ExportKind } from './export-form.ts';
import { NdjsonShape } from './ndjson-shape.tsx';
import { TableChoices } from './table-choices.tsx';
import { tableHint } from './table-hints.tsx';

export function tablesKind(format: TableSettings['format']): ExportKind<TableSettings> {
  return {
    initial: {
      format,
      runs: true,
      points: format === 'ndjson' ? 'nested' : 'long',
      artifacts: false,
      withDeleted: false,
      guardFormulas: false,
    },
    Form: TablesForm,
    isEmpty: (settings) => filesOf(settings).length === 0,
    download: (settings) => {
      const [first, second] = filesOf(settings);
      return second ? 'Download zip' : `Download ${first ?? 'runs'}.${format}`;
    },
    ending: (settings) => (filesOf(settings).length > 1 ? 'zip' : format),
    fileName: (title, settings) => {
      const [first, second] = filesOf(settings);
      return `${title} ${second ? format : first}`;
    },
    hint: () => tableHint(format),
    intoFile: true,
  };
}

/** The files that are written, without their ending. */
function filesOf({ runs, points, artifacts }: TableSettings): readonly string[] {
  return [
    ...(runs ? ['runs'] : []),
    ...(points === 'long' || points === 'wide' ? ['metrics'] : []),
    ...(artifacts ? ['artifacts'] : []),
  ];
}

function TablesForm(props: ExportFormProps<TableSettings>): JSX.Element {
  const change = (changed: Partial<TableSettings>) => props.onChange({ ...props.settings, ...changed });
  return (
    <>
      <Show
        when={props.settings.format === 'ndjson'}
        fallback={<TableChoices settings={props.settings} onChange={change} />}
      >
        <NdjsonShape settings={props.settings} onChange={change} />
      </Show>
      <Show when={!props.areRunsChosen}>
        <label class="export-check">
          <input
            type="checkbox"
            checked={props.settings.withDeleted}
            onChange={(event) => change({ withDeleted: event.currentTarget.checked })}
          />
          <span>Deleted runs too</span>
        </label>
      </Show>
      <Show when={props.settings.format === 'csv'}>
        <label class="export-check">
          <input
            type="checkbox"
            checked={props.settings.guardFormulas}
            onChange={(event) => change({ guardFormulas: event.currentTarget.checked })}
          />
          <span>
            Guard spreadsheets against formulas
            <small class="muted">
              Puts a quote before texts that begin with =, +, - or @, which a spreadsheet would run. Off
              because programs that read the file find the quote in them.
            </small>
          </span>
        </label>
      </Show>
      <p class="muted">
        All points of every metric, names and tags as they are here. To open the runs in Cairn again, take a
        Cairn bundle instead.
        <Show when={filesOf(props.settings).length > 1}>
          {' '}
          Several tables come as a zip, with a README that says what their columns are.
        </Show>
      </p>
    </>
  );
}
