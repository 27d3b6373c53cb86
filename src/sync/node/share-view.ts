import type {
  MemberRole,
  MemberView,
  PeerState,
  PeerView,
  RefusalView,
  ServerView,
  ShareView,
  TransferView,
} from '../../domain/share-view.ts';
import type { MeshState } from '../exchange/mesh.ts';
import { MAX_LOOKING } from '../exchange/messages.ts';
import type { Peer } from '../exchange/peer-state.ts';
import { toFingerprintWords } from '../log/fingerprint-words.ts';
import type { DeviceId } from '../log/replica.ts';
import type { WorkspaceLog } from '../log/workspace-log.ts';
import type { SignalingState } from '../net/room.ts';
import type { FetchCounts } from './fact-fetcher.ts';
import { countPending } from './log-replica.ts';
import type { ShareSettings } from './share-settings.ts';

const MAX_LABEL = 80;

export interface ShareParts {
  readonly log: WorkspaceLog;
  readonly mesh: MeshState;
  readonly facts: FetchCounts;
  readonly settings: ShareSettings;
  readonly servers: readonly SignalingState[];
  readonly contentHash: string;
  readonly unsealedCount: number;
  readonly changeCount: number;
}

/** What the screens say of sharing, from what is true in this tab now. */
export function makeShareView(parts: ShareParts): ShareView {
  const { log, mesh, settings } = parts;
  const members = log.members().map((member): MemberView => {
    const { device, role, colour, admittedBy, sinceMs, forked } = member;
    const isMe = device === log.device;
    const name = member.name || (isMe ? '' : fallbackName(member, device));
    return { device, role, name, colour, admittedBy, sinceMs, forked, isMe };
  });
  const peers = mesh.peers.flatMap((peer) => (peer.device ? [toPeerView(peer, peer.device, members)] : []));
  const turnedAway = mesh.peers.findLast(isTurningAway);
  if (turnedAway) peers.push(toStranger(turnedAway));
  const pending = countPending(log);
  const role = log.role();
  return {
    log: 'ready',
    fingerprint: log.workspace,
    name: log.name,
    words: toFingerprintWords(log.workspace),
    role: role ?? 'link-viewer',
    me: log.device,
    myName: members.find((member) => member.isMe)?.name ?? settings.myName,
    sharing: settings.on,
    waitingForOwner: settings.inviteSecret !== null && role === null,
    members,
    invites: log.invites().map(({ id, role: offered, expiresMs, spent }) => ({
      id,
      role: offered,
      expiresMs,
      usedBy: spent ? '' : null,
    })),
    peers,
    servers: settings.servers.map((address) => toServerView(address, parts.servers)),
    iceServers: settings.iceServers,
    transfer: toTransfer(parts, peers),
    contentHash: parts.contentHash,
    changeCount: parts.changeCount,
    unsentCount: countUnsent(parts),
    waitingCount: pending.waiting,
    newerCount: pending.newer + pending.sealed,
    refusals: mesh.refusals.map(({ code, author, count }): RefusalView => {
      return { code, count, who: nameOf(author, members) };
    }),
    lastMetMs: peers.some(isThere) ? Date.now() : settings.lastMetMs,
  };
}

/** Envelopes and edits made here since somebody had all of them. */
function countUnsent({ log, settings, unsealedCount }: ShareParts): number {
  return Math.max(0, ownSeq(log) - settings.sentSeq) + unsealedCount;
}

/** Number of this device's newest envelope; 0 before its first. */
export function ownSeq(log: WorkspaceLog): number {
  return log.heads().get(log.device)?.seq ?? 0;
}

export function isThere(peer: PeerView): boolean {
  return peer.state.kind !== 'gone' && peer.state.kind !== 'refused' && peer.state.kind !== 'connecting';
}

/**
 * What a tab says of where it is: one line of words, then an address. Where that is too long to be told, as views can
 * make it, its screen alone.
 */
