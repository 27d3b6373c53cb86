import { createRoot } from 'solid-js';
import { beforeEach, expect, it, vi } from 'vitest';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { toWorkspaceId } from '../../../src/domain/ids.ts';
import { createExportTask } from '../../../src/features/export/export-task.ts';
import type { ExportQuery } from '../../../src/rpc/export-api.ts';

/** A worker that never answers. */
class SilentWorker {
  static running = 0;

  constructor() {
    SilentWorker.running += 1;
  }

  addEventListener(): void {}
  removeEventListener(): void {}
  postMessage(): void {}

  terminate(): void {
    SilentWorker.running -= 1;
  }
}

const query: ExportQuery = {
  ...{ workspace: toWorkspaceId('w'), edits: NO_EDITS, scope: { kind: 'all' }, folder: null, atMs: 0 },
  settings: { format: 'cairn', withArtifacts: true },
};

beforeEach(() => {
  SilentWorker.running = 0;
  vi.stubGlobal('Worker', SilentWorker);
});

const make = () => createRoot((close) => ({ task: createExportTask(), close }));

it('writes nothing once it was closed, whatever is still being asked for', async () => {
  const { task, close } = make();
  let answer: (query: ExportQuery) => void = () => undefined;
  const asked = new Promise<ExportQuery>((resolve) => {
    answer = resolve;
  });
  const started = task.start(() => asked);
  expect(task.state().kind).toBe('running');
  close();
  answer(query);
  expect(await started).toBeNull();
  expect(await task.start(async () => query)).toBeNull();
  expect(SilentWorker.running).toBe(0);
});

it('a second start takes the place of the first, and shows itself', async () => {
  const { task, close } = make();
  const first = task.start(async () => query);
  const second = task.start(async () => query);
  expect(await first).toBeNull();
  expect(task.state().kind).toBe('running');
  await vi.waitFor(() => expect(SilentWorker.running).toBe(1));
  close();
  expect(await second).toBeNull();
  expect(SilentWorker.running).toBe(0);
});

it('is idle again where there was nothing to write', async () => {
  const { task, close } = make();
  expect(await task.start(async () => null)).toBeNull();
  expect(task.state().kind).toBe('idle');
  close();
});

it('writes when what must be stored is stored, and not before it is known what', async () => {
  const ready = vi.fn(async () => expect(SilentWorker.running).toBe(0));
  const { task, close } = createRoot((end) => ({ task: createExportTask(ready), close: end }));
  await task.start(async () => null);
  expect(ready).not.toHaveBeenCalled();
  const started = task.start(async () => query);
  await vi.waitFor(() => expect(SilentWorker.running).toBe(1));
  expect(ready).toHaveBeenCalledOnce();
  close();
  await started;
});
