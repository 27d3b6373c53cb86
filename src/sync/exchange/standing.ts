import type { DeviceId, EnvelopeId, Role } from '../log/replica.ts';
import type { FAILURES } from './messages.ts';
import type { Replica } from './replica-port.ts';

/**
 * What the other side is to this workspace.
 * - `link-viewer`: no member, but has the current epoch's key from a link; may read.
 * - `former`: was removed; is told so and gets nothing.
 * - `behind`: owns its key, but as far as this log knows may not read. It may come from an epoch that this device
 *   has not heard of, or ask to be let in. It is served nothing; what it gives is judged like anything else, and its
 *   standing is looked at again after each change of the log.
 */
export type Standing = Role | 'link-viewer' | 'former' | 'behind';

export type HandshakeFailure = (typeof FAILURES)[number];

/** What the handshake found out about a device, kept for judging it again. */
export interface Evidence {
  readonly device: DeviceId;
  /** The epoch whose key it proved to have, or null. */
  readonly provedEpoch: string | null;
  /** The epoch that it said it is in; '' for none. */
  readonly claimedEpoch: string;
  readonly joining: boolean;
}

export function judgeStanding(replica: Replica, evidence: Evidence): Standing | 'not-a-member' {
  const member = replica.members().find((one) => one.device === evidence.device);
  if (member) return member.role === 'removed' ? 'former' : member.role;
  const epoch = replica.epoch();
  if (evidence.provedEpoch !== null && evidence.provedEpoch === epoch) return 'link-viewer';
  if (evidence.joining) return 'behind';
  // A log without its first envelope knows nobody: everyone may teach it.
  if (replica.members().length === 0) return 'behind';
  return evidence.claimedEpoch === '' || isKnownEpoch(replica, evidence.claimedEpoch)
    ? 'not-a-member'
    : 'behind';
}

function isKnownEpoch(replica: Replica, epoch: string): boolean {
  return epoch === replica.epoch() || replica.has(epoch as EnvelopeId);
}

/** May be given the log, facts and live messages. */
export function mayRead(standing: Standing): boolean {
  return standing !== 'former' && standing !== 'behind';
}

/** May speak for the workspace: pass on requests to be let in. */
export function mayWrite(standing: Standing): boolean {
  return standing === 'owner' || standing === 'editor';
}
