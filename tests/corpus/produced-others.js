/**
 * What each folder of `produced/others/` must decode to, taken from the specification of those files (not from this
 * app). A metric is [points, first step, last step, last value]; `null` leaves one open. Runs are found by name;
 * all of a run's metrics are listed but those under `system/`, and all params; artifacts are those that must be there.
 * `problems`: codes of what the import report must say, no more and no less.
 */
const FLOAT_93 = Math.fround(0.93);
const TENTHS = Math.fround(0.1 * 4);

/** PyTorch's child of add_hparams is folded into its run. */
const EXP1 = {
  metrics: {
    loss: [7, 0, 6, 'Infinity'],
    acc_float_val: [5, 0, 4, TENTHS],
    acc_content: [5, 0, 4, TENTHS],
    acc_double: [5, 0, 4, 0.4],
  },
  artifacts: [
    /^images\/img_legacy%step%7%/,
    /^images\/img_v2%step%7%/,
    'texts/note.jsonl',
    'histograms/hist_legacy.jsonl',
  ],
};
const WANDB_BY_HAND = {
  status: 'finished',
  params: {
    lr: '0.001',
    'opt.name': 'adam',
    'opt.betas': '[0.9, 0.999]',
    batch_size: '32',
    big: 'x'.repeat(70_000),
  },
  metrics: {
    'train/loss': [6, 0, 5, 1 / 6],
    'train/grad': [1, 3, 3, 'NaN'],
    epoch: [3, 0, 4, 2],
    'val/acc': [3, 0, 4, 0.7],
    'nested.a': [3, 0, 4, 0.25],
  },
};
const TRAIN_LOSS = [3, 0, 2, 1 / 3];

