import { describe, expect, it } from 'vitest';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { exitRecord, int, item, message, row, runRecord, text, wandbLog } from '../support/wandb-log.js';

interface Read {
  readonly runs: readonly RunRecord[];
  /** `metric` → `[step, value]` in the order they came. */
  readonly points: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly problems: readonly ImportProblem[];
}

async function read(files: Readonly<Record<string, string | Uint8Array>>): Promise<Read> {
  const runs: RunRecord[] = [];
  const points: Record<string, (readonly [number, number])[]> = {};
  const artifacts: Record<string, string> = {};
  const problems: ImportProblem[] = [];
  for await (const event of readDrop(makeMemorySource(files).tree)) {
    if (event.kind === 'run') runs.push(event.run);
    else if (event.kind === 'problem') problems.push(event.problem);
    else if (event.kind === 'artifact') {
      artifacts[event.path] = Buffer.from(await event.file.slice(0, event.file.sizeBytes)).toString();
    } else if (event.kind === 'points') {
      const { steps, values } = event.points;
      const list = Array.from(steps, (step, index) => [step, values[index]!] as const);
      points[event.metric] = [...(points[event.metric] ?? []), ...list];
    }
  }
  return { runs, points, artifacts, problems };
}

const LOG = 'run-abc.wandb';
const FOLDER = 'wandb/offline-run-20260102_030405-abc';
const one = (...records: readonly Uint8Array[]) => read({ [LOG]: wandbLog(records) });

