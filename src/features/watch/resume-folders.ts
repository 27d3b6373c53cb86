import { formatPlural } from '../../base/format.ts';
import type { WatchedFolderId } from '../../domain/live/watched-folder.ts';
import type { WatchState } from '../../state/watch.ts';
import { showToast } from '../../ui/toast.tsx';

/** Resumes those that are named, or all that wait, and says so where the browser was not let. Call it from a click. */
export async function resumeFolders(
  watch: Pick<WatchState, 'folders' | 'resume'>,
  ids?: readonly WatchedFolderId[],
): Promise<void> {
  await watch.resume(ids);
  const refused = watch
    .folders()
    .filter(({ id, state }) => state === 'needs-permission' && (ids?.includes(id) ?? true));
  if (refused.length === 0) return;
  const [only] = refused;
  const name = refused.length === 1 && only ? only.name : formatPlural(refused.length, 'folder');
  showToast({
    text: `This page may still not read ${name}. Press Resume and choose “Allow”, or look at the site settings of the browser.`,
  });
}
