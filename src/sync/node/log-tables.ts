import * as Y from 'yjs';
import type { ChangeNote } from '../../domain/edits.ts';
import { type ImportId, toHash, toImportId } from '../../domain/ids.ts';
import type { EditDoc } from '../../storage/edit-store.ts';
import type { LogStore, Materialised } from '../../storage/log-store.ts';
import type { StoredEdit, StoredImport } from '../../storage/workspace-db.ts';
import type { Body, DeviceId, Entry, ImportEntry } from '../log/replica.ts';

/** Writer of rows that came through the log: no tab mistakes them for its own. */
const FROM_LOG = 'log';

interface Accepted {
  readonly entry: Entry;
  readonly body: Body;
}

/**
 * Keeps the tables that the screens are made of in step with the log: others' edits become rows of `edits`, others'
 * imports rows of `imports`. What this device wrote is there already.
 */
export class LogTables {
  constructor(
    private readonly store: LogStore,
    private readonly device: DeviceId,
  ) {}

  /** Returns what is news to the rest of Cairn. */
  async apply(
    accepted: readonly Accepted[],
  ): Promise<{ readonly imports: readonly ImportEntry[]; readonly hasEdits: boolean }> {
    const edits: Omit<StoredEdit, 'id'>[] = [];
    const imports: ImportEntry[] = [];
    for (const { entry, body } of accepted) {
      if (entry.author === this.device) continue;
      if (body.type === 'yjs') edits.push(toEdit(body, entry));
      if (body.type === 'import') imports.push(...body.entries);
    }
    const news: Materialised = {
      edits,
      imports: imports.map(toImport),
      applied: accepted.map(({ entry, body }) => ({ id: entry.id, notes: notesOf(body) })),
    };
    await this.store.materialise(news);
    return { imports, hasEdits: edits.length > 0 };
  }

  /** Makes the tables anew from all that counts. */
  async rebuild(bodies: AsyncIterable<Accepted>): Promise<void> {
    const docs: Record<EditDoc, Y.Doc> = { workspace: new Y.Doc(), notes: new Y.Doc() };
    const imports = new Map<ImportId, StoredImport>();
    const applied = new Map<string, readonly ChangeNote[]>();
    for await (const { entry, body } of bodies) {
      applied.set(entry.id, notesOf(body));
      if (body.type === 'yjs') Y.applyUpdate(docs[body.doc], body.update);
      if (body.type !== 'import') continue;
      for (const one of body.entries) imports.set(toImportId(one.import), toImport(one));
    }
    const snapshots = (['workspace', 'notes'] as const).map((doc) => ({
      doc,
      kind: 'snapshot' as const,
      bytes: Y.encodeStateAsUpdate(docs[doc]) as Uint8Array<ArrayBuffer>,
      atMs: 0,
      writer: FROM_LOG,
      sealed: 1 as const,
      notes: [],
    }));
    await this.store.rebuild(snapshots, imports, applied);
    for (const doc of Object.values(docs)) doc.destroy();
  }
}

function toEdit(body: Extract<Body, { type: 'yjs' }>, entry: Entry): Omit<StoredEdit, 'id'> {
  const { doc, update, notes } = body;
  const row = { atMs: entry.atMs, writer: FROM_LOG, sealed: 1 as const, notes };
  return { doc, kind: 'update', bytes: update, ...row };
}

function toImport(entry: ImportEntry): StoredImport {
  const { label, startedMs, finishedMs } = entry;
  const packs = entry.packs.map((pack) => toHash(pack.hash));
  const id = toImportId(entry.import);
  return { id, state: 'committed', label, startedMs, finishedMs, packs, report: null, published: true };
}

function notesOf(body: Body): readonly ChangeNote[] {
  switch (body.type) {
    case 'yjs':
      return body.notes;
    case 'import':
      return body.entries.map((entry) => ({ label: 'Import', about: '', value: entry.label }));
    case 'profile':
      return [{ label: 'Change own name', about: '', value: body.name }];
    case 'workspace-name':
      return [{ label: 'Rename workspace', about: '', value: body.name }];
    case 'invite':
      return [{ label: `Invite an ${body.role}`, about: '', value: '' }];
    case 'admit':
      return [{ label: `Let in as ${body.role}`, about: body.device, value: body.name }];
    case 'role':
      return [
        { label: body.role === 'removed' ? 'Remove' : `Make ${body.role}`, about: body.device, value: '' },
      ];
    case 'rotate':
      return [{ label: 'Change keys', about: '', value: '' }];
    default:
      return [];
  }
}
