import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toHash, toImportId, toRunKey, toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import { EditStore } from '../../../src/storage/edit-store.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { LogStore } from '../../../src/storage/log-store.ts';
import { EditLog } from '../../../src/sync/edit-log.ts';
import { WorkspaceLog } from '../../../src/sync/log/workspace-log.ts';
import { BrowserLogStorage } from '../../../src/sync/node/log-storage.ts';
import { NodeLog } from '../../../src/sync/node/node-log.ts';
import { anImport, edit, Session } from '../../support/log-bodies.ts';
import { NOW, Person } from '../../support/log-team.ts';

const run = toRunKey('a');
let workspace: WorkspaceId;
let opened: NodeLog[];

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  opened = [];
  vi.stubGlobal('reportError', console.error);
  const locks = { request: (_: string, __: unknown, work: (lock: object) => Promise<void>) => work({}) };
  vi.stubGlobal('navigator', { locks });
});
afterEach(async () => {
  for (const node of opened) await node.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function open(): Promise<NodeLog> {
  const made = { workspaceName: 'W', memberName: 'Ana' };
  const ignore = () => undefined;
  const events = { imports: ignore, changed: ignore, written: ignore, factsChanged: ignore };
  const node = await NodeLog.open(workspace, made, events);
  opened.push(node);
  return node;
}

/** Somebody let in by the owner of the workspace, over storage of its own. */
async function teammate(node: NodeLog): Promise<Person> {
  const person = await Person.withLink({ log: node.log } as Person);
  const { device, agreementKey } = person.log;
  await node.append({ type: 'admit', device, agreementKey, role: 'editor', name: 'Ben', invite: null });
  await person.hear({ log: node.log } as Person);
  return person;
}

async function bytesFrom(person: Person, node: NodeLog): Promise<Uint8Array<ArrayBuffer>[]> {
  const bytes = await person.log.bytesOf(person.log.missingFor(node.log.heads()));
  return bytes.flatMap((each) => each ?? []);
}

async function rowsOf(): Promise<readonly { readonly writer: string; readonly sealed: 0 | 1 }[]> {
  const edits = new EditStore(workspace);
  const rows = await edits.loadSince(0);
  edits.close();
  return rows;
}

async function importsOf(): Promise<readonly string[]> {
  const facts = new FactStore(workspace);
  const imports = await facts.listImports();
  facts.close();
  return imports.map(({ id }) => id);
}

/** Renames a run as a screen would; the name is stored and not sealed. */
async function rename(name: string): Promise<void> {
  const log = await EditLog.open(workspace);
  log.docs.rename(run, name);
  await log.close();
}

async function nameOf(): Promise<string | undefined> {
  const log = await EditLog.open(workspace);
  const name = log.docs.project().runs.get(run)?.name;
  await log.close();
  return name;
}

describe('the log of a workspace and its tables', () => {
  test('what others wrote becomes edits and imports, once', async () => {
    const node = await open();
    const ben = await teammate(node);
    await ben.write(edit(new Session().set('x', 1)));
    await ben.write(anImport());
    const bytes = await bytesFrom(ben, node);
    await node.log.ingest(bytes, NOW);
    await node.log.ingest(bytes, NOW);
    expect((await rowsOf()).map(({ writer }) => writer)).toEqual(['log']);
    expect(await importsOf()).toEqual(['i1']);
    expect(await node.store.loadUnapplied()).toEqual(new Set());
  });

  test('a browser killed between storing an envelope and acting on it acts when it comes again', async () => {
    const node = await open();
    const ben = await teammate(node);
    await ben.write(edit(new Session().set('x', 1)));
    await ben.write(anImport());
    const bytes = await bytesFrom(ben, node);
    vi.spyOn(LogStore.prototype, 'materialise').mockRejectedValueOnce(new Error('killed'));
    await expect(node.log.ingest(bytes, NOW)).rejects.toThrow('killed');
    expect([await rowsOf(), await importsOf()]).toEqual([[], []]);
    await node.close();
    await open();
    expect(await rowsOf()).toHaveLength(1);
    expect(await importsOf()).toEqual(['i1']);
    const again = await open();
    expect(await rowsOf()).toHaveLength(1);
    expect(await again.store.loadUnapplied()).toEqual(new Set());
  });

  test('a removal takes back what does not count, and keeps edits that are not sealed yet', async () => {
    const node = await open();
    const ben = await teammate(node);
    const removal = await removalElsewhere(node, ben);
    await ben.write(edit(new Session().set('x', 1)));
    await ben.write(anImport());
    await node.log.ingest(await bytesFrom(ben, node), NOW);
    await rename('mine');
    await node.log.ingest(removal, NOW);
    expect(await importsOf()).toEqual([]);
    expect(await nameOf()).toBe('mine');
    expect((await rowsOf()).filter(({ sealed }) => sealed === 0)).toHaveLength(1);
    await node.seal();
    expect((await rowsOf()).filter(({ sealed }) => sealed === 0)).toHaveLength(0);
    expect(await nameOf()).toBe('mine');
  });

  test('a browser killed before it took something back does so when it comes again', async () => {
    const node = await open();
    const ben = await teammate(node);
    const removal = await removalElsewhere(node, ben);
    await ben.write(anImport());
    await node.log.ingest(await bytesFrom(ben, node), NOW);
    expect(await importsOf()).toEqual(['i1']);
    vi.spyOn(LogStore.prototype, 'rebuild').mockRejectedValueOnce(new Error('killed'));
    await expect(node.log.ingest(removal, NOW)).rejects.toThrow('killed');
    await node.close();
    const rebuild = vi.spyOn(LogStore.prototype, 'rebuild').mockClear();
    await (await open()).close();
    expect(await importsOf()).toEqual([]);
    await open();
    expect(rebuild).toHaveBeenCalledTimes(1);
  });

  test('history keeps its words when the tables are made anew', async () => {
    const node = await open();
    const ben = await teammate(node);
    const removal = await removalElsewhere(node, ben);
    await ben.write(anImport());
    await node.log.ingest(await bytesFrom(ben, node), NOW);
    await node.log.ingest(removal, NOW);
    const labels = (await node.store.loadNewest(10)).flatMap(({ notes }) => notes.map(({ label }) => label));
    expect(labels).toContain('Remove');
    expect(labels).toContain('Let in as owner');
  });

  test('a tab that folds its rows while they are made anew brings nothing back', async () => {
    const edits = new EditStore(workspace);
    const row = { doc: 'workspace', atMs: 1, writer: 'log', sealed: 1, notes: [] } as const;
    const upTo = await edits.append([{ ...row, kind: 'update', bytes: new Session().set('void', 1) }]);
    const store = new LogStore(workspace);
    await store.rebuild([], new Map(), new Map());
    await edits.replaceWithSnapshot(upTo, { ...row, kind: 'snapshot', bytes: new Session().set('void', 1) });
    expect(await edits.loadSince(0)).toEqual([]);
    edits.close();
    store.close();
  });

  test('one that could not be opened leaves the edits to whoever leads next', async () => {
    await (await open()).close();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(LogStore.prototype, 'loadUnapplied').mockRejectedValueOnce(new Error('broken'));
    const append = vi.spyOn(LogStore.prototype, 'append');
    const channels = vi.spyOn(BroadcastChannel.prototype, 'close');
    await expect(open()).rejects.toThrow('broken');
    expect(channels).toHaveBeenCalledTimes(2);
    await rename('later');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(append).not.toHaveBeenCalled();
  });
});

test('own imports of a workspace that are committed are told of when the log is there', async () => {
  const facts = new FactStore(workspace);
  const hash = toHash('b'.repeat(64));
  await facts.keepFetched([{ hash, bytes: new Uint8Array(3) }]);
  const finished = { startedMs: 1, finishedMs: 2, report: null, state: 'committed' } as const;
  await facts.beginImport({ id: toImportId('own'), label: 'l', packs: [hash], ...finished });
  facts.close();
  const node = await open();
  await node.seal();
  expect(node.log.entries().map(({ type }) => type)).toEqual(['genesis', 'import']);
});

/** What another owner wrote who did not know of anything of Ben's: a removal. */
async function removalElsewhere(node: NodeLog, ben: Person): Promise<Uint8Array<ArrayBuffer>[]> {
  const cleo = await Person.withLink({ log: node.log } as Person);
  const { device, agreementKey } = cleo.log;
  await node.append({ type: 'admit', device, agreementKey, role: 'owner', name: 'Cleo', invite: null });
  await cleo.hear({ log: node.log } as Person);
  await cleo.log.remove(ben.device, NOW);
  return bytesFrom(cleo, node);
}

test('the storage of the log gives back what it was given', async () => {
  const store = new LogStore(workspace);
  const storage = new BrowserLogStorage(store);
  const options = { workspaceName: 'W', memberName: 'Ana', nowMs: NOW };
  const log = await WorkspaceLog.create(storage, options);
  await log.append(anImport(), NOW);
  const again = await WorkspaceLog.open(storage);
  expect(again?.entries()).toEqual(log.entries());
  expect(await again?.bytesOf(log.idsHeld())).toEqual(await log.bytesOf(log.idsHeld()));
  expect(await storage.bytesOf(['x' as never])).toEqual([null]);
  // Keys stay when later envelopes bring none.
  expect((await storage.load()).secrets?.workspace).toBe(log.workspace);
  expect(again?.device).toBe(log.device);
  store.close();
});
