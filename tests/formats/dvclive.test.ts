import { describe, expect, it } from 'vitest';
import { dvclive } from '../../workers/import/formats/dvclive/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { dropRuns as drop } from '../support/read-drop.ts';

describe('dvclive', () => {
  runGauntlet({ format: dvclive, fixtures: 'dvclive' });
});

const LOSS = 'dvclive/plots/metrics/train/loss.tsv';

describe('a folder of DVCLive', () => {
  it('is the same run when its logs grow, others come, and from elsewhere', async () => {
    const params = 'lr: 0.1\n';
    const { keys } = await drop({ [LOSS]: 'step\tloss\n0\t1.5\n', 'dvclive/params.yaml': params });
    const later = await drop({
      [`exp/${LOSS}`]: 'step\tloss\n0\t1.5\n1\t1.25\n',
      'exp/dvclive/plots/metrics/acc.tsv': 'step\tacc\n1\t0.5\n',
      'exp/dvclive/params.yaml': params,
    });
    expect(later.keys).toEqual(keys);
    expect(later.runs[0]?.name).toBe('exp');
    const other = await drop({ [LOSS]: 'step\tloss\n0\t1.75\n', 'dvclive/params.yaml': params });
    expect(other.keys).not.toEqual(keys);
  });

  it('is another run than one beside it that begins alike', async () => {
    const log = 'step\tloss\n0\t1.5\n';
    const { runs } = await drop({ [`a/${LOSS}`]: log, [`b/${LOSS}`]: `${log}1\t0.5\n` });
    expect(runs.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    const params = 'lr: 0.1\n';
    const folds = await drop({
      'fold-1/plots/metrics/loss.tsv': log,
      'fold-1/params.yaml': params,
      'fold-2/plots/metrics/loss.tsv': log,
      'fold-2/params.yaml': params,
    });
    expect(folds.runs).toHaveLength(2);
  });

  it('leaves a cut last row silently and names damaged ones with their place', async () => {
    const { runs, problems } = await drop({ [LOSS]: 'step\tloss\n0\tinf\n1\n2\t-inf\n3\t0.5\n4\t0.2' });
    expect(runs[0]?.series['train/loss']).toMatchObject({ n: 4, first: 'Infinity', last: 0.2, nonFinite: 2 });
    expect(problems).toEqual([
      { code: 'rows-unreadable', path: LOSS, line: 3, byte: 16, facts: { rows: 1 } },
    ]);
  });

  it('keeps what the logs say where the summary is of another run', async () => {
    const { runs } = await drop({
      [LOSS]: 'step\tloss\n0\t1\n339\t0.5\n',
      'dvclive/metrics.json': '{"train": {"loss": 0.75}, "best": NaN, "step": 279}',
    });
    expect(runs[0]?.series).toMatchObject({
      'train/loss': { n: 2, last: 0.5, lastStep: 339 },
      best: { n: 1, last: 'NaN', lastStep: 339 },
    });
  });

  it('with a pipeline of DVC is its measures and params', async () => {
    const { runs, problems } = await drop({
      'proj/dvc.yaml': 'stages: {}\n',
      'proj/dvc.lock': 'schema: "2.0"\n',
      'proj/metrics.json': '{"auc": 0.9, "by": {"class": {"a": 0.5}}}',
      'proj/params.yaml': 'split: 0.2\n',
      'proj/runs.csv': 'step,loss\n0,1\n1,2\n',
    });
    expect(problems).toEqual([]);
    expect(runs.map(({ name }) => name).sort()).toEqual(['proj', 'runs']);
    expect(runs.find(({ name }) => name === 'proj')).toMatchObject({
      params: { split: '0.2' },
      series: { auc: { n: 1, last: 0.9 }, 'by/class/a': { n: 1, last: 0.5 } },
      artifacts: ['dvc.lock', 'dvc.yaml'],
    });
  });

  it('is not any folder with a metrics.json', async () => {
    const { runs, problems } = await drop({ 'a/metrics.json': '{"auc": 0.9}', 'a/params.yaml': 'x: 1\n' });
    expect(runs.map(({ series }) => Object.keys(series))).toEqual([]);
    expect(problems.map(({ path }) => path)).toContain('a/params.yaml');
  });

  it('shows pictures by step', async () => {
    const { runs } = await drop({ [LOSS]: 'step\tloss\n0\t1\n', 'dvclive/plots/images/a/b/12.jpg': 'x' });
    expect(runs[0]?.artifacts).toEqual([
      expect.stringMatching(/^images\/a#b%step%12%timestamp%0%[0-9a-f]{16}\.jpg$/),
    ]);
  });
});
