import { createMemo, createSignal, type JSX, lazy, Show, Suspense, untrack } from 'solid-js';
import type { ExportFormat } from '../../rpc/export-api.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { offerCommands } from '../../state/screen-commands.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { FORMAT_NAMES } from './export-words.ts';
import { ReportOf } from './report-of.tsx';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));
/** As the menu lists them. */
const FORMATS: readonly ExportFormat[] = [
  'cairn',
  'mlflow-folder',
  'mlflow-db',
  'csv',
  'parquet',
  'ndjson',
  'report',
];
/** A line above: stores, tables, pages. */
const FIRST_OF_KIND: ReadonlySet<ExportFormat> = new Set(['csv', 'report']);

/** Writes what a screen shows into a file. Whoever may look may take it along. */
export function ExportButton(props: {
  readonly subject: ExportSubject;
  /** The icon alone. */
  readonly isNarrow?: boolean;
}): JSX.Element {
  const [format, setFormat] = createSignal<ExportFormat | null>(null);
  const plain = () => {
    const chosen = format();
    return chosen === 'report' ? null : chosen;
  };
  /** As it was when the report was asked for: what is composed does not change with the screen behind it. */
  const reported = createMemo(() => (format() === 'report' ? untrack(() => props.subject) : null));
  const items = (): readonly MenuItem[] =>
    FORMATS.map((one) => ({
      label: FORMAT_NAMES[one],
      onSelect: () => setFormat(one),
      rule: FIRST_OF_KIND.has(one),
    }));
  offerCommands(() =>
    FORMATS.map((one) => ({
      label: `Export: ${FORMAT_NAMES[one]}`,
      kind: 'action',
      run: () => setFormat(one),
    })),
  );
  return (
    <>
      <MenuButton label="Export" icon="export" items={items()}>
        {props.isNarrow ? undefined : 'Export'}
      </MenuButton>
      <Show when={plain()} keyed>
        {(chosen) => (
          <Suspense>
            <ExportDialog format={chosen} subject={props.subject} onClose={() => setFormat(null)} />
          </Suspense>
        )}
      </Show>
      <ReportOf subject={reported()} onClose={() => setFormat(null)} />
    </>
  );
}