describe('steps of rows', () => {
  it('are `_step`, whatever the record itself says', async () => {
    const found = await one(runRecord('abc'), row({ _step: '7', x: '1' }, { step: 3 }), exitRecord(0));
    expect(found.points).toEqual({ x: [[7, 1]] });
  });

  it('are those of the record, else counted on from the row before', async () => {
    const rows = [
      row({ x: '1' }, { step: 4 }),
      row({ x: '2' }),
      row({ x: '3' }),
      row({ x: '4' }, { step: 0 }),
    ];
    const found = await one(runRecord('abc'), ...rows, exitRecord(0));
    expect(found.points.x).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
      [0, 4],
    ]);
  });

  it('of a resumed run count from where it went on', async () => {
    const found = await one(runRecord('abc', int(14, 100), int(18, 1)), row({ x: '1' }), exitRecord(0));
    expect(found.points.x).toEqual([[100, 1]]);
  });

  it('of the wrong type are no steps', async () => {
    const found = await one(runRecord('abc'), row({ _step: '"9"', x: '1' }), row({ _step: 'null', x: '2' }));
    expect(found.points.x).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('values of rows', () => {
  it('are numbers however they are spelled, and kept where they repeat or go back', async () => {
    const values = [
      '1',
      '-0.5',
      '1.7954046772754717e+09',
      'NaN',
      '"Infinity"',
      '-Infinity',
      'true',
      '1e-300',
    ];
    const rows = values.map((x, index) =>
      row({ _step: String(index === 7 ? 2 : index), x }, { nested: index % 2 > 0 }),
    );
    const found = await one(runRecord('abc'), ...rows, exitRecord(0));
    expect(found.points.x).toEqual([
      [0, 1],
      [1, -0.5],
      [2, 1795404677.2754717],
      [3, Number.NaN],
      [4, Number.POSITIVE_INFINITY],
      [5, Number.NEGATIVE_INFINITY],
      [6, 1],
      [2, 1e-300],
    ]);
  });

  it('inside one another are named by their path, as leaves and as objects', async () => {
    const leaves = message(2, item(1, ['a', 'b'], '1'), item(1, ['c.d'], '2'));
    const objects = message(2, item(1, 'a', '{"b": 3, "e": {"f": NaN}}'));
    const found = await one(runRecord('abc'), leaves, objects, exitRecord(0));
    expect(Object.keys(found.points).sort()).toEqual(['a.b', 'a.e.f', 'c.d']);
    expect(found.points['a.b']).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it('of media are one thing, not metrics of their size and width', async () => {
    const leaves = message(
      2,
      item(1, ['img', 'width'], '5'),
      item(1, ['img', '_type'], '"image-file"'),
      item(1, ['img', 'path'], '"media/images/img_0_aaaaaaaaaa.png"'),
      item(1, ['img', 'size'], '69'),
      item(1, ['loss'], '1'),
    );
    const old = message(
      2,
      item(
        1,
        'h',
        '{"_type": "histogram", "values": [1, 2], "packedBins": {"min": 0, "size": 0.5, "count": 2}}',
      ),
    );
    const found = await read({
      [`${FOLDER}/${LOG}`]: wandbLog([runRecord('abc'), leaves, old, exitRecord(0)]),
      [`${FOLDER}/files/media/images/img_0_aaaaaaaaaa.png`]: 'png',
    });
    expect(Object.keys(found.points)).toEqual(['loss']);
    expect(found.artifacts).toEqual({
      'images/img%step%0%timestamp%0%1c3cfb29b484199c.png': 'png',
      'histograms/h.jsonl': '{"step":1,"time":null,"edges":[0,0.5,1],"counts":[1,2]}\n',
    });
    expect(found.problems).toEqual([]);
  });
});

describe('facts of a run', () => {
  it('are those that were said last: config with updates and removals', async () => {
    const config = message(
      5,
      item(1, 'lr', '0.1'),
      item(1, 'opt', '{"name": "sgd", "m": 0.9}'),
      item(1, 'gone', '1'),
    );
    const later = message(
      5,
      item(1, ['opt', 'name'], '"adam"'),
      message(2, text(1, 'gone')),
      message(2, text(2, 'opt'), text(2, 'm')),
    );
    const { runs } = await one(
      runRecord('abc', text(8, '')),
      config,
      later,
      runRecord('abc', text(8, 'fox-1')),
      exitRecord(1),
    );
    expect(runs[0]).toMatchObject({
      key: 'abc',
      name: 'fox-1',
      status: 'failed',
      params: [
        ['lr', '0.1'],
        ['opt.name', 'adam'],
      ],
    });
  });

  it('say which metric is the x of another', async () => {
    const definitions = [
      message(12, text(1, 'epoch')),
      message(12, text(2, 'val/*'), text(4, 'epoch')),
      message(12, text(1, 'old'), int(5, 1)),
    ];
    const rows = [row({ 'val/acc': '1', epoch: '0' }), row({ old: '1', other: '2' })];
    const { runs } = await one(runRecord('abc'), ...definitions, ...rows, exitRecord(0));
    expect(runs[0]!.tags).toEqual([
      ['cairn.x.old', 'epoch'],
      ['cairn.x.val/acc', 'epoch'],
    ]);
  });

  it('name artifacts that were made and used; datasets are inputs', async () => {
    const made = message(8, text(4, 'model'), text(5, 'net'), text(6, 'd1'), text(11, 'best'));
    const used = message(25, text(1, 'QXJ0'), text(2, 'dataset'), text(3, 'trips:v3'));
    const { runs } = await one(runRecord('abc'), made, used, exitRecord(0));
    expect(runs[0]!.tags).toEqual([
      ['artifact.input.trips:v3', 'dataset QXJ0'],
      ['artifact.output.net', 'model d1 best'],
    ]);
    expect(runs[0]!.datasets).toHaveLength(1);
  });

  it('leave e-mail addresses and tokens where they are', async () => {
    const git = message(9, text(1, 'https://user:token@example.org/r.git'), text(2, 'beef'));
    const environment = message(26, text(10, 'ana@example.org'), text(13, 'ana'), git);
    const found = await read({
      [`${FOLDER}/${LOG}`]: wandbLog([runRecord('abc'), environment, exitRecord(0)]),
      [`${FOLDER}/files/wandb-metadata.json`]: '{\n  "email": "ana@example.org",\n  "host": "h"\n}\n',
    });
    expect(JSON.stringify([found.runs, found.artifacts])).not.toMatch(/example\.org"|token|ana@/);
    expect(found.runs[0]!.source.gitRepo).toBe('https://example.org/r.git');
  });

  it('final values without a row become one point, texts a tag', async () => {
    const summary = message(
      3,
      item(1, ['loss'], '9'),
      item(1, ['best'], '0.5'),
      item(1, 'verdict', '"kept"'),
      item(1, ['t', '_type'], '"table-file"'),
      item(1, ['t', 'nrows'], '3'),
    );
    const found = await one(runRecord('abc'), summary, row({ _step: '4', loss: '1' }), exitRecord(0));
    expect(found.points).toEqual({ loss: [[4, 1]], best: [[4, 0.5]] });
    expect(found.runs[0]!.tags).toEqual([['summary.verdict', 'kept']]);
  });
});

describe('damage', () => {
  const rows = Array.from({ length: 40 }, (_, step) => row({ _step: String(step), loss: String(step) }));

  it('costs the records it lies on, told by number and step', async () => {
    const log = wandbLog([runRecord('abc'), ...rows, exitRecord(0)]);
    const at = Buffer.from(log).indexOf(Buffer.from(row({ _step: '20', loss: '20' })));
    log[at + 8] = log[at + 8]! ^ 0x40;
    const found = await read({ [LOG]: log });
    expect(found.points.loss!.map(([step]) => step)).toEqual(
      [...Array(40).keys()].filter((step) => step !== 20),
    );
    expect(found.problems).toMatchObject([
      { code: 'log-damaged', path: LOG, facts: { places: 1, records: 1, steps: '20' } },
    ]);
    expect(found.runs[0]!.status).toBe('finished');
  });

  it('of the end is a cut: what lies before is read, the run is not said to have ended', async () => {
    const log = wandbLog([runRecord('abc'), ...rows, exitRecord(0)]);
    const found = await read({ [LOG]: log.subarray(0, log.length - 30) });
    expect(found.runs[0]!.status).toBe('unknown');
    expect(found.points.loss).toHaveLength(39);
    expect(found.problems).toMatchObject([{ code: 'log-cut', facts: { step: 38 } }]);
  });

  it('a log that only began is said to be empty', async () => {
    const head = wandbLog([]);
    expect((await read({ [LOG]: head })).problems).toEqual([{ code: 'run-empty', path: LOG }]);
    expect((await read({ [`${FOLDER}/${LOG}`]: new Uint8Array(0) })).problems).toEqual([
      { code: 'empty-file', path: `${FOLDER}/${LOG}` },
    ]);
  });

  it('a pointer in place of the log is named, the rest of the folder read', async () => {
    const found = await read({
      [`${FOLDER}/${LOG}`]: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      [`${FOLDER}/files/config.yaml`]: 'lr:\n  desc: null\n  value: 3\n',
    });
    expect(found.problems.map(({ code }) => code)).toContain('lfs-pointer');
    expect(found.runs[0]).toMatchObject({ key: 'abc', params: [['lr', '3']] });
  });
});

describe('a run is one run', () => {
  const log = wandbLog([runRecord('abc'), row({ _step: '0', x: '1' }), exitRecord(0)]);

  it.each([
    ['the run folder', { [LOG]: log, 'files/requirements.txt': 'a' }],
    [
      'wandb/',
      {
        [`${FOLDER.slice(6)}/${LOG}`]: log,
        [`${FOLDER.slice(6)}/files/requirements.txt`]: 'a',
        'debug.log': 'x',
      },
    ],
    [
      'the project',
      {
        [`${FOLDER}/${LOG}`]: log,
        [`${FOLDER}/files/requirements.txt`]: 'a',
        'wandb/debug-internal.log': 'x',
        'wandb/sweep-q1/config-abc.yaml': 'z',
        'wandb/latest-run.symlink.txt': 'y',
      },
    ],
    ['the log alone', { [LOG]: log }],
  ])('dropped as %s', async (_, files: Record<string, string | Uint8Array>) => {
    const found = await read(files);
    expect(found.runs.map(({ key }) => key)).toEqual(['abc']);
    expect(found.problems).toEqual([]);
    expect(Object.keys(found.artifacts)).toEqual(Object.keys(files).length > 1 ? ['requirements.txt'] : []);
  });

  it('also where `latest-run` became a folder', async () => {
    const found = await read({ [`${FOLDER}/${LOG}`]: log, [`wandb/latest-run/${LOG}`]: log });
    expect(found.runs).toHaveLength(1);
    expect(found.problems).toEqual([]);
  });

  it('also where it was resumed: its folders are read in order of time', async () => {
    const first = wandbLog([runRecord('abc'), row({ _step: '0', x: '1' }), exitRecord(1)]);
    const second = wandbLog([runRecord('abc', int(14, 1)), row({ _step: '1', x: '2' }), exitRecord(0)]);
    const found = await read({
      [`wandb/offline-run-20260103_000000-abc/${LOG}`]: second,
      [`wandb/offline-run-20260102_000000-abc/${LOG}`]: first,
    });
    expect(found.runs).toMatchObject([{ key: 'abc', status: 'finished' }]);
    expect(found.points.x).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('two runs in one folder are two', async () => {
    const other = wandbLog([runRecord('def'), row({ _step: '0', x: '1' })]);
    const found = await read({ [LOG]: log, 'run-def.wandb': other });
    expect(found.runs.map(({ key }) => key)).toEqual(['abc', 'def']);
  });
});
