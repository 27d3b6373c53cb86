import type { JSX } from 'solid-js';
import type { ExportProgress } from '../../rpc/export-api.ts';

/** How many of the runs are written. */
export function ExportBar(props: { readonly progress: ExportProgress | null }): JSX.Element {
  return (
    <progress
      class="export-bar"
      aria-label="Exporting"
      value={props.progress?.runs ?? 0}
      max={Math.max(1, props.progress?.ofRuns ?? 1)}
    />
  );
}
