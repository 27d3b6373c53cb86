import 'fake-indexeddb/auto';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { sha256HexNow } from '../../../src/base/sha256.ts';
import { BUNDLE_VERSION } from '../../../src/domain/bundle/bundle-files.ts';
import { mlflowExperimentKey, toRunKey, type WorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { LogStore } from '../../../src/storage/log-store.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { FactReader } from '../../../workers/query/fact-reader.ts';
import { bundleOf, edit, filesOf, hashOf, openBundle } from '../../support/bundled.ts';
import { ChosenFile } from '../../support/chosen-file.ts';
import { exportFrom, freshWorkspace, importEvents, importTree } from '../../support/exported.ts';
import { runRecord } from '../../support/made-run.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

const X1 = mlflowExperimentKey('1', 'one');
const X2 = mlflowExperimentKey('2', 'two');
/** NaN as numpy makes it, and one with a message in it. */
const ODD_NANS = new Float64Array(new BigUint64Array([0xfff8000000000000n, 0x7ff8000000000042n]).buffer);
const VALUES = Float64Array.from([NaN, Infinity, -Infinity, -0, 5e-324, 1e308, 0.1, ...ODD_NANS]);
VALUES.set(ODD_NANS, 7);
const STEPS = Float64Array.from([-3, 5, 5, 2, 0.5, 1e15, -0, 7, 7]);
const TIMES = Float64Array.from([NaN, 1, 1, 2, 3.25, 4, 5, 6, 7]);
const LONG = 'ü\u{1F680} '.repeat(2000);

interface Made {
  readonly id: string;
  readonly experiment?: typeof X1;
  readonly values?: Float64Array;
  readonly metric?: string;
  readonly file?: string;
  readonly more?: object;
}

function experimentOf(key: typeof X1): ImportEvent {
  const [id, name] = key === X1 ? ['1', 'one'] : ['2', 'two secret'];
  const rest = {
    lifecycle: 'active',
    createdMs: null,
    updatedMs: null,
    artifactLocation: '',
    tags: [],
  } as const;
  return { kind: 'experiment', experiment: { kind: 'experiment', key, id, name, ...rest } };
}

function* eventsOf({
  id,
  experiment = X1,
  values = VALUES,
  metric = 'loss',
  file,
  more,
}: Made): Generator<ImportEvent> {
  const run = { ...runRecord({ id, loss: '', params: { long: LONG, __proto__x: id } }), experiment, ...more };
  yield { kind: 'run', run };
  const count = values.length;
  const [steps, timesMs] = [STEPS, TIMES].map((column) =>
    Float64Array.from({ length: count }, (_, i) => column[i % column.length]! + 0),
  ) as [Float64Array, Float64Array];
  if (count === VALUES.length) steps.set(STEPS);
  yield { kind: 'points', run: run.key, metric, points: { steps, timesMs, values } };
  if (file !== undefined)
    yield {
      kind: 'artifact',
      owner: run.key,
      path: `plots/${id}.txt`,
      file: makeMemoryFile('x', new TextEncoder().encode(file)),
    };
  yield { kind: 'run-end', run: run.key };
}

async function workspaceOf(...drops: readonly (readonly Made[])[]): Promise<WorkspaceId> {
  const workspace = freshWorkspace();
  for (const made of drops)
    await importEvents(workspace, [
      experimentOf(X1),
      experimentOf(X2),
      ...made.flatMap((one) => [...eventsOf(one)]),
    ]);
  return workspace;
}

async function pointsOf(workspace: WorkspaceId, id: string, metric = 'loss'): Promise<readonly number[][]> {
  const store = new FactStore(workspace);
  const facts = new FactReader(store);
  await facts.load();
  const run = await facts.run(toRunKey(id));
  const { columns } = await facts.points(run!, metric);
  store.close();
  return Array.from(columns.steps, (step, i) => [step, columns.timesMs[i]!, columns.values[i]!]);
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const linesOf = (bytes: Uint8Array | undefined) =>
  text(bytes)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a bundle of a whole workspace', () => {
  it('brings every bit of every number back, and tells other programs the same', async () => {
    const workspace = await workspaceOf([
      { id: 'a' },
      { id: 'b', more: { parent: toRunKey('a'), lifecycle: 'deleted' } },
    ]);
    const bytes = await bundleOf(workspace);
    const back = freshWorkspace();
    await openBundle(back, bytes);
    expect(await hashOf(back)).toBe(await hashOf(workspace));
    expect(await pointsOf(back, 'a')).toEqual(await pointsOf(workspace, 'a'));

    const files = await filesOf(bytes);
    const file = files.get('points.parquet')!;
    const rows = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length),
    });
    const told = rows
      .filter(({ run }) => run === 'a')
      .map((row) => [row['step'], row['time_ms'], row['value']]);
    expect(told).toEqual(await pointsOf(workspace, 'a'));
    const runs = linesOf(files.get('runs.jsonl'));
    expect(runs.map(({ run, parent, deleted }) => [run, parent, deleted])).toEqual([
      ['a', null, false],
      ['b', 'a', true],
    ]);
    expect((runs[0]!['params'] as Record<string, string>)['long']).toBe(LONG);
  });

  it('brings what was told last where the same was told before, and only there', async () => {
    const say = (lr: string): Made => ({ id: 'a', more: { params: [['lr', lr]] } });
    const shown = async (workspace: WorkspaceId) => {
      const store = new FactStore(workspace);
      const facts = new FactReader(store);
      await facts.load();
      const { params } = (await facts.run(toRunKey('a')))!;
      store.close();
      return params;
    };
    const [ahead, behind] = [
      await workspaceOf([say('1')], [say('2')], [say('1')]),
      await workspaceOf([say('1')], [say('2')]),
    ];
    await openBundle(ahead, await bundleOf(behind));
    expect(await shown(ahead)).toEqual([['lr', '1']]);
    const bundle = await bundleOf(ahead);
    expect(await openBundle(behind, bundle)).toMatchObject({ outcome: 'committed', grownRuns: 1 });
    expect(await shown(behind)).toEqual([['lr', '1']]);
    expect(await openBundle(behind, bundle)).toMatchObject({ outcome: 'nothing-new' });
    const [line] = linesOf((await filesOf(bundle)).get('runs.jsonl'));
    expect(line).not.toHaveProperty('revision');
  });

  it('keeps the versions of a run that grew', async () => {
    const long = Float64Array.from({ length: 40 }, (_, i) => i / 7);
    const workspace = await workspaceOf(
      [{ id: 'a', values: long.slice(0, 25) }],
      [{ id: 'a', values: long }],
    );
    const back = freshWorkspace();
    const report = await openBundle(back, await bundleOf(workspace));
    expect(report).toMatchObject({ newRuns: 1, grownRuns: 0 });
    expect(await hashOf(back)).toBe(await hashOf(workspace));
    expect(await pointsOf(back, 'a')).toHaveLength(40);
  });

  it('adds what is news to a workspace that has the rest, and nothing twice', async () => {
    const here = await workspaceOf([{ id: 'a', file: 'same' }, { id: 'mine' }]);
    const there = await workspaceOf([
      { id: 'a', file: 'same' },
      { id: 'b', file: 'other' },
    ]);
    const bytes = await bundleOf(there);
    expect(await openBundle(here, bytes)).toMatchObject({ outcome: 'committed', newRuns: 1, sameRuns: 1 });
    expect(await pointsOf(here, 'b')).toEqual(await pointsOf(there, 'b'));
    const hash = await hashOf(here);
    expect(await openBundle(here, bytes)).toMatchObject({ outcome: 'nothing-new', sameRuns: 2 });
    expect(await hashOf(here)).toBe(hash);
  });

  it('brings artifacts under their hash, each content once, and says which were left', async () => {
    const big = 'x'.repeat(2_500_000);
    const workspace = await workspaceOf([
      { id: 'a', file: 'same' },
      { id: 'b', file: 'same' },
      { id: 'c', file: big },
    ]);
    const bytes = await bundleOf(workspace);
    const files = await filesOf(bytes);
    const kept = [...files.keys()].filter((path) => path.startsWith('artifacts/'));
    expect(kept).toHaveLength(2);
    // What the person is told counts files of runs, as other exports do.
    const settings = { format: 'cairn', withArtifacts: true } as const;
    expect(await exportFrom(workspace, undefined, { settings })).toMatchObject({ counts: { files: 3 } });
    const listed = linesOf(files.get('artifacts.jsonl'));
    for (const { sha256, sizeBytes } of listed as { sha256: string; sizeBytes: number }[])
      expect(files.get(`artifacts/${sha256.slice(0, 2)}/${sha256}`)).toHaveLength(sizeBytes);
    const back = freshWorkspace();
    expect(await openBundle(back, bytes)).toMatchObject({ artifactsKept: 3, artifactsNotKept: 0 });

    const without = freshWorkspace();
    const light = await bundleOf(workspace, { kind: 'all' }, false);
    expect(await openBundle(without, light)).toMatchObject({
      artifactsKept: 0,
      artifactsNotKept: 3,
      problems: [],
    });
    expect(await hashOf(without)).toBe(await hashOf(workspace));
    // The files may come later.
    expect(await openBundle(without, bytes)).toMatchObject({ outcome: 'committed' });
    expect((await filesOf(await bundleOf(without))).has(kept[0]!)).toBe(true);
  });

  it('is the same bytes in a file that the person chose, which is written piece by piece', async () => {
    const workspace = await workspaceOf([{ id: 'a', file: 'x'.repeat(3_000_000) }]);
    const chosen = new ChosenFile();
    const result = await exportFrom(workspace, undefined, {
      settings: { format: 'cairn', withArtifacts: true },
      file: chosen.handle,
    });
    expect(result).toMatchObject({ kind: 'file', ending: 'cairn' });
    expect(chosen.writes).toBeGreaterThan(3);
    expect(chosen.isClosed).toBe(true);
    expect(Buffer.from(chosen.bytes).equals(Buffer.from(await bundleOf(workspace)))).toBe(true);
  });

  it.each([
    ['open', 'NotAllowedError', 'folder-refused'],
    ['write', 'QuotaExceededError', 'disk-full'],
    ['write', 'NotAllowedError', 'folder-refused'],
    ['close', 'QuotaExceededError', 'disk-full'],
    ['close', 'NotFoundError', 'folder-refused'],
  ] as const)('says why a chosen file cannot be written: %s, %s', async (at, name, code) => {
    const workspace = await workspaceOf([{ id: 'a' }]);
    const file = new ChosenFile({ at, name }).handle;
    const settings = { format: 'cairn', withArtifacts: true } as const;
    expect(await exportFrom(workspace, undefined, { settings, file })).toEqual({ kind: 'failed', code });
  });

  it('holds no keys of devices and no secrets of shares', async () => {
    const workspace = await workspaceOf([{ id: 'a' }]);
    const store = new LogStore(workspace);
    const secret = new TextEncoder().encode('a secret of this device');
    await store.saveSecret('sharing', { inviteSecret: secret, servers: ['wss://secret.example'] });
    await store.append(
      [{ id: 'e', bytes: secret.slice(), receivedMs: 0, index: { author: 'secret author' } }],
      {
        epochKeys: { e: secret },
      },
    );
    store.close();
    for (const [path, content] of await filesOf(await bundleOf(workspace)))
      expect(Buffer.from(content).toString('latin1').replace(path, '')).not.toMatch(
        /secret (of|author)|secret\.example/,
      );
  });
});

