import { describe, expect, it } from 'vitest';
import { hfTrainer } from '../../workers/import/formats/hf-trainer/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { dropRuns as drop } from '../support/read-drop.ts';

describe('hf-trainer', () => {
  runGauntlet({ format: hfTrainer, fixtures: 'hf-trainer' });
});

type Row = Readonly<Record<string, unknown>>;
const FIRST: Row = { epoch: 0.5, loss: 2.1, step: 10 };
const SECOND: Row = { epoch: 1, loss: 1.7, step: 20 };

/** The state as the Trainer dumps it. */
function state(rows: readonly Row[], more: Row = {}): string {
  const step = rows.at(-1)?.step ?? 0;
  return JSON.stringify({ global_step: step, log_history: rows, max_steps: 40, ...more }, null, 2);
}

describe('an output folder of a Trainer', () => {
  it('is one run: the state of the most steps, whatever the checkpoints are called', async () => {
    const { runs, problems } = await drop({
      'out/checkpoint-20/trainer_state.json': state([FIRST, SECOND]),
      'out/checkpoint-10/trainer_state.json': state([FIRST]),
      'out/checkpoint-20/model.safetensors': 'x',
      'out/checkpoint-20/training_args.bin': 'x',
      'out/trainer_state.json': state([FIRST]),
    });
    expect(problems).toEqual([]);
    expect(runs.map(({ name, series, status }) => [name, series['train/loss']?.n, status])).toEqual([
      ['out', 2, 'unknown'],
    ]);
    expect(runs[0]?.artifacts).toEqual([
      'checkpoint-20/model.safetensors',
      'checkpoint-20/training_args.bin',
    ]);
  });

  it('that was trained into twice holds two runs', async () => {
    const other = { ...FIRST, loss: 9 };
    const { runs } = await drop({
      'out/checkpoint-10/trainer_state.json': state([other]),
      'out/trainer_state.json': state([FIRST, SECOND]),
    });
    expect(runs.map(({ series }) => series['train/loss']?.first).sort()).toEqual([2.1, 9]);
  });

  it('is the same run when it has grown, and from elsewhere', async () => {
    const { keys } = await drop({ 'b/trainer_state.json': state([FIRST]) });
    expect((await drop({ 'a/b/checkpoint-20/trainer_state.json': state([FIRST, SECOND]) })).keys).toEqual(
      keys,
    );
  });

  it('is another run than one in another folder that begins alike', async () => {
    const { runs } = await drop({
      'rank-8/trainer_state.json': state([FIRST]),
      'rank-16/trainer_state.json': state([FIRST, SECOND]),
    });
    expect(runs.map(({ name }) => name).sort()).toEqual(['rank-16', 'rank-8']);
  });

  it('keeps what a cut state still says, and says up to where', async () => {
    const whole = state([FIRST, SECOND]);
    const text = whole.slice(0, whole.indexOf('1.7') + 2);
    const { runs, problems } = await drop({ 'out/trainer_state.json': text });
    expect(problems).toEqual([{ code: 'json-cut', path: 'out/trainer_state.json', facts: { step: 10 } }]);
    expect(runs[0]?.series['train/loss']?.n).toBe(1);
  });

  it('takes the state before a damaged one', async () => {
    const { runs, problems } = await drop({
      'out/trainer_state.json': '{"log_history": [1 2]}',
      'out/checkpoint-10/trainer_state.json': state([FIRST]),
    });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'json-damaged out/trainer_state.json',
    ]);
    expect(runs).toHaveLength(1);
  });

  it('tells metrics as the Trainer’s own loggers call them, and ends with its speed', async () => {
    const rows = [
      FIRST,
      { step: 10, eval_loss: 1, 'eval_rewards/chosen': 2, test_f1: 3, 'rewards/margins': 4, note: 'x' },
      { step: 10, train_runtime: 7, train_loss: 1.5 },
    ];
    const [run] = (await drop({ 'out/trainer_state.json': state(rows) })).runs;
    expect(Object.keys(run!.series)).toEqual([
      'eval/loss',
      'eval/rewards/chosen',
      'test/f1',
      'train/epoch',
      'train/loss',
      'train/rewards/margins',
      'train/train_loss',
      'train/train_runtime',
    ]);
    expect(run?.status).toBe('finished');
  });

  it('takes params of a search, the model and the adapter', async () => {
    const [run] = (
      await drop({
        'hp/run-3/trainer_state.json': state([FIRST], {
          trial_name: 'x',
          trial_params: { learning_rate: 1e-5 },
        }),
        'hp/run-3/config.json': '{"model_type": "bert", "id2label": {"0": "a"}, "layers": [1, 2]}',
        'hp/run-3/adapter_config.json': '{"r": 8}',
      })
    ).runs;
    expect(run?.name).toBe('hp/run-3');
    expect(run?.params).toMatchObject({
      learning_rate: '0.00001',
      trial_name: 'x',
      'model.model_type': 'bert',
      'model.layers': '[1, 2]',
      'adapter.r': '8',
    });
    expect(run?.params).not.toHaveProperty('model.id2label');
  });

  it('goes on with the log of LLaMA-Factory where the state ends', async () => {
    const line = (steps: number, loss: number) =>
      JSON.stringify({
        current_steps: steps,
        total_steps: 40,
        loss,
        lr: 0.1,
        epoch: 1,
        elapsed_time: '0:00:10',
      });
    const { runs, problems } = await drop({
      'out/trainer_state.json': state([FIRST, SECOND]),
      'out/trainer_log.jsonl': [line(10, 2.1), line(20, 1.7), line(30, 1.2), '{"current_st'].join('\n'),
    });
    expect(problems).toEqual([]);
    expect(runs[0]?.series).toMatchObject({
      'train/loss': { n: 3, last: 1.2, lastStep: 30 },
      'train/learning_rate': { n: 1 },
    });
  });

  it('leaves what is somebody else’s', async () => {
    const { runs, problems } = await drop({
      'out/trainer_state.json': state([FIRST]),
      'out/lightning_logs/version_0/metrics.csv': 'step,epoch,loss\n0,0,1\n1,0,2\n',
      'out/notes.md': 'hi',
    });
    expect(runs).toHaveLength(2);
    expect(problems.map(({ path }) => path)).toEqual(['out/notes.md']);
  });

  it('under another name is known by what it says', async () => {
    const { runs } = await drop({
      'a/history-7.json': state([FIRST], { best_model_checkpoint: 'fox/checkpoint-9' }),
    });
    expect(runs.map(({ name }) => name)).toEqual(['a']);
    expect(
      (await drop({ 'x.json': state([FIRST], { best_model_checkpoint: 'fox/checkpoint-9' }) })).runs[0]?.name,
    ).toBe('fox');
  });

  it('that is a pointer of Git LFS is named as one', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n';
    const { problems } = await drop({ 'out/trainer_state.json': pointer });
    expect(problems.map(({ code }) => code)).toEqual(['lfs-pointer']);
  });
});
