import { formatAge, formatCount, formatPlural } from '../../base/format.ts';
import type { PeerView, ShareView } from '../../domain/share-view.ts';
import {
  agoWords,
  FAILED_TITLE,
  namesWords,
  peerStateWords,
  refusalWords,
  UNSUPPORTED_TITLE,
} from './share-words.ts';

/** How the mark beside words looks; each has a shape of its own. */
export type MarkShape = 'off' | 'seeking' | 'busy' | 'good' | 'waiting' | 'bad';

export interface SyncLine {
  readonly text: string;
  readonly mark: MarkShape;
  /** Counts up while it stands: not read aloud at every step. */
  readonly counting: boolean;
}

const line = (text: string, mark: MarkShape, counting = false): SyncLine => ({ text, mark, counting });

/**
 * The one line that says how things are, the most pressing thing first. `seenRefusals`: refused changes that the
 * person has looked at; only newer ones are said again.
 */
export function toSyncLine(view: ShareView, nowMs: number, seenRefusals: number): SyncLine {
  if (view.log === 'unsupported') return line(UNSUPPORTED_TITLE, 'off');
  if (view.log === 'failed') return line(FAILED_TITLE, 'bad');
  return toExchangeLine(view) ?? toTroubleLine(view, seenRefusals) ?? toPeopleLine(view, nowMs);
}

export function refusedCount(view: ShareView): number {
  return view.refusals.reduce((sum, refusal) => sum + refusal.count, 0);
}

function toExchangeLine(view: ShareView): SyncLine | null {
  let done = 0;
  let total = 0;
  let isExchanging = false;
  for (const { state } of view.peers) {
    if (state.kind !== 'exchanging') continue;
    isExchanging = true;
    done += state.done;
    total += state.total;
  }
  if (!isExchanging) return null;
  // They give nothing yet: this is no exchange.
  if (total === 0 && view.waitingForOwner) return null;
  if (total === 0) return line('Receiving changes', 'busy', true);
  return line(`Receiving ${formatCount(done)} of ${formatPlural(total, 'change')}`, 'busy', true);
}

/** Things that do not go away by waiting, or that only a person can judge. */
function toTroubleLine(view: ShareView, seenRefusals: number): SyncLine | null {
  const different = named(view.peers, (peer) => peer.state.kind === 'different');
  if (different.length > 0) return line(`Contents differ from ${namesWords(different)}`, 'bad');
  if (refusedCount(view) > seenRefusals) return line(refusedLine(view), 'bad');
  if (view.transfer.state === 'disk-full') return line('No room left to receive more', 'bad');
  if (view.waitingForOwner) return line('Waiting for an owner to let you in', 'waiting');
  if (view.waitingCount > 0) {
    const verb = view.waitingCount === 1 ? 'waits' : 'wait';
    return line(`${formatPlural(view.waitingCount, 'change')} ${verb} for earlier ones`, 'waiting');
  }
  if (view.newerCount > 0) {
    const verb = view.newerCount === 1 ? 'needs' : 'need';
    return line(`${formatPlural(view.newerCount, 'change')} ${verb} a newer Cairn`, 'waiting');
  }
  return null;
}

function refusedLine(view: ShareView): string {
  const [first] = view.refusals;
  if (first && view.refusals.length === 1) return `Refused: ${refusalWords(first)}`;
  return `Refused: ${formatPlural(refusedCount(view), 'change')}`;
}

function toPeopleLine(view: ShareView, nowMs: number): SyncLine {
  if (!view.sharing) return line('Only on this device', 'off');
  const inSync = named(view.peers, (peer) => peer.state.kind === 'in-sync');
  if (inSync.length > 0) return line(`Up to date with ${namesWords(inSync)}`, 'good');
  const arriving = named(
    view.peers,
    (peer) => peer.state.kind === 'connecting' || peer.state.kind === 'proving',
  );
  if (arriving.length > 0) return line(`Connecting to ${namesWords(arriving)}`, 'seeking');
  const stranger = view.peers.find(({ state }) => state.kind === 'needs-newer' || state.kind === 'refused');
  if (stranger) return line(`${stranger.name}: ${peerStateWords(stranger.state, nowMs, formatAge)}`, 'bad');
  return toAloneLine(view, nowMs);
}

function toAloneLine(view: ShareView, nowMs: number): SyncLine {
  if (view.unsentCount > 0 && view.lastMetMs !== null)
    return line(`Nobody here, ${formatPlural(view.unsentCount, 'change')} not sent yet`, 'seeking');
  if (view.servers.length > 0 && view.servers.every(({ state }) => isUnanswered(state)))
    return line('No signaling server can be reached', 'waiting');
  if (view.lastMetMs !== null)
    return line(`Nobody here, last met ${agoWords(formatAge(view.lastMetMs, nowMs))}`, 'seeking');
  return line('Looking for others', 'seeking');
}

function isUnanswered(state: ShareView['servers'][number]['state']): boolean {
  return state === 'refused' || state === 'unreachable';
}

function named(peers: readonly PeerView[], wanted: (peer: PeerView) => boolean): string[] {
  return peers.filter(wanted).map((peer) => peer.name);
}

/** The mark for what is true of one peer. */
export function peerMark(peer: PeerView): MarkShape {
  switch (peer.state.kind) {
    case 'connecting':
    case 'proving':
      return 'seeking';
    case 'exchanging':
      return 'busy';
    case 'in-sync':
      return 'good';
    case 'needs-newer':
      return 'waiting';
    case 'different':
    case 'refused':
      return 'bad';
    case 'gone':
      return 'off';
  }
}
