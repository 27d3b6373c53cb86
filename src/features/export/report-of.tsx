import { type JSX, lazy, Show, Suspense } from 'solid-js';
import type { ExportSubject } from '../../state/export-subject.ts';

const ReportDialog = lazy(async () => ({ default: (await import('./report-dialog.tsx')).ReportDialog }));

/** Composes a report of what is named, for as long as something is. */
export function ReportOf(props: {
  readonly subject: ExportSubject | null;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Show when={props.subject} keyed>
      {(subject) => (
        <Suspense>
          <ReportDialog subject={subject} onClose={() => props.onClose()} />
        </Suspense>
      )}
    </Show>
  );
}
