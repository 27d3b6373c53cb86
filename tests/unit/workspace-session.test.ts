import 'fake-indexeddb/auto';
import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toRunKey, type WorkspaceId } from '../../src/domain/ids.ts';
import { createWorkspaceSession, type WorkspaceSession } from '../../src/state/workspace-session.ts';
import { EditStore } from '../../src/storage/edit-store.ts';
import { importLockName } from '../../src/storage/fact-store.ts';
import { FIRST_WORKSPACE } from '../../src/storage/home-db.ts';
import { EditLog } from '../../src/sync/edit-log.ts';

/** What the page asked of its query worker. */
const asked: string[] = [];
vi.mock('../../src/rpc/query-client.ts', () => ({
  makeQueryClient: () => ({
    open: async (workspace: string) => {
      asked.push(workspace);
      return { runCount: 1, problemsAtLoad: 0 };
    },
    setEdits: async () => undefined,
  }),
}));

vi.mock('../../src/storage/fact-store.ts', async (original) => ({
  ...(await original<typeof import('../../src/storage/fact-store.ts')>()),
  hasCommittedImport: async () => true,
}));

const run = toRunKey('a');
const heldLocks = new Set<string>();
let session: WorkspaceSession;
let dispose: () => void;

beforeEach(async () => {
  asked.length = 0;
  heldLocks.clear();
  vi.stubGlobal('reportError', console.error);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('document', {
    visibilityState: 'visible',
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  });
  vi.stubGlobal('navigator', {
    locks: {
      request: (name: string, _: unknown, work: (lock: object | null) => Promise<unknown>) =>
        work(heldLocks.has(name) ? null : {}),
    },
  });
  createRoot((end) => {
    dispose = end;
    session = createWorkspaceSession();
  });
  await vi.waitFor(() => expect(session.runCount()).toBe(1));
});
afterEach(async () => {
  await session.switchTo(FIRST_WORKSPACE);
  dispose();
  vi.restoreAllMocks();
});

async function create(name: string): Promise<WorkspaceId> {
  await session.create(name);
  return session.current();
}

async function readName(workspace: WorkspaceId): Promise<string | undefined> {
  const log = await EditLog.open(workspace);
  const name = log.docs.project().runs.get(run)?.name;
  await log.close();
  return name;
}

test('edits made before a switch stay with their workspace, however quick the switches', async () => {
  const [b, c] = [await create('b'), await create('c')];
  const slow = vi.spyOn(EditStore.prototype, 'loadSince').mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [];
  });
  const first = session.switchTo(b);
  const second = session.switchTo(c);
  await Promise.all([first, second]);
  slow.mockRestore();
  await session.switchTo(b);
  await Promise.all([session.switchTo(c), session.switchTo(b), session.switchTo(c)]);
  session.edits.rename(run, 'of c');
  await session.switchTo(FIRST_WORKSPACE);
  expect(await readName(c)).toBe('of c');
  expect(await readName(b)).toBeUndefined();
  expect(session.failure()).toBeNull();
});

test('a workspace whose edits cannot be stored stays open', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubGlobal('document', { querySelector: () => null });
  const b = await create('b');
  const full = vi
    .spyOn(EditStore.prototype, 'append')
    .mockImplementation(() => Promise.reject(new DOMException('full', 'QuotaExceededError')));
  session.edits.rename(run, 'unsaved');
  await session.switchTo(FIRST_WORKSPACE);
  expect(session.current()).toBe(b);
  // And goes on sharing.
  expect(await session.share.history(1)).toHaveLength(1);
  full.mockRestore();
  await session.switchTo(FIRST_WORKSPACE);
  expect(session.current()).toBe(FIRST_WORKSPACE);
  expect(await readName(b)).toBe('unsaved');
  vi.stubGlobal('document', undefined);
});

test('removing the first workspace empties it', async () => {
  session.edits.rename(run, 'old');
  await vi.waitFor(() => expect(session.edits.name(run)).toBe('old'));
  asked.length = 0;
  expect(await session.remove(FIRST_WORKSPACE)).toBe(true);
  expect(session.edits.name(run)).toBeUndefined();
  expect(asked).toEqual([FIRST_WORKSPACE]);
  session.edits.rename(run, 'new');
  await session.switchTo(await create('b'));
  expect(await readName(FIRST_WORKSPACE)).toBe('new');
});

test('a workspace that an import writes into is not removed', async () => {
  const b = await create('b');
  heldLocks.add(importLockName(b));
  expect(await session.remove(b)).toBe(false);
  expect(session.has(b)).toBe(true);
  heldLocks.clear();
  expect(await session.remove(b)).toBe(true);
  expect(session.has(b)).toBe(false);
  expect(session.current()).toBe(FIRST_WORKSPACE);
});

test('a workspace that another tab removed is left', async () => {
  const b = await create('b');
  const other = new BroadcastChannel(`cairn-facts-${b}`);
  other.postMessage('removed');
  await vi.waitFor(() => expect(session.current()).toBe(FIRST_WORKSPACE));
  other.close();
});
