import type { DeviceId, RefusalCode } from '../log/replica.ts';
import type { HandshakeFailure, Standing } from './standing.ts';

/** Why a peer is not served, or a link was closed. The sentence for each is written in the UI. */
export type PeerRefusal =
  | HandshakeFailure
  | 'removed' // its device was removed from the workspace
  | 'malformed' // three messages that break the rules
  | 'flood' // more than was asked for
  | 'hostile' // envelopes that no Cairn makes
  | 'full' // as many peers as there may be
  | 'another-link'; // this device is met over another link already

/** What is true of one peer now. */
export type PeerState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'proving' }
  /** Counts of envelopes: so many of those that they have and we did not. */
  | { readonly kind: 'exchanging'; readonly done: number; readonly total: number }
  /** They hold the same envelopes and show the same content. */
  | { readonly kind: 'in-sync' }
  /** Nothing more to exchange, but some envelopes do not count on one of the sides yet. */
  | { readonly kind: 'partial'; readonly waiting: number; readonly sealed: number; readonly refused: number }
  /** The same envelopes and another content, or as much as they have and yet not the same: a bug. */
  | { readonly kind: 'different' }
  | { readonly kind: 'needs-newer'; readonly who: 'us' | 'them' }
  | { readonly kind: 'refused'; readonly code: PeerRefusal; readonly by: 'us' | 'them' }
  | { readonly kind: 'gone'; readonly lastMetMs: number };

export interface Presence {
  readonly name: string;
  readonly colour: number;
  /** What is open on their screen; '' for nothing in particular. */
  readonly looking: string;
  readonly tab: string;
}

export interface Peer {
  readonly link: string;
  /** Null until it has proved who it is. */
  readonly device: DeviceId | null;
  readonly standing: Standing | null;
  readonly state: PeerState;
  readonly presence: Presence | null;
  /** Facts on their disk, as they say; null while unknown. */
  readonly facts: number | null;
  readonly lastMetMs: number;
}

export interface RefusalCount {
  readonly code: RefusalCode;
  readonly author: DeviceId | null;
  readonly count: number;
}

/** So many authors are told apart; the rest is counted together, so that made-up ones fill no memory. */
const MAX_AUTHORS = 64;

/** Refused envelopes by code and author, for the screen. */
export class RefusalCounts {
  private readonly counts = new Map<string, { code: RefusalCode; author: DeviceId | null; count: number }>();

  add(code: RefusalCode, author: DeviceId | null): void {
    const named = this.counts.size < MAX_AUTHORS || this.counts.has(`${code} ${author}`) ? author : null;
    const key = `${code} ${named}`;
    const row = this.counts.get(key) ?? { code, author: named, count: 0 };
    row.count += 1;
    this.counts.set(key, row);
  }

  list(): readonly RefusalCount[] {
    return [...this.counts.values()].map((row) => ({ ...row }));
  }
}