export function toLooking(label: string, href: string): string {
  const words = label.replaceAll('\n', ' ').slice(0, MAX_LABEL);
  const screen = href.split('?')[0] ?? '';
  const told = [href, screen].find((one) => words.length + 1 + one.length <= MAX_LOOKING) ?? '';
  return `${words}\n${told}`;
}

export function parseLooking(text: string): PeerView['looking'] {
  const [label = '', href = ''] = text.split('\n', 2);
  // An address inside this app and nothing else: it becomes a link.
  return label !== '' && /^#\/[\w%./?=&,:~+*-]{0,400}$/.test(href) ? { label, href } : null;
}

function toPeerView(peer: Peer, device: DeviceId, members: readonly MemberView[]): PeerView {
  const member = members.find((one) => one.device === device);
  const name = member?.name || peer.presence?.name || fallbackName(member, device);
  const role: PeerView['role'] = member?.role ?? (peer.standing === 'former' ? 'removed' : 'link-viewer');
  const looking = peer.presence ? parseLooking(peer.presence.looking) : null;
  return { device, name, role, colour: member?.colour ?? colourOf(device), state: toState(peer), looking };
}

function toState({ state }: Peer): PeerState {
  switch (state.kind) {
    case 'refused':
      // They say so; here nothing is known of it.
      return { kind: 'refused', code: isTheirWord(state) ? 'you-were-removed' : state.code };
    case 'needs-newer':
      return { kind: 'needs-newer' };
    case 'partial':
      return { kind: 'exchanging', done: 0, total: state.waiting + state.sealed };
    default:
      return state;
  }
}

/** Somebody who did not say who they are, as this browser is none of theirs. */
function isTurningAway({ device, state }: Peer): boolean {
  return device === null && state.kind === 'refused' && state.by === 'them' && state.code === 'not-a-member';
}

function toStranger({ link }: Peer): PeerView {
  const state = { kind: 'refused', code: 'link-is-old' } as const;
  return { device: link, name: 'Somebody', role: 'link-viewer', colour: 0, state, looking: null };
}

function isTheirWord(state: Extract<Peer['state'], { kind: 'refused' }>): boolean {
  return state.code === 'removed' && state.by === 'them';
}

function toServerView(address: string, states: readonly SignalingState[]): ServerView {
  const status = states.find((one) => one.address === address)?.status ?? 'connecting';
  return { address, state: status === 'invalid' ? 'unreachable' : status };
}

function toTransfer({ facts, mesh }: ShareParts, peers: readonly PeerView[]): TransferView {
  const { wanted, bytesPerSecond, paused } = mesh.blobs;
  const state = paused === 'full' ? 'disk-full' : paused ? 'paused' : wanted > 0 ? 'running' : 'idle';
  const holders = peers.filter(isThere).map((peer) => peer.name);
  const lacks = facts.artifacts.here < facts.artifacts.total;
  return {
    records: facts.records,
    points: facts.points,
    artifacts: facts.artifacts,
    artifactsHeldBy: lacks ? holders : [],
    state,
    bytesPerSecond,
  };
}

/** The name of an author, or what tells them apart where they have none. */
export function nameOf(
  device: DeviceId | null,
  members: readonly Pick<MemberView, 'device' | 'name' | 'admittedBy'>[],
): string {
  if (device === null) return 'somebody unknown';
  const member = members.find((one) => one.device === device);
  return member?.name || fallbackName(member, device);
}

function fallbackName(member: Pick<MemberView, 'admittedBy'> | undefined, device: string): string {
  return member?.admittedBy === null ? 'the founder' : shortName(device);
}

/** For somebody who has no name here: enough of the key to tell two apart. */
function shortName(device: string): string {
  return `device ${device.slice(0, 6)}`;
}

function colourOf(device: string): number {
  let sum = 0;
  for (const character of device) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return sum % 10;
}

export function roleMayEdit(role: MemberRole | 'link-viewer'): boolean {
  return role === 'owner' || role === 'editor';
}
