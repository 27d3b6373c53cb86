import type { ChangeNote } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import { type EditDoc, EditStore } from '../storage/edit-store.ts';
import type { StoredEdit } from '../storage/workspace-db.ts';
import { type EditsNews, editsChannelName } from './edits-channel.ts';
import { WorkspaceDocs } from './workspace-docs.ts';

/** Documents of more rows than this are folded when they are opened: loading stays short for years. */
const ROWS_BEFORE_SNAPSHOT = 300;

export type SaveState = 'saved' | 'saving' | 'failed';

/**
 * The documents of a workspace kept in this browser: every update made here is stored as it is made, updates of other
 * tabs arrive through a channel. Sharing later adds another way for updates to travel, not another shape.
 */
export class EditLog {
  readonly docs = new WorkspaceDocs();
  onSaveState: (state: SaveState) => void = () => undefined;
  /** Earlier edits have turned out not to count: what is in memory is no more what is stored. Open the log anew. */
  onRebuilt: () => void = () => undefined;
  /** The same, also when it happened before anybody listened. */
  isStale = false;
  private readonly store: EditStore;
  private readonly channel: BroadcastChannel;
  private readonly writer = crypto.randomUUID();
  private pending: Omit<StoredEdit, 'id'>[] = [];
  private writing: Promise<void> | null = null;
  private lastId = 0;
  /** Documents with an update that could not be read: a newer Cairn may be able to, so they are not folded. */
  private readonly unread = new Set<EditDoc>();

  private constructor(workspace: WorkspaceId) {
    this.store = new EditStore(workspace);
    this.channel = new BroadcastChannel(editsChannelName(workspace));
    this.channel.onmessage = (event) => this.receive(event.data as EditsNews);
    this.docs.onUpdate = (doc, bytes, notes) => this.enqueue(doc, bytes, notes);
  }

  static async open(workspace: WorkspaceId): Promise<EditLog> {
    const log = new EditLog(workspace);
    try {
      const foldable = await log.loadNew();
      if (foldable > ROWS_BEFORE_SNAPSHOT) await log.compact().catch(ignoreFullDisk);
      return log;
    } catch (error) {
      log.discard();
      throw error;
    }
  }

  /** Stores what is still pending, then lets go. Throws when it cannot be stored; the log stays open then. */
  async close(): Promise<void> {
    await this.write();
    if (this.pending.length > 0) await this.write();
    if (this.pending.length > 0) throw new Error('Edits could not be stored');
    this.discard();
  }

  /** Lets go of a workspace that is no more. */
  discard(): void {
    this.channel.onmessage = null;
    this.channel.close();
    this.store.close();
  }

  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** Tries again what could not be stored. */
  retry(): void {
    void this.write();
  }

  private receive(news: EditsNews): void {
    if (news === 'rebuilt') {
      this.isStale = true;
      this.onRebuilt();
    } else void this.loadNew().catch(reportError);
  }

  /** Applies what was stored since; returns how many rows of it may be folded. */
  private async loadNew(): Promise<number> {
    const edits = await this.store.loadSince(this.lastId);
    for (const edit of edits) {
      this.lastId = Math.max(this.lastId, edit.id);
      if (edit.writer === this.writer && edit.kind === 'update') continue;
      if (!this.docs.apply(edit.doc, edit.bytes)) this.unread.add(edit.doc);
    }
    return edits.filter((edit) => edit.sealed === 1).length;
  }

  private enqueue(doc: EditDoc, bytes: Uint8Array<ArrayBuffer>, notes: readonly ChangeNote[]): void {
    const made = { atMs: Date.now(), writer: this.writer, sealed: 0 as const, notes };
    this.pending.push({ doc, kind: 'update', bytes, ...made });
    void this.write();
  }

  /** One write at a time, in order; what fails stays pending and the state says so until a retry succeeds. */
  private write(): Promise<void> {
    if (this.pending.length > 0) this.writing ??= this.writePending();
    return this.writing ?? Promise.resolve();
  }

  private async writePending(): Promise<void> {
    this.onSaveState('saving');
    try {
      while (this.pending.length > 0) {
        const batch = this.pending.slice();
        await this.store.append(batch);
        this.pending.splice(0, batch.length);
      }
      this.channel.postMessage('stored' satisfies EditsNews);
      this.onSaveState('saved');
    } catch (error) {
      console.error('Edits could not be stored', error);
      this.onSaveState('failed');
    } finally {
      this.writing = null;
    }
  }

  private async compact(): Promise<void> {
    // One tab at a time; a tab that finds another at it leaves it alone.
    await navigator.locks.request(
      `cairn-compact-${this.channel.name}`,
      { ifAvailable: true },
      async (lock) => {
        if (!lock) return;
        for (const doc of ['workspace', 'notes'] as const) {
          if (this.unread.has(doc)) continue;
          const bytes = this.docs.snapshot(doc);
          const made = { atMs: Date.now(), writer: this.writer, sealed: 1 as const, notes: [] };
          const snapshot = { doc, kind: 'snapshot' as const, bytes, ...made };
          await this.store.replaceWithSnapshot(this.lastId, snapshot);
        }
      },
    );
  }
}

/** Folding saves time and space later; with no space for it now, the rows it would replace are still good. */
function ignoreFullDisk(error: unknown): void {
  console.warn('Edits were not folded', error);
}
