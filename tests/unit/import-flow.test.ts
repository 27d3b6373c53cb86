import { createRoot } from 'solid-js';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { toWorkspaceId } from '../../src/domain/ids.ts';
import type { ImportProgress, ImportReport } from '../../src/domain/import-report.ts';
import { createImportFlow } from '../../src/features/import/import-flow.ts';
import { reportText } from '../../src/features/import/progress-text.ts';
import type { DroppedItem } from '../../src/rpc/import-api.ts';
import { makeImportClient } from '../../src/rpc/import-client.ts';

type Message = { id: string; path: string[] };

/** A worker that says what it is told to: calls wait until they are answered. */
class QuietWorker {
  static made: QuietWorker[] = [];
  readonly calls: Message[] = [];
  private readonly listeners = new Map<string, ((event: unknown) => void)[]>();

  constructor(address: URL) {
    // Beside each import worker stands one that writes; it is not spoken to from here.
    if (address.pathname.endsWith('/import.worker.ts')) QuietWorker.made.push(this);
  }

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  removeEventListener(): void {}
  terminate(): void {}

  postMessage(message: Message): void {
    this.calls.push(message);
  }

  answer(method: string, value: unknown): void {
    const call = this.calls.find(({ path }) => path?.[0] === method)!;
    for (const listener of this.listeners.get('message') ?? [])
      listener({ data: { id: call.id, type: 'RAW', value } });
  }

  has(method: string): boolean {
    return this.calls.some(({ path }) => path?.[0] === method);
  }
}

const items: readonly DroppedItem[] = [{ kind: 'file', path: 'a.db', file: new File([], 'a.db') }];
const source = { path: 'a.db', format: 'made', label: 'Made', sizeBytes: 1, guess: null };
const found = { sources: [source], problems: [], fileCount: 1, bytesTotal: 1 };
const target = async () => ({ workspace: toWorkspaceId('w'), artifactBudgetBytes: 0, artifactLimitBytes: 0 });
const report = { outcome: 'committed', newRuns: 1 } as ImportReport;

beforeEach(() => {
  QuietWorker.made = [];
  vi.stubGlobal('Worker', QuietWorker);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('reportError', vi.fn());
});

const worker = (index: number) => vi.waitUntil(() => QuietWorker.made[index]);

const makeFlow = (onCommitted: () => Promise<void>) => createRoot(() => createImportFlow(onCommitted));

describe('an import in the page', () => {
  test('that is cancelled while looking makes room for the next', async () => {
    const flow = makeFlow(async () => undefined);
    const first = flow.start(items, target);
    const looking = await worker(0);
    await vi.waitFor(() => expect(looking.has('inspect')).toBe(true));
    flow.cancel();
    await first;
    expect(flow.state().kind).toBe('idle');
    const second = flow.start(items, target);
    const next = await worker(1);
    await vi.waitFor(() => expect(next.has('inspect')).toBe(true));
    next.answer('inspect', { ...found, sources: [] });
    await second;
    expect(flow.state().kind).toBe('nothing');
  });

  test('that was committed is done, also when the screen cannot be brought up to date', async () => {
    const flow = makeFlow(() => Promise.reject(new Error('no table')));
    const done = flow.start(items, target);
    const running = await worker(0);
    await vi.waitFor(() => expect(running.has('inspect')).toBe(true));
    running.answer('inspect', found);
    await vi.waitFor(() => expect(running.has('run')).toBe(true));
    running.answer('run', report);
    await done;
    expect(flow.state()).toMatchObject({ kind: 'done', report });
    expect(reportError).toHaveBeenCalledOnce();
  });

  test('that cannot start a worker says so and does not block the next', async () => {
    vi.stubGlobal(
      'Worker',
      class {
        constructor() {
          throw new Error('blocked');
        }
      },
    );
    const flow = makeFlow(async () => undefined);
    await flow.start(items, target);
    expect(flow.state()).toMatchObject({ kind: 'failed', message: 'blocked' });
    vi.stubGlobal('Worker', QuietWorker);
    void flow.start(items, target);
    expect((await worker(0)).calls).toBeDefined();
  });
});

test('a client that is closed ends the calls that wait', async () => {
  const client = makeImportClient();
  const progress: ImportProgress[] = [];
  const options = { ...(await target()), label: '', layouts: {} };
  const running = client.run(options, (one) => progress.push(one));
  client.close();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});

test('the last line says when experiments joined ones of the same name', () => {
  const counts = {
    newRuns: 5,
    grownRuns: 0,
    sameRuns: 0,
    pointCount: 9,
    artifactsKept: 0,
    artifactsNotKept: 0,
  };
  const committed = { ...report, ...counts, durationMs: 1000 };
  expect(reportText({ ...committed, experimentCount: 4, joinedExperiments: 2 })).toContain(
    '4 experiments · 2 of them joined ones of the same name · ',
  );
  expect(reportText({ ...committed, experimentCount: 1, joinedExperiments: 1 })).toContain(
    '1 experiment · it joined one of the same name · ',
  );
  expect(reportText({ ...committed, experimentCount: 4, joinedExperiments: 0 })).not.toContain('joined');
});

test('the last line says that edits came along, and of a bundle that is too new why nothing did', () => {
  const counts = { grownRuns: 0, pointCount: 9, artifactsKept: 0, artifactsNotKept: 0, durationMs: 1 };
  const same = { ...report, ...counts, newRuns: 0, sameRuns: 2, experimentCount: 1 };
  expect(reportText({ ...same, broughtEdits: true })).toMatch(
    /^Imported 0 runs · 2 already here · edits merged · /,
  );
  const problem = { code: 'bundle-newer', path: 'm', facts: { version: 3, known: 1 } } as const;
  const refused = { ...same, sameRuns: 0, outcome: 'nothing-new' as const, problems: [problem] };
  expect(reportText(refused)).toContain('This bundle has format 3, written by a newer Cairn');
});

test('the last line tells runs that have grown from new ones', () => {
  const counts = { sameRuns: 0, pointCount: 9, artifactsKept: 0, artifactsNotKept: 0, durationMs: 1 };
  const committed = { ...report, ...counts, experimentCount: 1 };
  const begin = (newRuns: number, grownRuns: number) =>
    reportText({ ...committed, newRuns, grownRuns })
      .split(' · ')
      .slice(0, 2);
  expect(begin(0, 1)).toEqual(['Imported 1 run', 'it has grown']);
  expect(begin(0, 2)).toEqual(['Imported 2 runs', 'all have grown']);
  expect(begin(1, 2)).toEqual(['Imported 3 runs', '2 of them grown']);
  expect(begin(1, 0)).toEqual(['Imported 1 run', '1 experiment']);
});

test('the last line says into which workspace, where it is not the one that was open', () => {
  const counts = {
    newRuns: 1,
    grownRuns: 0,
    sameRuns: 0,
    pointCount: 1,
    artifactsKept: 1,
    artifactsNotKept: 1,
  };
  const committed = { ...report, ...counts, experimentCount: 1, durationMs: 1000 };
  expect(reportText(committed, 'My runs')).toMatch(
    /^Imported 1 run into My runs · 1 experiment · 1 point · 1 artifact \(.*\) · 1 artifact not kept · in /,
  );
  expect(reportText(committed)).toMatch(/^Imported 1 run · /);
  expect(reportText({ ...committed, outcome: 'nothing-new' }, 'My runs')).toBe(
    '1 run, nothing new in My runs',
  );
});
