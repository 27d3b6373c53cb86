import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import type { ExportFormat } from '../../rpc/export-api.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { FORMAT_NAMES } from './export-words.ts';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));
const FORMATS: readonly ExportFormat[] = ['mlflow-db', 'mlflow-folder'];

/** Writes what a screen shows in another tool's form. Whoever may look may take it along. */
export function ExportButton(props: {
  readonly subject: ExportSubject;
  /** The icon alone. */
  readonly isNarrow?: boolean;
}): JSX.Element {
  const [format, setFormat] = createSignal<ExportFormat | null>(null);
  const items = (): readonly MenuItem[] =>
    FORMATS.map((one) => ({ label: FORMAT_NAMES[one], onSelect: () => setFormat(one) }));
  return (
    <>
      <MenuButton label="Export" icon="upload" items={items()}>
        {props.isNarrow ? undefined : 'Export'}
      </MenuButton>
      <Show when={format()} keyed>
        {(chosen) => (
          <Suspense>
            <ExportDialog format={chosen} subject={props.subject} onClose={() => setFormat(null)} />
          </Suspense>
        )}
      </Show>
    </>
  );
}
