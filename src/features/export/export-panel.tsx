import { createUniqueId, type JSX } from 'solid-js';
import type { ExportSubject } from '../../state/export-subject.ts';
import { ExportButton } from './export-button.tsx';

const EVERYTHING: ExportSubject = { experiments: 'all', selected: [], title: 'All runs' };

/** The whole workspace, among the settings. */
export function ExportPanel(): JSX.Element {
  const id = createUniqueId();
  return (
    <section class="settings-panel" aria-labelledby={id}>
      <h2 id={id}>Export</h2>
      <div class="settings-body">
        <p>
          Take the whole workspace along, with everything that was changed here: to another device, to MLflow,
          or as tables.
        </p>
        <p>
          <ExportButton subject={EVERYTHING} />
        </p>
      </div>
    </section>
  );
}
