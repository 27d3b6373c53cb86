import { type Accessor, createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { HistoryRow, LinkOffer, MemberRole, ShareView, Writer } from '../domain/share-view.ts';

/** One of two browsers that meet without a server: shows `code`, and is connected once the other's is given. */
export interface PairingOffer {
  readonly code: string;
  /** Resolves when the connection stands; rejects with a `ShareProblem`. */
  accept(answer: string): Promise<void>;
  cancel(): void;
}

export interface PairingAnswer {
  readonly code: string;
  /** Resolves when the other side has taken the code and the connection stands. */
  readonly connected: Promise<void>;
  cancel(): void;
}

/** Why something about sharing could not be done; the sentence is written in `features/share/share-words.ts`. */
export class ShareProblem extends Error {
  readonly code: ShareProblemCode;
  constructor(code: ShareProblemCode) {
    super(code);
    this.name = 'ShareProblem';
    this.code = code;
  }
}

export type ShareProblemCode =
  | 'not-a-link'
  | 'newer-link'
  | 'not-a-code'
  | 'wrong-code' // an offer where an answer belongs, or of another workspace
  | 'no-route' // the browser found no address to be reached at
  | 'timed-out'
  | 'not-allowed'
  | 'last-owner'
  | 'needs-newer' // this device has written with a newer Cairn
  | 'not-a-file'
  | 'other-workspace'
  | 'disk-full'
  | 'log-not-ready'
  | 'failed';

/** Sharing of the workspace that is open. Every method rejects with a `ShareProblem`. */
export interface ShareState {
  readonly view: Accessor<ShareView>;
  /** False for people who may only look: controls that change something are not offered. */
  readonly canEdit: Accessor<boolean>;
  /** Begins to look for others at the servers of the settings; nothing is contacted before. */
  startSharing(): Promise<void>;
  stopSharing(): Promise<void>;
  /** An address for people who may look. Starts sharing. */
  createViewerLink(): Promise<string>;
  /** An address that lets one person in as an editor. Starts sharing. */
  inviteEditor(): Promise<string>;
  setName(name: string): Promise<void>;
  setRole(device: string, role: MemberRole): Promise<void>;
  setServers(addresses: readonly string[]): Promise<void>;
  setIceServers(addresses: readonly string[]): Promise<void>;
  offerPairing(): Promise<PairingOffer>;
  answerPairing(code: string): Promise<PairingAnswer>;
  /** What a teammate lacks, or everything, as one encrypted file with the records and, if wanted, the artifacts. */
  exportForTeammate(device: string | null, withArtifacts: boolean): Promise<Blob>;
  importFromTeammate(
    file: Blob,
  ): Promise<{ readonly changes: number; readonly chunks: number; readonly letIn: number }>;
  /** A folder that others see too (Dropbox, NFS, git): written to and read from while it is set. */
  useFolder(folder: FileSystemDirectoryHandle): Promise<void>;
  pauseTransfer(): Promise<void>;
  resumeTransfer(): Promise<void>;
  /** Fetches artifacts of one run, or all of them. */
  fetchArtifacts(chunks: readonly string[] | 'all'): Promise<void>;
  /** Points that a chart on the screen lacks, before all others. */
  fetchPoints(packs: readonly string[]): Promise<void>;
  /** Tells the others where this person is, in words and as an address of the app. */
  look(label: string, href: string): void;
  /** Newest first. */
  history(limit: number): Promise<readonly HistoryRow[]>;
  /**
   * Whose changes these Yjs clients are, as the signed log says. What is not in the log yet, or where there is no log,
   * was done in this browser and is left out.
   */
  writersOf(clients: readonly number[]): Promise<ReadonlyMap<number, Writer>>;
  /** The link that the page was opened with, until it is joined or dismissed. */
  readonly pendingLink: Accessor<LinkOffer | null>;
  /** Reads a pasted link into `pendingLink`. */
  readLink(text: string): Promise<void>;
  join(name: string): Promise<void>;
  dismissLink(): void;
}

export const ShareContext = createContext<ShareState>();

export function useShare(): ShareState {
  const state = useContext(ShareContext);
  assert(state, 'useShare is called under the shell');
  return state;
}
