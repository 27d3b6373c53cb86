import { useParams } from '@solidjs/router';
import { type Accessor, type JSX, Show } from 'solid-js';
import './columns/panels.css';
import './experiments.css';
import './organise/organise.css';
import './view/layout.css';
import type { ExperimentKey } from '../../domain/ids.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { useQuery } from '../../state/query.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { RunsTable } from './runs-table.tsx';

/**
 * The runs of one experiment, of several (`a,b` in the address), or of all, with their charts, which come from outside.
 * Another address, or another workspace, is another table with choices of its own.
 */
export function RunsScreen(props: {
  readonly charts: (scene: RunsScene) => JSX.Element;
  /** Which rules an experiment does not keep. */
  readonly breaches: (experiment: ExperimentKey) => JSX.Element;
  readonly exports: (subject: Accessor<ExportSubject>, isNarrow: Accessor<boolean>) => JSX.Element;
  /** Composes a report of a saved view. */
  readonly report: (subject: Accessor<ExportSubject | null>, onClose: () => void) => JSX.Element;
}): JSX.Element {
  const params = useParams<{ id: string }>();
  const { workspace } = useQuery();
  return (
    <Show when={workspace()} keyed>
      <Show when={params.id} keyed>
        {(id) => (
          <RunsTable
            id={id}
            charts={props.charts}
            breaches={props.breaches}
            exports={props.exports}
            report={props.report}
          />
        )}
      </Show>
    </Show>
  );
}