describe('a bundle of some runs', () => {
  it('holds nothing of the others', async () => {
    const workspace = await workspaceOf([
      { id: 'a', file: 'mine' },
      {
        id: 'secret-run',
        experiment: X2,
        metric: 'secret-metric',
        values: Float64Array.of(123.456),
        file: 'secret file',
      },
    ]);
    await edit(workspace, (docs) => {
      docs.rename(toRunKey('secret-run'), 'secret name');
      docs.rename(toRunKey('a'), 'shown');
    });
    const bytes = await bundleOf(workspace, { kind: 'runs', runs: [toRunKey('a')] });
    const files = await filesOf(bytes);
    const value = Buffer.from(Float64Array.of(123.456).buffer);
    for (const [path, content] of files) {
      if (path === 'README.md') continue;
      expect(path + Buffer.from(content).toString('latin1'), path).not.toContain('secret');
      expect(Buffer.from(content).includes(value), path).toBe(false);
    }
    const back = freshWorkspace();
    expect(await openBundle(back, bytes)).toMatchObject({ newRuns: 1, artifactsKept: 1, broughtEdits: true });
    expect(await pointsOf(back, 'a')).toEqual(await pointsOf(workspace, 'a'));
    const manifest = JSON.parse(text(files.get('manifest.json'))) as { contentHash: string };
    expect(await hashOf(back)).toBe(manifest.contentHash);
    expect((await openBundle(back, bytes)).outcome).toBe('nothing-new');
    // Where it came from, all of it is known.
    const hash = await hashOf(workspace);
    expect((await openBundle(workspace, bytes)).outcome).toBe('nothing-new');
    expect(await hashOf(workspace)).toBe(hash);
  });

  it('of an experiment has its runs, and the versions that share their points go on sharing them', async () => {
    const long = Float64Array.from({ length: 40 }, (_, i) => i / 7);
    const workspace = await workspaceOf(
      [
        { id: 'a', values: long.slice(0, 25) },
        { id: 'b', experiment: X2 },
      ],
      [{ id: 'a', values: long }],
    );
    const bytes = await bundleOf(workspace, { kind: 'experiments', experiments: [X1] });
    const back = freshWorkspace();
    await openBundle(back, bytes);
    expect(await pointsOf(back, 'a')).toEqual(await pointsOf(workspace, 'a'));
    const points = [...(await filesOf(bytes))].filter(([path]) => path.startsWith('facts/points/'));
    expect(points.reduce((sum, [, content]) => sum + content.length, 0)).toBe(40 * 24);
  });
});

