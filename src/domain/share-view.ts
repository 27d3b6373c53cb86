import type { ChangeNote } from './edits.ts';

/** Who may do what in a workspace; `removed` may no more. */
export type MemberRole = 'owner' | 'editor' | 'viewer' | 'removed';

export interface MemberView {
  /** The author's public key; the same person on two devices is two members. */
  readonly device: string;
  readonly name: string;
  /** Index of the run palette. */
  readonly colour: number;
  readonly role: MemberRole;
  readonly isMe: boolean;
  readonly sinceMs: number;
  /** Device of the owner who let it in; null for the founder. */
  readonly admittedBy: string | null;
  /** Wrote two different changes under one number (a copied profile): frozen from there on. */
  readonly forked: boolean;
}

export interface InviteView {
  readonly id: string;
  readonly role: 'owner' | 'editor';
  readonly expiresMs: number;
  /** Device that used it; null while it is open. */
  readonly usedBy: string | null;
}

/** What is true between this browser and another one that is connected, or was. */
export type PeerState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'proving' }
  /** Changes and records that are still to come, either way. */
  | { readonly kind: 'exchanging'; readonly done: number; readonly total: number }
  /** Equal content hashes. */
  | { readonly kind: 'in-sync' }
  /** Everything was exchanged and the contents differ all the same: a bug, said loudly. */
  | { readonly kind: 'different' }
  | { readonly kind: 'needs-newer' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'gone'; readonly lastMetMs: number };

export interface PeerView {
  readonly device: string;
  readonly name: string;
  readonly colour: number;
  readonly role: MemberRole | 'link-viewer';
  readonly state: PeerState;
  /** Where they are, in words such as `run taxi-7`, with an address that leads there; null when they do not say. */
  readonly looking: { readonly label: string; readonly href: string } | null;
}

export interface FactCounts {
  readonly here: number;
  readonly total: number;
}

export interface TransferView {
  readonly records: FactCounts;
  readonly points: FactCounts;
  readonly artifacts: FactCounts;
  /** Connected people who hold artifacts that are not here. */
  readonly artifactsHeldBy: readonly string[];
  readonly state: 'idle' | 'running' | 'paused' | 'disk-full';
  readonly bytesPerSecond: number;
}

export interface RefusalView {
  readonly code: string;
  /** Name of the author, or of the device that sent it. */
  readonly who: string;
  readonly count: number;
}

export interface ServerView {
  readonly address: string;
  readonly state: 'connecting' | 'connected' | 'refused' | 'unreachable';
}

/** Everything the screens say of sharing: plain data, made by the tab that owns the network. */
export interface ShareView {
  /** `starting` until keys and log are there; `unsupported` where the browser lacks Ed25519 or is no secure page. */
  readonly log: 'starting' | 'ready' | 'unsupported' | 'failed';
  /** Id of the genesis envelope: the same in every browser of this workspace; '' until it is known. */
  readonly fingerprint: string;
  /** What the workspace is called for everybody; '' until it is known. */
  readonly name: string;
  /** Six words that are the same for everybody in this very workspace. */
  readonly words: readonly string[];
  readonly role: MemberRole | 'link-viewer';
  readonly me: string;
  readonly myName: string;
  /** Whether this browser looks for others. Off until **Share** is used. */
  readonly sharing: boolean;
  /** An invitation was used here and no owner has let this browser in yet. */
  readonly waitingForOwner: boolean;
  readonly members: readonly MemberView[];
  readonly invites: readonly InviteView[];
  readonly peers: readonly PeerView[];
  readonly servers: readonly ServerView[];
  readonly iceServers: readonly string[];
  readonly transfer: TransferView;
  /** Hash of everything that is shown; two browsers in sync show the same. '' until it is known. */
  readonly contentHash: string;
  /** Grows whenever the log has changed and the history says so: then it is asked for anew. */
  readonly changeCount: number;
  /** Own changes that no other browser has yet. */
  readonly unsentCount: number;
  /** Changes that build on something that has not arrived. */
  readonly waitingCount: number;
  /** Changes that need a newer Cairn: kept and passed on. */
  readonly newerCount: number;
  readonly refusals: readonly RefusalView[];
  readonly lastMetMs: number | null;
}

/** Whose a change is, by the signed log. */
export interface Writer {
  readonly who: string;
  readonly device: string;
  /** This very browser. */
  readonly isMe: boolean;
}

/** One line of the workspace's history. */
export interface HistoryRow {
  readonly id: string;
  readonly atMs: number;
  readonly who: string;
  readonly device: string;
  readonly notes: readonly ChangeNote[];
  readonly refused: string | null;
}

/** What a share link says, before anything is joined. */
export interface LinkOffer {
  readonly workspace: string;
  readonly name: string;
  readonly words: readonly string[];
  readonly role: 'link-viewer' | 'editor' | 'owner';
  /** Already in this browser: joining goes there. */
  readonly known: boolean;
}

const NO_COUNTS = { here: 0, total: 0 };

/** Until keys and log are there. */
export const VIEW_BEFORE: ShareView = {
  log: 'starting',
  fingerprint: '',
  name: '',
  words: [],
  role: 'owner',
  me: '',
  myName: '',
  sharing: false,
  waitingForOwner: false,
  members: [],
  invites: [],
  peers: [],
  servers: [],
  iceServers: [],
  transfer: {
    records: NO_COUNTS,
    points: NO_COUNTS,
    artifacts: NO_COUNTS,
    artifactsHeldBy: [],
    state: 'idle',
    bytesPerSecond: 0,
  },
  contentHash: '',
  changeCount: 0,
  unsentCount: 0,
  waitingCount: 0,
  newerCount: 0,
  refusals: [],
  lastMetMs: null,
};
