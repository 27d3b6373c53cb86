import type { WorkspaceEdits } from '../../domain/edits.ts';
import type { Hash } from '../../domain/ids.ts';
import type { HistoryRow, MemberRole, Writer } from '../../domain/share-view.ts';
import type { ShareLink } from '../share-link.ts';
import type { KeepChunks } from './fact-blobs.ts';

/** What a file from a teammate brought: envelopes, chunks, and people who were let in because of it. */
export interface TakenFile {
  readonly changes: number;
  readonly chunks: number;
  readonly letIn: number;
}

/** What any tab may ask of the one that leads. Failures have a `code` that the screens know. */
export interface NodeApi {
  setSharing(on: boolean): Promise<void>;
  /** Fragments of links, from `#` on. */
  createViewerLink(): Promise<string>;
  inviteEditor(): Promise<string>;
  /** A later link to this workspace: newer keys, or an invitation for somebody who could only look. Starts sharing. */
  useLink(link: ShareLink, name: string): Promise<void>;
  setName(name: string): Promise<void>;
  /** For everybody; owners may. */
  setWorkspaceName(name: string): Promise<void>;
  setRole(device: string, role: MemberRole): Promise<void>;
  setServers(addresses: readonly string[]): Promise<void>;
  setIceServers(addresses: readonly string[]): Promise<void>;
  offerPairing(): Promise<{ readonly id: string; readonly code: string }>;
  answerPairing(code: string): Promise<{ readonly id: string; readonly code: string }>;
  /** Resolves when the browsers are connected. */
  connectPairing(id: string, answerCode: string | null): Promise<void>;
  cancelPairing(id: string): Promise<void>;
  exportForTeammate(device: string | null, withArtifacts: boolean): Promise<Blob>;
  importFromTeammate(file: Blob): Promise<TakenFile>;
  useFolder(folder: FileSystemDirectoryHandle): Promise<void>;
  pauseTransfer(): Promise<void>;
  resumeTransfer(): Promise<void>;
  fetchArtifacts(chunks: readonly Hash[] | 'all'): Promise<void>;
  /** Points that a chart on the screen lacks. */
  fetchPoints(packs: readonly Hash[]): Promise<void>;
  history(limit: number): Promise<readonly HistoryRow[]>;
  writersOf(clients: readonly number[]): Promise<ReadonlyMap<number, Writer>>;
  /** Where the person is, for the others: words and an address. */
  look(label: string, href: string): Promise<void>;
}

/** What the leading tab gives the node. */
export interface NodeSurroundings {
  /** Everything people decided, as this tab shows it now. */
  readonly edits: () => WorkspaceEdits;
  readonly workspaceName: string;
  readonly app: string;
  readonly keepChunks: KeepChunks;
}

/** A failure that a screen has a sentence for. */
export class NodeFailure extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = 'NodeFailure';
  }
}