describe('a bundle that is not as it was written', () => {
  const asFolder = (files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) =>
    new SourceTree([...files].map(([path, content]) => makeMemoryFile(`unpacked/${path}`, content)));

  it('opens as a folder too', async () => {
    const workspace = await workspaceOf([{ id: 'a', file: 'mine' }]);
    const back = freshWorkspace();
    await importTree(back, asFolder(await filesOf(await bundleOf(workspace))));
    expect(await hashOf(back)).toBe(await hashOf(workspace));
  });

  it('is refused from a newer Cairn, which is named', async () => {
    const files = new Map(await filesOf(await bundleOf(await workspaceOf([{ id: 'a' }]))));
    files.set('manifest.json', new TextEncoder().encode('{"format":"cairn-bundle","version":7,"else":[]}'));
    const report = await importTree(freshWorkspace(), asFolder(files));
    expect(report.outcome).toBe('nothing-new');
    expect(report.problems).toEqual([
      { code: 'bundle-newer', path: 'unpacked/manifest.json', facts: { version: 7, known: BUNDLE_VERSION } },
    ]);
  });

  it('says which file is damaged or gone, and gives all the rest', async () => {
    const workspace = await workspaceOf([{ id: 'a', file: 'mine' }, { id: 'b' }], [{ id: 'c' }]);
    await edit(workspace, (docs) => docs.rename(toRunKey('a'), 'renamed'));
    const files = await filesOf(await bundleOf(workspace));
    for (const [path, content] of files) {
      for (const damaged of [null, flipped(content)]) {
        const some = new Map(files);
        if (damaged) some.set(path, damaged);
        else some.delete(path);
        const back = freshWorkspace();
        const report = await importTree(back, asFolder(some));
        const named = report.problems.some((problem) => `unpacked/${path}`.endsWith(problem.path));
        expect(named, path).toBe(true);
        const lost = /facts\/records/.test(path) ? 1 : 0;
        expect(report.newRuns, path).toBeGreaterThanOrEqual(3 - 2 * lost);
        if (damaged) continue;
        const again = await importTree(back, asFolder(files));
        expect(again.problems, path).toEqual([]);
        expect(await hashOf(back), path).toBe(await hashOf(workspace));
      }
    }
  });
});

