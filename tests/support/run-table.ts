import type { PointColumns } from '../../src/base/columns.ts';
import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import { toExperimentKey, toHash, toRunKey } from '../../src/domain/ids.ts';
import type { RunStatus, StoredRun } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { type DatasetUse, RunTable } from '../../workers/query/run-table.ts';
import { runRecord } from './made-run.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface NotedRun {
  readonly run: Writable<StoredRun>;
  readonly datasets: DatasetUse[];
}

/**
 * A table of runs from a text, a line per thing; what has spaces stands in JSON's quotes, `-` is none.
 *
 *     run <key> <name> <status> <startMs> <endMs> <user>
 *     param|tag <key> <value>
 *     metric <key> <value at step 0> <value at step 1> …
 *     dataset <name> <digest> <context>
 *     source <name> | parent <key> | experiment <key> | artifacts <uri> | deleted
 */
export function makeRunTable(notation: string, edits?: WorkspaceEdits): EditedTable {
  const runs: NotedRun[] = [];
  for (const line of notation.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const words = (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) =>
      word.startsWith('"') ? String(JSON.parse(word)) : word,
    );
    if (words[0] === 'run') runs.push({ run: beginRun(words.slice(1)), datasets: [] });
    else addTo(runs.at(-1)!, words);
  }
  const table = new RunTable();
  for (const { run, datasets } of runs) table.add(run, [], { models: '', datasets });
  return new EditedTable(table, edits);
}

function beginRun([key, name, status, start, end, user]: readonly string[]): Writable<StoredRun> {
  const time = (text: string | undefined) => (text === undefined || text === '-' ? null : Number(text));
  return {
    ...runRecord({ id: key!, loss: '' }),
    name: name!,
    status: status!.toLowerCase() as RunStatus,
    startMs: time(start),
    endMs: time(end),
    user: user === undefined || user === '-' ? '' : user,
    content: toHash(''),
    series: [],
  };
}

function addTo({ run, datasets }: NotedRun, [what, key, ...rest]: readonly string[]): void {
  switch (what) {
    case 'param':
      run.params = [...run.params, [key!, rest[0]!]];
      return;
    case 'tag':
      run.tags = [...run.tags, [key!, rest[0]!]];
      return;
    case 'metric':
      run.series = [...run.series, { ...summariseSeries(key!, toPoints(rest)), parts: [] }];
      return;
    case 'dataset':
      datasets.push({ name: key!, digest: rest[0]!, context: rest[1] === '-' ? '' : rest[1]! });
      return;
    case 'source':
      run.source = { ...run.source, name: key! };
      return;
    case 'parent':
      run.parent = toRunKey(key!);
      return;
    case 'experiment':
      run.experiment = toExperimentKey(key!);
      return;
    case 'artifacts':
      run.artifactUri = key!;
      return;
    case 'deleted':
      run.lifecycle = 'deleted';
      return;
    default:
      throw new Error(`The notation of runs has no line that begins with ${what}`);
  }
}

function toPoints(words: readonly string[]): PointColumns {
  const values = Float64Array.from(words, (word) =>
    word === 'nan' ? Number.NaN : Number(word.replace('inf', 'Infinity')),
  );
  return { steps: values.map((_, step) => step), timesMs: values.map((_, step) => step), values };
}
