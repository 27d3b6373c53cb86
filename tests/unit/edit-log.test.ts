import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toRunKey, toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import { EditStore } from '../../src/storage/edit-store.ts';
import { LogStore } from '../../src/storage/log-store.ts';
import { EditLog } from '../../src/sync/edit-log.ts';

const run = toRunKey('a');
let workspace: WorkspaceId;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  vi.stubGlobal('reportError', console.error);
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, __: unknown, work: (lock: object) => Promise<void>) => work({}) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function readName(): Promise<string | undefined> {
  const log = await EditLog.open(workspace);
  const name = log.docs.project().runs.get(run)?.name;
  await log.close();
  return name;
}

/** As the log does once its envelopes carry them. */
async function sealAll(): Promise<void> {
  const store = new LogStore(workspace);
  const edits = await store.loadUnsealed();
  await store.append([], null, { edits: edits.map((edit) => edit.id), imports: [] });
  store.close();
}

function fail(method: 'append' | 'replaceWithSnapshot') {
  const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  return vi.spyOn(EditStore.prototype, method).mockImplementation(full);
}

describe('an edit log', () => {
  test('that is closed in the middle of a write stores everything first', async () => {
    const log = await EditLog.open(workspace);
    log.docs.rename(run, 'one');
    await Promise.resolve();
    log.docs.rename(run, 'two');
    await log.close();
    expect(await readName()).toBe('two');
  });

  test('that cannot store does not close, and stores when there is space again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const log = await EditLog.open(workspace);
    const states: string[] = [];
    log.onSaveState = (state) => states.push(state);
    const full = fail('append');
    log.docs.rename(run, 'kept');
    await expect(log.close()).rejects.toThrow('could not be stored');
    expect(log.hasPending).toBe(true);
    full.mockRestore();
    await log.close();
    expect(states.at(-1)).toBe('saved');
    expect(await readName()).toBe('kept');
  });

  test('opens when there is no space to fold it', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const log = await EditLog.open(workspace);
    for (let i = 0; i <= 300; i++) log.docs.rename(run, `name ${i}`);
    await log.close();
    await sealAll();
    const full = fail('replaceWithSnapshot');
    expect(await readName()).toBe('name 300');
    expect(warned).toHaveBeenCalledOnce();
    full.mockRestore();
    expect(await readName()).toBe('name 300');
    const store = new EditStore(workspace);
    expect((await store.loadSince(0)).length).toBeLessThan(3);
    store.close();
  });

  test('does not fold what no envelope carries yet', async () => {
    const log = await EditLog.open(workspace);
    for (let i = 0; i <= 300; i++) log.docs.rename(run, `name ${i}`);
    await log.close();
    expect(await readName()).toBe('name 300');
    const store = new EditStore(workspace);
    expect(await store.loadSince(0)).toHaveLength(301);
    store.close();
  });

  test('keeps an update that this version cannot read', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const log = await EditLog.open(workspace);
    for (let i = 0; i <= 300; i++) log.docs.rename(run, `name ${i}`);
    await log.close();
    await sealAll();
    const store = new EditStore(workspace);
    const strange = new Uint8Array([255, 255, 255, 1, 2, 3]);
    await store.append([
      {
        doc: 'workspace',
        kind: 'update',
        bytes: strange,
        atMs: 0,
        writer: 'a newer version',
        sealed: 1,
        notes: [],
      },
    ]);
    expect(await readName()).toBe('name 300');
    const rows = await store.loadSince(0);
    expect(rows.some((row) => row.writer === 'a newer version')).toBe(true);
    store.close();
  });
});