export const PRODUCED_OTHERS = [
  {
    at: 'tensorboard/exp1',
    runs: {
      exp1: {
        ...EXP1,
        status: 'finished',
        params: { lr: '0.001', opt: 'adam', amp: 'True' },
        metrics: { ...EXP1.metrics, 'hparam/acc': [1, 0, 0, FLOAT_93] },
        artifacts: [...EXP1.artifacts, 'histograms/hist_v2.jsonl'],
      },
    },
    problems: [],
  },
  { at: 'tensorboard/exp1_truncated', runs: { exp1_truncated: EXP1 }, problems: ['record-cut'] },
  {
    at: 'tensorboard/exp1_badcrc',
    runs: { exp1_badcrc: { metrics: { ...EXP1.metrics, loss: [6, 1, 6, 'Infinity'] } } },
    problems: ['records-damaged'],
  },
  {
    at: 'tensorboard/restarted',
    runs: { restarted: { metrics: { loss: [11, 0, 7, Math.fround(0.5 - 0.7)] } } },
    problems: [],
  },
  {
    at: 'tensorboardX_real',
    runs: {
      exp: {
        metrics: {
          'train/loss': [20, 0, 19, null],
          'pair/a': [null, 0, null, null],
          'pair/b': [null, 0, null, null],
          'hparam/acc': [1, 0, 0, null],
        },
        artifacts: ['histograms/w.jsonl', /^images\/im%step%/, 'texts/t.jsonl', 'pr_curves/pr.jsonl'],
      },
    },
    problems: [],
  },
  {
    at: 'wandb',
    runs: {
      'sunny-fox-1': {
        ...WANDB_BY_HAND,
        artifacts: [/^images\/img%step%4%/, 'output.log', 'requirements.txt'],
      },
    },
    problems: [],
  },
  {
    at: 'wandb_real_0.30.0/finished_offline-run-20261123_033210-2yadtxrz',
    runs: {
      '*': {
        status: 'finished',
        metrics: {
          loss: [5, null, null, 0.2],
          'val/acc': [3, null, null, 0.4],
          nan: [5, null, null, 'NaN'],
          inf: [5, null, null, 'Infinity'],
          epoch: [3, null, null, 2],
          'dotted.key': [5, null, null, null],
          'nested.a.b': [5, null, null, null],
        },
        // The script also logged a flag and set a final value.
        more: true,
        artifacts: [
          /^images\/img%step%/,
          /^images\/many#0%step%/,
          /^images\/many#1%step%/,
          'histograms/hist.jsonl',
        ],
      },
    },
    problems: [],
  },
  {
    at: 'wandb_real_0.30.0/killed',
    runs: { '*': { status: 'unknown', metrics: { loss: [507, 0, 506, null] }, more: true } },
    problems: ['run-empty', 'run-unfinished'],
  },
  {
    at: 'wandb_edge/crashed',
    runs: { 'sunny-fox-1': { status: 'unknown', metrics: null } },
    problems: ['log-cut'],
  },
  {
    at: 'wandb_edge/corrupt_block',
    runs: {
      'sunny-fox-1': { ...WANDB_BY_HAND, params: { ...WANDB_BY_HAND.params, big: undefined } },
    },
    problems: ['log-damaged', 'media-missing'],
  },
  // Nothing is committed of it: what was wrong is said at once.
  { at: 'wandb_edge/empty', runs: {}, problems: [], says: 'The file is empty.' },
  {
    at: 'wandb_csv',
    runs: { 'sunny-fox-1': { count: 2, metrics: null }, 'calm-owl-2': { count: 2, metrics: null } },
    problems: [],
  },
  {
    at: 'swanlab',
    runs: {
      'exp-1': {
        status: 'finished',
        params: { lr: '0.001' },
        metrics: { loss: [4, 0, 3, 0.25] },
        artifacts: ['output.log'],
      },
    },
    problems: [],
  },
  {
    at: 'neptune',
    runs: {
      exp: {
        experiment: 'ws/demo',
        params: { lr: '0.01', bs: '9007199254740993' },
        metrics: { 'train/loss': [5, 0, 2, 0.2] },
        artifacts: ['histograms/h.jsonl'],
      },
    },
    problems: ['files-missing'],
  },
  {
    at: 'comet',
    runs: {
      exp: {
        status: 'finished',
        experiment: 'demo',
        params: { lr: '0.01' },
        metrics: { train_loss: TRAIN_LOSS },
        artifacts: ['output.log'],
      },
    },
    problems: [],
  },
  {
    at: 'clearml',
    runs: {
      t: {
        experiment: 'demo',
        params: { lr: '0.01' },
        metrics: { 'loss/train': TRAIN_LOSS },
        artifacts: ['output.log'],
      },
    },
    problems: [],
  },
  {
    at: 'trackio',
    runs: {
      'fox-1': {
        experiment: 'demo',
        params: { lr: '0.01' },
        metrics: { loss: [4, 0, 3, 0.25] },
        artifacts: ['texts/alerts.jsonl'],
      },
    },
    problems: ['files-missing'],
  },
  {
    at: 'optuna',
    runs: {
      // The journal and the database hold a study of one name that began at one moment: told of twice, shown as one.
      'trial 0': {
        count: 2,
        status: 'finished',
        experiment: 'demo',
        params: { lr: '0.01', opt: 'sgd' },
        metrics: { value: [1, null, null, 0.42], intermediate: [2, 0, 1, 'NaN'] },
      },
      'trial 1': { status: 'killed', params: {}, metrics: { intermediate: [1, 0, 0, 'Infinity'] } },
    },
    problems: [],
  },
  {
    at: 'lightning',
    runs: {
      '*': {
        params: { lr: '0.001', opt: 'adam', sched: '[3]' },
        metrics: {
          train_loss_epoch: [2, 99, 199, 0.63],
          train_loss_step: [3, 49, 149, 0.61],
          val_acc: [2, 99, 199, 0.66],
        },
      },
    },
    problems: [],
  },
  {
    at: 'keras',
    runs: {
      '*': { metrics: { accuracy: [2, 0, 1, 0.6], loss: [2, 0, 1, 1], val_loss: [1, 1, 1, 0.99] } },
    },
    problems: [],
  },
  {
    at: 'hf_trainer',
    runs: {
      '*': {
        status: 'finished',
        metrics: {
          'train/loss': [2, 10, 20, 1.7],
          'train/grad_norm': [2, 10, 20, 'NaN'],
          'train/learning_rate': [2, 10, 20, 0],
          'eval/loss': [1, 20, 20, 1.6],
          'eval/accuracy': [1, 20, 20, 0.61],
        },
        more: true,
      },
    },
    problems: [],
  },
  {
    at: 'sacred',
    runs: {
      '*': {
        status: 'finished',
        experiment: 'exp',
        params: { lr: '0.1', 'net.depth': '3', seed: '42' },
        metrics: { loss: [3, 0, 2, 'NaN'] },
        more: true,
      },
    },
    problems: [],
  },
  {
    at: 'ray',
    runs: {
      '*': {
        status: 'finished',
        params: { lr: '0.01' },
        metrics: { loss: [3, 1, 3, 1 / 3], 'info/learner/kl': [3, 1, 3, 0.1] },
        more: true,
      },
    },
    problems: [],
  },
  {
    at: 'dvclive',
    runs: {
      '*': {
        params: { lr: '0.001', 'model.depth': '3' },
        metrics: { 'train/loss': [2, 0, 1, 0.5], acc: [2, 0, 1, 0.2] },
      },
    },
    problems: [],
  },
  {
    at: 'guild',
    runs: {
      '*': {
        status: 'finished',
        params: { lr: '0.1', opt: 'adam' },
        metrics: { loss: [1, 1, 1, 0.5] },
        artifacts: ['output.log'],
      },
    },
    problems: [],
  },
  {
    at: 'ultralytics',
    runs: {
      '*': {
        metrics: {
          'train/box_loss': [2, 1, 2, 1.1],
          'metrics/mAP50(B)': [2, 1, 2, 0.2],
          'lr/pg0': [2, 1, 2, 0.0066],
        },
      },
    },
    problems: [],
  },
  {
    at: 'sb3/progress.csv',
    runs: {
      '*': { metrics: { 'rollout/ep_rew_mean': [2, 2048, 4096, 25], 'train/loss': [1, 4096, 4096, 0.3] } },
    },
    problems: [],
  },
  {
    at: 'sb3/0.monitor.csv',
    runs: { '*': { metrics: { r: [2, 9, 21, 12] }, more: true } },
    problems: [],
  },
  {
    at: 'generic/long.csv',
    runs: { a: { metrics: { loss: [2, 0, 1, 0.5] } }, b: { metrics: { loss: [1, 0, 0, 1.1] } } },
    problems: [],
  },
  {
    at: 'generic/wide.csv',
    runs: { '*': { metrics: { loss: [2, 0, 1, 0.9], acc: [2, 0, 1, 0.6] } } },
    problems: [],
  },
  {
    at: 'generic/summary.csv',
    runs: {
      a: { params: { lr: '0.1', opt: 'adam' }, metrics: { final_loss: [1, null, null, 0.5] } },
      b: { params: { lr: '0.01', opt: 'sgd' }, metrics: { final_loss: [1, null, null, 0.6] } },
    },
    problems: [],
  },
  // Rows whose number is a multiple of 7 have no loss: 857 of 1000 have one.
  ...['snappy', 'zstd', 'gzip', 'lz4', 'brotli', 'none', 'v2_delta_bss'].map((codec) => ({
    at: `generic/wide_${codec}.parquet`,
    runs: { '*': { metrics: { loss: [857, 1, 999, 0.001] }, more: true } },
    problems: [],
  })),
];
