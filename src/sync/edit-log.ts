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
  private writing = false;
  private lastId = 0;

  private constructor(workspace: WorkspaceId) {
    this.store = new EditStore(workspace);
    this.channel = new BroadcastChannel(`cairn-edits-${workspace}`);
    this.channel.onmessage = () => void this.loadNew();
    this.docs.onUpdate = (doc, bytes) => this.enqueue(doc, bytes);
  }

  static async open(workspace: WorkspaceId): Promise<EditLog> {
    const log = new EditLog(workspace);
    const rows = await log.loadNew();
    if (rows > ROWS_BEFORE_SNAPSHOT) await log.compact();
    return log;
  }

  close(): void {
    this.channel.close();
    this.store.close();
  }

  /** Tries again what could not be stored. */
  retry(): void {
    void this.write();
  }

  private async loadNew(): Promise<number> {
    const edits = await this.store.loadSince(this.lastId);
    for (const edit of edits) {
      this.lastId = Math.max(this.lastId, edit.id);
      if (edit.writer !== this.writer || edit.kind === 'snapshot') this.docs.apply(edit.doc, edit.bytes);
    }
    return edits.length;
  }

  private enqueue(doc: EditDoc, bytes: Uint8Array<ArrayBuffer>): void {
    this.pending.push({ doc, kind: 'update', bytes, atMs: Date.now(), writer: this.writer });
    if (!this.writing) void this.write();
  }

  /** One write at a time, in order; what fails stays pending and the state says so until a retry succeeds. */
  private async write(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
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
      this.writing = false;
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
          const bytes = this.docs.snapshot(doc);
          const snapshot = { doc, kind: 'snapshot' as const, bytes, atMs: Date.now(), writer: this.writer };
          await this.store.replaceWithSnapshot(this.lastId, snapshot);
        }
      },
    );
  }
}
