import { describe, expect, it } from 'vitest';
import { ray } from '../../workers/import/formats/ray/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { summarise } from '../support/summary.ts';

describe('trials of Ray Tune', () => runGauntlet({ format: ray, fixtures: 'ray' }));

const TRIAL = 'exp/train_ab12c_00003_3_lr=0.1,net=a_b_2023-11-14_22-13-20';
const row = (iteration: number, more: object = {}) =>
  JSON.stringify({
    loss: 1 / iteration,
    training_iteration: iteration,
    timestamp: 1_700_000_000 + iteration,
    time_total_s: iteration,
    trial_id: 'ab12c_00003',
    done: false,
    ...more,
  });

const read = (files: Readonly<Record<string, string>>) => summarise(readDrop(makeMemorySource(files).tree));

describe('a trial of Ray Tune', () => {
  it('that was cut off keeps the rows before, and says at which byte and step', async () => {
    const text = `${row(1)}\n${row(2)}\n{"loss": 0.3, "train`;
    const { tree } = makeMemorySource({ [`${TRIAL}/result.json`]: text, [`${TRIAL}/params.json`]: '{}' });
    const problems: unknown[] = [];
    for await (const event of readDrop(tree)) if (event.kind === 'problem') problems.push(event.problem);
    const byte = row(1).length + row(2).length + 2;
    expect(problems).toEqual([{ code: 'log-cut', path: `${TRIAL}/result.json`, byte, facts: { step: 2 } }]);
  });

  it('is one run with those of its rows that follow a restore, and the same run when it has grown', async () => {
    const early = await read({ [`${TRIAL}/result.json`]: `${row(1)}\n`, [`${TRIAL}/params.json`]: '{}' });
    const later = await read({
      [`copy/${TRIAL}/result.json`]: [row(1), row(2), row(2), row(3, { done: true })].join('\n'),
      [`copy/${TRIAL}/params.json`]: '{"lr": 1e-3, "opt": null}',
    });
    expect(Object.keys(early.runs)).toEqual(Object.keys(later.runs));
    const [run] = Object.values(later.runs);
    expect(run).toMatchObject({
      name: 'train_ab12c_00003',
      status: 'finished',
      params: { lr: '1e-3', opt: 'None' },
    });
    expect(run?.series.loss).toMatchObject({ n: 4, firstStep: 1, lastStep: 3 });
  });

  it('with a table alone is read from that, and fails by its error', async () => {
    const { runs, problems } = await read({
      [`${TRIAL}/progress.csv`]:
        '\ufeffloss,training_iteration,timestamp,time_total_s,trial_id,info/kl\r\n1.0,1,1700000001,2,ab12c_00003,nan\r\n',
      [`${TRIAL}/params.json`]: '{"lr": 0.1}',
      [`${TRIAL}/error.txt`]: 'Failure # 1\nValueError: no such street\n',
      [`${TRIAL}/model.csv`]: 'a,b\n1,2\n',
    });
    expect(problems).toEqual([]);
    expect(Object.values(runs)).toMatchObject([
      {
        status: 'failed',
        startMs: 1_700_000_001_000,
        params: { lr: '0.1' },
        artifacts: ['error.txt', 'model.csv'],
      },
    ]);
    expect(Object.values(runs)[0]?.series).toMatchObject({
      loss: { n: 1, lastStep: 1 },
      'info/kl': { n: 1, last: 'NaN' },
    });
  });

  it('that is being paused, or only waits, is told by the state of its experiment', async () => {
    const trial = JSON.stringify({ trial_id: 'ab12c_00003', status: 'PENDING', trainable_name: 'train' });
    const { runs, problems } = await read({
      [`${TRIAL}/params.json`]: '{"lr": 0.1}',
      [`${TRIAL}/result.json`]: '',
      'exp/experiment_state-2023-11-14_22-13-20.json': JSON.stringify({
        checkpoints: [trial, '{"trial_id": '],
      }),
      'exp/tuner.pkl': '\x80\x05',
    });
    expect(Object.values(runs)).toMatchObject([{ status: 'scheduled', experiment: 'exp' }]);
    expect(problems).toEqual([]);
  });

  it('keeps keys that are names of JavaScript, and does not follow nesting without end', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const text = `{"__proto__": {"x": 1}, "constructor": 2, "training_iteration": 1, "deep": ${deep}}\n`;
    const { runs } = await read({ [`${TRIAL}/result.json`]: text, [`${TRIAL}/params.json`]: '{}' });
    expect(Object.keys(Object.values(runs)[0]?.series ?? {})).toEqual(['__proto__/x', 'constructor']);
  });

  it('is nothing where a folder has files of these names for another purpose', async () => {
    const { runs, problems } = await read({ 'x/result.json': '[1]\n', 'x/params.json': '{"a": 1}' });
    expect([runs, problems]).toEqual([{}, ['unrecognised-file']]);
  });
});
