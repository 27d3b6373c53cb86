import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toRunKey, toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import { makeEditsState } from '../../../src/state/edits-state.ts';
import { EditStore } from '../../../src/storage/edit-store.ts';
import { EditLog } from '../../../src/sync/edit-log.ts';
import { editsChannelName } from '../../../src/sync/edits-channel.ts';

const run = toRunKey('a');
const openLog = EditLog.open.bind(EditLog);
let workspace: WorkspaceId;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  vi.stubGlobal('reportError', console.error);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  const locks = { request: (_: string, __: unknown, work: (lock: object) => Promise<void>) => work({}) };
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function stored(of = workspace): Promise<string | undefined> {
  const log = await openLog(of);
  const name = log.docs.project().runs.get(run)?.name;
  await log.close();
  return name;
}

/** The log has taken something back; opening the documents anew waits until `go` is called. */
async function takeBack(): Promise<{ readonly go: () => void }> {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const spy = vi.spyOn(EditLog, 'open').mockImplementation(async (of) => {
    const log = await openLog(of);
    await gate;
    return log;
  });
  const channel = new BroadcastChannel(editsChannelName(workspace));
  channel.postMessage('rebuilt');
  await vi.waitFor(() => expect(spy).toHaveBeenCalled());
  channel.close();
  return { go };
}

test('an edit that is made while the documents are made anew is kept', async () => {
  const { state, open } = makeEditsState(async () => undefined);
  const edits = await open(workspace);
  const former = edits.docs();
  const { go } = await takeBack();
  state.rename(run, 'kept');
  go();
  await vi.waitFor(() => expect(edits.docs()).not.toBe(former));
  await vi.waitFor(() => expect(state.name(run)).toBe('kept'));
  state.rename(run, 'later');
  await edits.close();
  expect(await stored()).toBe('later');
});

test('and one that the disk had no room for is tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { state, open } = makeEditsState(async () => undefined);
  const edits = await open(workspace);
  const former = edits.docs();
  const { go } = await takeBack();
  const full = vi
    .spyOn(EditStore.prototype, 'append')
    .mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
  state.rename(run, 'kept');
  go();
  await vi.waitFor(() => expect(edits.docs()).not.toBe(former));
  await expect(edits.close()).rejects.toThrow('could not be stored');
  full.mockRestore();
  state.retrySave();
  await vi.waitFor(() => expect(state.name(run)).toBe('kept'));
  await edits.close();
  expect(await stored()).toBe('kept');
});

test('a workspace that is left while its documents are made anew stays left', async () => {
  const { state, open } = makeEditsState(async () => undefined);
  const edits = await open(workspace);
  const { go } = await takeBack();
  const leaving = edits.close();
  go();
  await leaving;
  vi.restoreAllMocks();
  const other = toWorkspaceId(crypto.randomUUID());
  const next = await open(other);
  await new Promise((resolve) => setTimeout(resolve, 30));
  state.rename(run, 'of the other');
  await next.close();
  expect([await stored(), await stored(other)]).toEqual([undefined, 'of the other']);
});

test('documents that were taken back while they were being opened are opened anew', async () => {
  const { open } = makeEditsState(async () => undefined);
  let opens = 0;
  vi.spyOn(EditLog, 'open').mockImplementation(async (of) => {
    const log = await openLog(of);
    opens += 1;
    if (opens > 1) return log;
    const channel = new BroadcastChannel(editsChannelName(workspace));
    channel.postMessage('rebuilt');
    await new Promise((resolve) => setTimeout(resolve, 30));
    channel.close();
    return log;
  });
  const edits = await open(workspace);
  await vi.waitFor(() => expect(opens).toBe(2));
  await edits.close();
});
