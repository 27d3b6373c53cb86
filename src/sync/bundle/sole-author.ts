import type { WorkspaceId } from '../../domain/ids.ts';
import { LogStore } from '../../storage/log-store.ts';
import { toPublicText } from '../log/keys.ts';
import type { EnvelopeIndex, StoredSecrets } from '../log/replica.ts';

/**
 * Whether nobody but this device has ever written in the workspace: then no change that is brought in can stand under a
 * client that somebody else signs for.
 */
export async function isSoleAuthor(workspace: WorkspaceId): Promise<boolean> {
  const store = new LogStore(workspace);
  try {
    const rows = await store.loadRows();
    if (rows.length === 0) return true;
    const secrets = (await store.loadSecret('keys')) as StoredSecrets | null;
    const self = secrets && (await toPublicText(secrets.signing));
    return rows.every(({ index }) => (index as EnvelopeIndex).author === self);
  } finally {
    store.close();
  }
}
