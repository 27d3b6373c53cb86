import { durationInMinutes, formatDuration, formatTime } from '../../base/format.ts';
import { isLive, lifeSentence } from '../../domain/live/life-text.ts';
import { timeSoFar } from '../../domain/live/time-so-far.ts';
import type { RunStatus, StoredRun } from '../../domain/run.ts';
import type { RunDetail } from '../../rpc/query-api.ts';

/** After this a run that still says `running` has most likely been dead for long. */
const STALE_MS = 24 * 60 * 60 * 1000;
const SHORT_KEY = 8;

export function shortKey(key: string): string {
  return key.slice(0, SHORT_KEY);
}

/** What a status means in words, with its life sign where it is under way. */
export function lifeWords(
  { run, liveness, lastSignMs }: Pick<RunDetail, 'run' | 'liveness' | 'lastSignMs'>,
  nowMs: number,
): string {
  const { status, startMs, endMs } = run;
  return liveness === null
    ? statusWords(status, startMs, endMs, nowMs)
    : lifeSentence({ status, liveness, lastSignMs }, nowMs);
}

type Times = Pick<RunDetail, 'liveness' | 'lastSignMs'> & {
  readonly run: Pick<StoredRun, 'status' | 'startMs' | 'endMs'>;
};

/** Sources that never say how a run ends give its newest point as its end: while it is live that is none. */
function goesOn({ run: { status }, liveness, lastSignMs }: Times): boolean {
  return isLive({ status, liveness, lastSignMs });
}

export function endWords(detail: Times): string {
  if (goesOn(detail)) return 'Still running';
  return detail.run.endMs === null ? 'No end recorded' : formatTime(detail.run.endMs);
}

/** '3 h 20 min', '12 min so far', '2 h until its last sign'; null where it is not known. */
export function durationWords({ run, liveness, lastSignMs }: Times, nowMs: number): string | null {
  const { status, startMs, endMs } = run;
  const soFar = timeSoFar({ status, startMs, liveness, lastSignMs }, nowMs);
  if (soFar?.isGoingOn) return `${durationInMinutes(soFar.ms)} so far`;
  if (startMs !== null && endMs !== null) return formatDuration(endMs - startMs);
  return soFar && `${formatDuration(soFar.ms)} until its last sign`;
}

/** What a status means in words; a run of long ago that never ended is not called running. */
export function statusWords(
  status: RunStatus,
  startMs: number | null,
  endMs: number | null,
  nowMs: number,
): string {
  switch (status) {
    case 'running':
      return endMs === null && startMs !== null && nowMs - startMs > STALE_MS
        ? 'Running, no end recorded'
        : 'Running';
    case 'scheduled':
      return 'Scheduled';
    case 'finished':
      return 'Finished';
    case 'failed':
      return 'Failed';
    case 'killed':
      return 'Killed';
    case 'unknown':
      return 'Status not recorded';
  }
}

/** `cairn.x.<metric>`: which metric the source draws it against. */
const X_TAG = 'cairn.x.';

/** What the producer calls its own tags. They are shown behind a switch and not edited. */
export function isSystemTag(key: string): boolean {
  return key.startsWith('mlflow.') || key.startsWith(X_TAG);
}

export const NOTE_TAG = 'mlflow.note.content';

export function importedNote(run: StoredRun): string {
  return run.tags.find(([key]) => key === NOTE_TAG)?.[1] ?? '';
}

/** Where a commit can be looked at, or null when the repository has no web address. */
export function commitAddress(repo: string, commit: string): string | null {
  if (!/^https?:\/\//i.test(repo) || !/^[0-9a-f]{4,64}$/i.test(commit)) return null;
  let address: URL;
  try {
    address = new URL(repo);
  } catch {
    return null;
  }
  if (address.username !== '' || address.password !== '') return null;
  const path = address.pathname.replace(/\.git\/?$/, '').replace(/\/+$/, '');
  const known = /^(.+\.)?(github|gitlab|gitea|codeberg)\.[a-z]+$/.test(address.hostname);
  return known ? `${address.origin}${path}/commit/${commit}` : `${address.origin}${path}`;
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'mlflow-db': 'MLflow database',
  'mlflow-fs': 'MLflow folder',
  mlruns: 'MLflow folder',
  'mlflow-export': 'MLflow export',
  bundle: 'Cairn bundle',
  tensorboard: 'TensorBoard',
  wandb: 'W&B run',
  swanlab: 'SwanLab run',
  optuna: 'Optuna study',
  'optuna-journal': 'Optuna journal',
  trackio: 'trackio project',
  neptune: 'Neptune export',
  comet: 'Comet offline experiment',
  clearml: 'ClearML offline task',
  guild: 'Guild run',
  ray: 'Ray Tune trial',
  sacred: 'Sacred run',
  dvclive: 'DVCLive folder',
  'hf-trainer': 'Hugging Face Trainer',
  catboost: 'CatBoost training',
  hydra: 'Hydra run',
  'evals-result': 'evals_result JSON',
  aim: 'Aim repository',
  sqlite: 'SQLite database',
  csv: 'CSV',
  parquet: 'Parquet',
  'json-log': 'JSON log',
};

export function formatWords(format: string): string {
  return Object.hasOwn(FORMAT_WORDS, format) ? FORMAT_WORDS[format]! : format;
}
