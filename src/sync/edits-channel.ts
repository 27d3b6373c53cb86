import type { WorkspaceId } from '../domain/ids.ts';

/** `stored`: there are new rows. `rebuilt`: rows that were there are no more. */
export type EditsNews = 'stored' | 'rebuilt';

/** Everybody who stores edits of a workspace tells the others here. */
export function editsChannelName(workspace: WorkspaceId): string {
  return `cairn-edits-${workspace}`;
}
