import type { WorkspaceId } from '../domain/ids.ts';
import { type EditDoc, EditStore } from '../storage/edit-store.ts';
import type { StoredEdit } from '../storage/workspace-db.ts';
import { WorkspaceDocs } from './workspace-docs.ts';

/** A document of more rows than this is folded into one when it is opened: loading stays short for years. */
const ROWS_BEFORE_SNAPSHOT = 300;

export type SaveState = 'saved' | 'saving' | 'failed';

/**
 * The documents of a workspace kept in this browser: every update made here is stored as it is made, updates of other
 * tabs arrive through a channel. Sharing later adds another way for updates to travel, not another shape.
 */
export class EditLog {
  readonly docs = new WorkspaceDocs();
  onSaveState: (state: SaveState) => void = () => undefined;
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
    this.channel = new BroadcastChannel(`cairn-edits-${workspace}`);
    this.channel.onmessage = () => void this.loadNew().catch(reportError);
    this.docs.onUpdate = (doc, bytes) => this.enqueue(doc, bytes);
  }

  static async open(workspace: WorkspaceId): Promise<EditLog> {
    const log = new EditLog(workspace);
    try {
      const rows = await log.loadNew();
      if (rows > ROWS_BEFORE_SNAPSHOT) await log.compact().catch(ignoreFullDisk);
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

  private async loadNew(): Promise<number> {
    const edits = await this.store.loadSince(this.lastId);
    for (const edit of edits) {
      this.lastId = Math.max(this.lastId, edit.id);
      if (edit.writer === this.writer && edit.kind === 'update') continue;
      if (!this.docs.apply(edit.doc, edit.bytes)) this.unread.add(edit.doc);
    }
    return edits.length;
  }

  private enqueue(doc: EditDoc, bytes: Uint8Array<ArrayBuffer>): void {
    this.pending.push({ doc, kind: 'update', bytes, atMs: Date.now(), writer: this.writer });
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
      this.channel.postMessage('stored');
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
          const snapshot = { doc, kind: 'snapshot' as const, bytes, atMs: Date.now(), writer: this.writer };
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
