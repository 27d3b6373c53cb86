import type { WorkspaceId } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { StoredEdit } from '../../../src/storage/workspace-db.ts';
import { type EditsNews, editsChannelName } from '../../../src/sync/edits-channel.ts';
import type { ImportEvent } from '../format.ts';

type Edits = Extract<ImportEvent, { kind: 'edits' }>;
type NewEdit = Omit<StoredEdit, 'id'>;

/**
 * Rows that add to the edits of a workspace what bundles brought and what is news. None for somebody who may only look:
 * nobody else would ever see them, and with another role they would go out long after.
 */
export async function mergeBrought(
  workspace: WorkspaceId,
  brought: readonly Edits[],
  made: {
    readonly label: string;
    readonly atMs: number;
    /** See `ImportOptions`. */
    readonly mayEdit: boolean | undefined;
  },
  onProblem: (problem: ImportProblem) => void,
): Promise<readonly NewEdit[]> {
  if (brought.length === 0) return [];
  // Yjs comes with the first edits.
  const { loadStoredEdits } = await import('../../../src/sync/bundle/carried-edits.ts');
  const { mergeEdits } = await import('../../../src/sync/bundle/merge-edits.ts');
  const { isSoleAuthor } = await import('../../../src/sync/bundle/sole-author.ts');
  const isSole = await isSoleAuthor(workspace);
  const present = await loadStoredEdits(workspace);
  const added: NewEdit[] = [];
  const notes = [{ label: 'Open bundle', about: '', value: made.label.slice(0, 200) }];
  for (const { edits, isPart } of brought) {
    const all = [...present, ...added.map((row, at) => ({ ...row, id: present.length + at }))];
    const { updates, damaged } = mergeEdits(all, edits, isSole && !isPart ? 'history' : 'values');
    for (const doc of damaged)
      onProblem({ code: 'bundle-damaged', path: `edits/${doc}.yjs`, facts: { of: 'edits' } });
    for (const { doc, bytes } of updates)
      added.push({ doc, kind: 'update', bytes, atMs: made.atMs, writer: 'bundle', sealed: 0, notes });
  }
  if (added.length === 0 || (made.mayEdit ?? isSole)) return added;
  onProblem({ code: 'bundle-edits-left', path: 'edits', facts: {} });
  return [];
}

/** Tells the tabs of this browser that there are new edits. */
export function tellEditsStored(workspace: WorkspaceId): void {
  const channel = new BroadcastChannel(editsChannelName(workspace));
  channel.postMessage('stored' satisfies EditsNews);
  channel.close();
}
