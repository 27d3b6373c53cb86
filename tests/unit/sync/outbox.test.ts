import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { toHash, toImportId, toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import { EditStore } from '../../../src/storage/edit-store.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { LogStore, type Sealed } from '../../../src/storage/log-store.ts';
import type { StoredEdit } from '../../../src/storage/workspace-db.ts';
import { WorkspaceLog } from '../../../src/sync/log/workspace-log.ts';
import { BrowserLogStorage } from '../../../src/sync/node/log-storage.ts';
import { Outbox, type Seal } from '../../../src/sync/node/outbox.ts';
import { NOW } from '../../support/log-team.ts';

const FINISHED = { startedMs: 1, finishedMs: 2, report: null, state: 'committed' } as const;
let workspace: WorkspaceId;
let store: LogStore;
let facts: FactStore;
let edits: EditStore;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new LogStore(workspace);
  facts = new FactStore(workspace);
  edits = new EditStore(workspace);
});
afterEach(() => {
  for (const each of [store, facts, edits]) each.close();
});

const row = (
  bytes: Uint8Array,
  doc: StoredEdit['doc'] = 'workspace',
  label = 'Rename',
): Omit<StoredEdit, 'id'> => ({
  doc,
  kind: 'update',
  bytes: new Uint8Array(bytes),
  atMs: 1,
  writer: 'tab',
  sealed: 0,
  notes: [{ label, about: 'r', value: 'v' }],
});

/** Updates of pages that were open one after the other, each with a client of its own. */
function pages(count: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  let state = new Uint8Array([0, 0]);
  for (let page = 0; page < count; page += 1) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getMap('runs').set(`k${page % 3}`, page);
    state = Y.encodeStateAsUpdate(doc) as Uint8Array<ArrayBuffer>;
  }
  return updates;
}

function valuesOf(updates: readonly Uint8Array[]): unknown {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getMap('runs').toJSON();
}

/** The real log over the real tables, and the updates that it took. */
async function withLog() {
  const log = await WorkspaceLog.create(new BrowserLogStorage(store), {
    workspaceName: 'W',
    memberName: 'Ana',
    nowMs: NOW,
  });
  const taken: Uint8Array[] = [];
  const codes: string[] = [];
  const outbox = new Outbox(store, facts, async (rows, body) => {
    const result = await log.append(body, NOW, rows);
    if (result.kind === 'refused') codes.push(result.code);
    else if (body.type === 'yjs') taken.push(body.update);
    return result.kind === 'written';
  });
  return { log, outbox, taken, codes };
}

describe('the outbox', () => {
  test('seals all edits once, and none again', async () => {
    const { outbox, taken, log } = await withLog();
    const updates = pages(3);
    await edits.append(updates.map((update) => row(update)));
    await outbox.flush();
    await outbox.flush();
    expect(valuesOf(taken)).toEqual({ k0: 0, k1: 1, k2: 2 });
    expect(log.entries().map(({ type }) => type)).toEqual(['genesis', 'yjs']);
    expect(await store.countUnsealed()).toBe(0);
  });

  test('seals what more pages made than an envelope may hold', async () => {
    const { outbox, taken, codes } = await withLog();
    const updates = pages(40);
    await edits.append(updates.map((update) => row(update)));
    await outbox.flush();
    expect(codes).toEqual([]);
    expect(valuesOf(taken)).toEqual(valuesOf(updates));
    expect(await store.countUnsealed()).toBe(0);
  });

  test('seals a document that was folded before there was a log, and what was changed since', async () => {
    const { outbox, taken, codes } = await withLog();
    const updates = pages(41);
    await edits.append([row(Y.mergeUpdates(updates.slice(0, 40))), row(updates[40] ?? new Uint8Array())]);
    await outbox.flush();
    expect(codes).toEqual([]);
    expect(valuesOf(taken)).toEqual(valuesOf(updates));
    expect(await store.countUnsealed()).toBe(0);
  });

  test('is not held up by a row that nobody can read', async () => {
    const { outbox, taken } = await withLog();
    await edits.append([row(new Uint8Array([255, 255, 255])), ...pages(1).map((update) => row(update))]);
    await outbox.flush();
    expect(valuesOf(taken)).toEqual({ k0: 0 });
    expect(await store.countUnsealed()).toBe(1);
  });

  test('keeps the documents apart, and tells the newest note of each kind and place', async () => {
    const bodies: Parameters<Seal>[1][] = [];
    const outbox = new Outbox(store, facts, async (_, body) => bodies.push(body) > 0);
    const [one, two] = pages(2);
    if (!one || !two) throw new Error();
    await edits.append([row(one), row(one, 'notes', 'x'.repeat(2000)), row(two)]);
    await outbox.flush();
    expect(bodies.map((body) => body.type === 'yjs' && [body.doc, body.notes.length])).toEqual([
      ['workspace', 1],
      ['notes', 1],
    ]);
    expect(bodies[1]?.type === 'yjs' && bodies[1].notes[0]?.label).toHaveLength(1000);
  });

  test('stops at a refusal, as what comes after builds on it', async () => {
    const asked: Sealed[] = [];
    const outbox = new Outbox(store, facts, async (rows) => {
      asked.push(rows);
      return false;
    });
    await edits.append([
      ...pages(1).map((update) => row(update)),
      ...pages(1).map((update) => row(update, 'notes')),
    ]);
    await outbox.flush();
    expect(asked).toHaveLength(1);
    expect(await store.countUnsealed()).toBe(2);
  });

  test('tells of a committed import with what its packs hold, once', async () => {
    const { outbox, log } = await withLog();
    const hash = toHash('a'.repeat(64));
    await facts.keepFetched([{ hash, bytes: new Uint8Array(7) }]);
    await facts.adoptPack({ hash, holds: 'runs', keys: ['r1', 'r2'] });
    await facts.beginImport({ id: toImportId('i'), label: 'mlruns', packs: [hash], ...FINISHED });
    await facts.beginImport({ id: toImportId('j'), label: 'x', packs: [], ...FINISHED, state: 'staging' });
    await outbox.flush();
    await outbox.flush();
    const told = [];
    for await (const { body } of log.bodies('import')) told.push(body);
    const packs = [{ hash, holds: 'runs', sizeBytes: 7, records: 2 }];
    expect(told).toMatchObject([{ entries: [{ import: 'i', label: 'mlruns', packs }] }]);
  });

  test('marks rows with the envelope that carries them, and with none that is stored before it', async () => {
    const { log } = await withLog();
    const [update] = pages(1);
    await edits.append([row(update ?? new Uint8Array())]);
    const [{ id } = { id: 0 }] = await store.loadUnsealed();
    // In the queue before the edit's own envelope.
    const before = log.append({ type: 'workspace-name', name: 'first' }, NOW);
    const body = { type: 'yjs', doc: 'workspace', notes: [], update: new Uint8Array([9, 9]) } as const;
    const refused = log.append(body, NOW, { edits: [id], imports: [] });
    expect([(await before).kind, (await refused).kind]).toEqual(['written', 'refused']);
    expect(await store.countUnsealed()).toBe(1);
  });
});
