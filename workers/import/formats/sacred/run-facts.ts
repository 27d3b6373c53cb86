import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunSource, RunStatus } from '../../../../src/domain/run.ts';
import { withoutLogin } from '../../reading/without-login.ts';
import { makeFile } from '../../source/made-file.ts';
import { folderOf, nameOf, type SourceFile } from '../../source.ts';
import { entriesOf, fieldOf, listOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';
import { timeOf } from './metrics.ts';

export interface SacredFacts {
  readonly key: RunKey;
  readonly name: string;
  readonly experiment: string;
  readonly status: RunStatus;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly source: Partial<RunSource>;
  readonly tags: readonly Pair[];
}

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['QUEUED', 'scheduled'],
  ['RUNNING', 'running'],
  ['COMPLETED', 'finished'],
  ['INTERRUPTED', 'killed'],
  ['TIMEOUT', 'killed'],
  ['FAILED', 'failed'],
]);
const NOTE_TAG = 'mlflow.note.content';
const UNNAMED = 'Sacred';
/** A living run says so every ten seconds. A day is more than clocks and time zones differ by. */
const SILENT_MS = 24 * 3600 * 1000;
/** What Sacred writes where there is nothing to say. */
const NOTHING: ReadonlySet<string> = new Set(['', 'None', '[]', '{}']);
const MOST_LISTED = 1000;

/** What `run.json` says; of an unreadable one the folder is all that is known. */
export function runFacts(about: WrittenJson | null, folder: string, nowMs: number): SacredFacts {
  const field = (name: string) => fieldOf(about ?? undefined, name);
  const experiment = field('experiment');
  const name = textOf(fieldOf(experiment, 'name'));
  const start = textOf(field('start_time'));
  const heartbeatMs = timeOf(textOf(field('heartbeat')));
  const stopMs = timeOf(textOf(field('stop_time')));
  const status = statusOf(textOf(field('status')), heartbeatMs, nowMs);
  const isOver = status !== 'running' && status !== 'scheduled';
  const base = nameOf(folderOf(folder));
  return {
    // The number of a run is another run's in another folder; the moment it was begun, to the microsecond, is not.
    key: toRunKey(
      start === '' ? derivedKey('sacred', base, nameOf(folder)) : derivedKey('sacred', name, start),
    ),
    name: nameOf(folder) || name,
    experiment: name || base || UNNAMED,
    status,
    startMs: finite(timeOf(start)),
    endMs: isOver ? finite(Number.isFinite(stopMs) ? stopMs : heartbeatMs) : null,
    source: sourceOf(experiment, textOf(field('command'))),
    tags: tagsOf(about),
  };
}

function statusOf(text: string, heartbeatMs: number, nowMs: number): RunStatus {
  const known = STATUSES.get(text);
  if (known === 'running' && Number.isFinite(heartbeatMs) && nowMs - heartbeatMs > SILENT_MS) return 'killed';
  // People may name their own ways to be interrupted.
  return known ?? (text === '' ? 'unknown' : 'killed');
}

function sourceOf(experiment: WrittenJson | undefined, command: string): Partial<RunSource> {
  const [repository] = listOf(fieldOf(experiment, 'repositories'));
  return {
    name: textOf(fieldOf(experiment, 'mainfile')),
    entryPoint: command,
    gitCommit: textOf(fieldOf(repository, 'commit')),
    gitRepo: withoutLogin(textOf(fieldOf(repository, 'url'))),
  };
}

function tagsOf(about: WrittenJson | null): readonly Pair[] {
  const tags: Pair[] = [];
  const add = (key: string, text: string) => {
    if (!NOTHING.has(text)) tags.push([key, text]);
  };
  const field = (name: string) => fieldOf(about ?? undefined, name);
  const host = field('host');
  add('host', textOf(fieldOf(host, 'hostname')));
  add('python', textOf(fieldOf(host, 'python_version')));
  add('cpu', textOf(fieldOf(host, 'cpu')));
  const os = fieldOf(host, 'os');
  add('os', listOf(os).map(textOf).join(' ') || textOf(os));
  const experiment = field('experiment');
  const packages = listOf(fieldOf(experiment, 'dependencies')).slice(0, MOST_LISTED).map(textOf);
  add('dependencies', packages.join(', '));
  if (fieldOf(listOf(fieldOf(experiment, 'repositories'))[0], 'dirty') === true) add('git.dirty', 'True');
  const status = textOf(field('status'));
  if (status !== '' && !STATUSES.has(status)) add('status', status);
  const result = field('result');
  if (typeof result === 'string') add('result', result);
  for (const [key, value] of entriesOf(field('meta'))) {
    if (key === 'comment') add(NOTE_TAG, textOf(value));
    else if (key !== 'options' && key !== 'command' && tags.length < MOST_LISTED)
      add(`meta.${key}`, toPythonText(value));
  }
  const comment = textOf(fieldOf(fieldOf(field('meta'), 'options'), '--comment'));
  add(NOTE_TAG, comment);
  const trace = traceLines(about);
  add('error', (trace.at(-1) ?? '').trim());
  return tags;
}

function traceLines(about: WrittenJson | null): readonly string[] {
  return listOf(fieldOf(about ?? undefined, 'fail_trace')).map((line) => textOf(line));
}

/** What ended a run, as Python printed it; null for a run without. */
export function traceOf(about: WrittenJson | null): SourceFile | null {
  const text = traceLines(about).join('');
  return text === '' ? null : makeFile('error.txt', text);
}

function finite(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}
