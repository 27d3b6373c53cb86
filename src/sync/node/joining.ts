import * as v from 'valibot';
import { fromUtf8, toUtf8 } from '../../base/bytes.ts';
import type { WorkspaceId } from '../../domain/ids.ts';
import { LogStore } from '../../storage/log-store.ts';
import type { JoinRequest } from '../log/invite.ts';
import type { DeviceId, EnvelopeId } from '../log/replica.ts';
import { WorkspaceLog } from '../log/workspace-log.ts';
import type { ShareLink } from '../share-link.ts';
import { BrowserLogStorage } from './log-storage.ts';
import type { NodeLog } from './node-log.ts';
import { DEFAULT_SETTINGS, saveShareSettings } from './share-settings.ts';

const text = v.pipe(v.string(), v.maxLength(200));
const schema = v.strictObject({
  invite: text,
  device: text,
  agreementKey: text,
  name: text,
  signature: text,
});

export function encodeJoinRequest(request: JoinRequest): Uint8Array<ArrayBuffer> {
  return toUtf8(JSON.stringify(request));
}

/** null for what is no request. */
function parseJoinRequest(bytes: Uint8Array): JoinRequest | null {
  let raw: unknown;
  try {
    raw = JSON.parse(fromUtf8(bytes));
  } catch {
    return null;
  }
  const parsed = v.safeParse(schema, raw);
  return parsed.success ? { ...parsed.output, device: parsed.output.device as DeviceId } : null;
}

/**
 * Lets somebody in who shows a good invitation; each lets in one device. For owners. `device`: who says so, where that
 * is known; a file says it itself, and is signed.
 */
export async function admitJoiner(
  node: NodeLog,
  bytes: Uint8Array,
  device: DeviceId | null,
): Promise<'let-in' | 'turned-down' | 'unknown-invite'> {
  const request = parseJoinRequest(bytes);
  if (!request || (device !== null && request.device !== device)) return 'turned-down';
  if (node.log.members().some((member) => member.device === request.device)) return 'turned-down';
  const answer = await node.log.verifyJoinRequest(request, Date.now());
  // Of an owner of whom this log has not heard everything yet, or of nobody.
  if (answer.kind === 'refused' && answer.code === 'no-invite') return 'unknown-invite';
  if (answer.kind === 'refused') return 'turned-down';
  const { device: asking, agreementKey, name } = request;
  const { id: invite, role } = answer.invite;
  const result = await node.append({ type: 'admit', device: asking, agreementKey, role, name, invite });
  return result.kind === 'written' ? 'let-in' : 'turned-down';
}

/** Prepares the workspace that a link opens: keys and settings. Its content comes from others once it is opened. */
export async function prepareJoined(workspace: WorkspaceId, link: ShareLink, myName: string): Promise<void> {
  const store = new LogStore(workspace);
  try {
    const { epochKey, servers, iceServers, inviteSecret } = link;
    const epoch = link.epoch as EnvelopeId;
    const storage = new BrowserLogStorage(store);
    await WorkspaceLog.join(
      storage,
      { workspace: link.workspace as EnvelopeId, epoch, epochKey },
      Date.now(),
    );
    const met = { servers: [...servers], iceServers: [...iceServers] };
    await saveShareSettings(store, { ...DEFAULT_SETTINGS, ...met, on: true, myName, inviteSecret });
  } finally {
    store.close();
  }
}