function flipped(content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = content.slice();
  if (copy.length === 0) return new Uint8Array([1]);
  copy[copy.length >> 1]! ^= 0x15;
  return copy;
}

it.each<[string, (files: Map<string, Uint8Array<ArrayBuffer>>) => void]>([
  ['records of another shape', (files) => addPack(files, '{"kind":"run","key":"x","__proto__":{"evil":1}}')],
  ['records that name bytes that are not there', (files) => addPack(files, '{"kind":"dataset"}')],
  [
    'lists without end',
    (files) => files.set('facts/imports.jsonl', new TextEncoder().encode('['.repeat(100_000))),
  ],
  [
    'prototypes as paths',
    (files) =>
      files.set(
        'manifest.json',
        new TextEncoder().encode(
          '{"format":"cairn-bundle","version":1,"scope":"all","files":{"__proto__":{"sha256":"x"},"constructor":{}}}',
        ),
      ),
  ],
])('%s are refused, and the bundle opens all the same', async (name, spoil) => {
  const workspace = await workspaceOf([{ id: 'a' }]);
  const files = new Map(await filesOf(await bundleOf(workspace)));
  spoil(files);
  const back = freshWorkspace();
  const tree = new SourceTree([...files].map(([path, content]) => makeMemoryFile(path, content)));
  const report = await importTree(back, tree);
  expect(report.newRuns).toBe(1);
  expect(report.problems.length > 0).toBe(name !== 'prototypes as paths');
  expect(Object.hasOwn(Object.prototype, 'evil')).toBe(false);
  expect(await hashOf(back)).toBe(await hashOf(workspace));
});

function addPack(files: Map<string, Uint8Array<ArrayBuffer>>, line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  const hash = sha256HexNow(bytes);
  files.set(`facts/records/${hash}.jsonl`, bytes);
}
