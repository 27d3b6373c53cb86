import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { mlruns } from '../../workers/import/formats/mlruns/index.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { Summariser } from '../support/summary.ts';

const COUNT = Number(process.env.CAIRN_FUZZ ?? 500);
/** Generous: one import of this store takes about a millisecond. */
const LIMIT_MS = 10_000;

const SEED_FILES: Readonly<Record<string, string>> = {
  ...makeExperiment('mlruns/7'),
  'mlruns/7/tags/team': 'blue',
  'mlruns/7/datasets/d1/meta.yaml':
    'name: iris\ndigest: abc\nsource_type: local\nprofile: \'{"num_rows":\n  3}\'\n',
  ...makeRun(`mlruns/7/${RUN}`, {
    'metrics/loss': '1700000000000 0.5 0\n1700000000001 nan 1\n1700000000002 inf 2\n',
    'metrics/val/acc': '1700000000000 0.5 0 iris abc\n',
    'params/lr': '0.1',
    'params/model': 'Net(\n  (a): Linear\n)',
    'tags/mlflow.parentRunId': OTHER,
    'inputs/h/meta.yaml': 'source_type: DATASET\nsource_id: d1\ntags:\n  mlflow.data.context: eval\n',
    'outputs/m-1/meta.yaml': 'source_type: RUN_OUTPUT\nsource_id: m-1\nstep: 7\n',
    'artifacts/model/MLmodel': 'flavors: {}',
  }),
  ...makeRun(
    `mlruns/7/${OTHER}`,
    { 'metrics/old': '1500000000 0.5\n1500000001 0.25\n' },
    { run_id: null, tags: '[]' },
  ),
  'mlruns/7/models/m-1/meta.yaml': 'model_id: m-1\nname: net\nstatus: 2\n',
  'mlruns/7/models/m-1/metrics/acc': `1700000000000 0.5 4 ${RUN} iris abc\n`,
  'mlruns/7/traces/tr-1/trace_info.yaml': 'x',
  ...makeExperiment('mlruns/.trash/8'),
  'mlruns/models/churn/meta.yaml': "name: churn\naliases:\n  best: '1'\n",
  'mlruns/models/churn/aliases/best': '1',
  'mlruns/models/churn/version-1/meta.yaml': 'name: churn\nversion: 1\ncurrent_stage: None\n',
};

const SCRAPS = [
  '\0\0\0\0',
  '\r\n',
  '\ufeff',
  ': ',
  ' #',
  '"',
  "'",
  '[',
  '{',
  '&a ',
  '*a',
  '!!python/object/apply:os.system ',
  '|\n',
  '>\n',
  '- ',
  '? ',
  '---\n',
  '%YAML 9.9\n',
  '<<<<<<< HEAD\n',
  'null',
  '~',
  '1e999',
  '-',
  '999999999999999999999999999999',
  ' '.repeat(300),
  '\t',
  '\u2028',
  '😀',
  '__proto__: x\n',
  '1 2 3\n',
];
const NAMES = [
  'meta.yaml',
  'models',
  'artifacts',
  'metrics',
  'tags',
  '.trash',
  'mlruns',
  '0',
  '..',
  '',
  'version-1',
  RUN,
];

/** A small generator with a seed, so that a failure can be run again. */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

function mutate(seed: number): ReadonlyMap<string, Uint8Array> {
  const dice = new Dice(seed);
  const files = new Map<string, Uint8Array>();
  for (const [path, text] of Object.entries(SEED_FILES)) files.set(path, toUtf8(text));
  for (let edits = 1 + dice.below(6); edits > 0; edits--) {
    const path = dice.pick([...files.keys()]);
    const bytes = files.get(path)!;
    switch (dice.below(9)) {
      case 0:
        files.set(path, bytes.slice(0, dice.below(bytes.length + 1)));
        break;
      case 1:
        files.delete(path);
        break;
      case 2:
        files.delete(path);
        files.set(moved(path, dice), bytes);
        break;
      case 3:
        files.set(moved(path, dice), bytes);
        break;
      case 4:
        files.set(path, files.get(dice.pick([...files.keys()]))!);
        break;
      case 5:
        files.set(
          path,
          bytes.map((byte) => (dice.below(20) === 0 ? dice.below(256) : byte)),
        );
        break;
      default:
        files.set(path, spliced(bytes, toUtf8(dice.pick(SCRAPS).repeat(1 + dice.below(40))), dice));
    }
    if (files.size === 0) break;
  }
  return files;
}

function moved(path: string, dice: Dice): string {
  const parts = path.split('/');
  const at = dice.below(parts.length);
  parts.splice(at, dice.below(2), dice.pick(NAMES));
  return parts.join('/') || 'x';
}

function spliced(bytes: Uint8Array, scrap: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at + dice.below(8))]);
}

describe('damaged MLflow folders', () => {
  it(`end in problems and never in exceptions (${COUNT} of them)`, { timeout: 600_000 }, async () => {
    let problems = 0;
    let runs = 0;
    for (let seed = 1; seed <= COUNT; seed++) {
      const { tree } = makeMemorySource(mutate(seed));
      const started = cpuMs();
      const summariser = new Summariser();
      const { signal } = new AbortController();
      try {
        const paths = tree.files.map((file) => file.path);
        mlruns.match({ kind: 'folder', name: '', paths });
        mlruns.roots?.(paths);
        for await (const event of mlruns.read({ path: '', file: null, tree }, { signal }))
          summariser.add(event);
        const summary = summariser.finish();
        problems += summary.problems.length;
        runs += Object.keys(summary.runs).length;
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      expect(cpuMs() - started, `seed ${seed}`).toBeLessThan(LIMIT_MS);
    }
    // The damage must be seen, and must not cost what it did not touch.
    expect(problems).toBeGreaterThan(COUNT / 4);
    expect(runs).toBeGreaterThan(COUNT);
  });
});
