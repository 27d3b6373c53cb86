import { PointBuilder } from '../../../../src/base/columns.ts';
import { toPythonFloat } from '../../../../src/base/python-float.ts';
import { derivedKey, type ExperimentKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { SteppedLines } from '../../reading/stepped-artifacts.ts';
import { makeFile } from '../../source/made-file.ts';
import { NeptuneFiles } from './files.ts';
import type { NeptuneRow } from './read.ts';

const PARAM_PATH = /^(?:parameters|params|config|hparams)\//;
const MONITORING = /^monitoring\/([^/]{1,64})\/(.+)$/;
const CONSOLE = /^(?:monitoring\/[^/]+\/)?(?:stdout|stderr)$/;
const NOTE_TAG = 'mlflow.note.content';
const MOST_CONSOLE_CHARACTERS = 64 * 1024 * 1024;
const MOST_SERIES = 200_000;

interface Draft {
  readonly key: RunKey;
  readonly project: string;
  readonly id: string;
  /** `sys/…` as text. */
  readonly system: Map<string, string>;
  readonly params: Pair[];
  readonly tags: Pair[];
  readonly series: Map<string, PointBuilder>;
  readonly lines: SteppedLines;
  readonly console: string[];
  consoleSize: number;
  /** Of the process that is monitored first; others keep theirs in the name. */
  monitored: string;
  readonly files: NeptuneFiles;
}

/** Runs of rows of attributes: each row is one value, one point or one file of a run. */
export class NeptuneRuns {
  private readonly source: ImportSource;
  private readonly told = new Set<ExperimentKey>();
  private drafts = new Map<string, Draft>();
  private latest: Draft | null = null;

  constructor(source: ImportSource) {
    this.source = source;
  }

  add(row: NeptuneRow): void {
    const path = row.cell('attribute_path');
    if (typeof path !== 'string' || path === '') return;
    const draft = this.draftOf(textOf(row.cell('project_id')), textOf(row.cell('run_id')));
    switch (row.cell('attribute_type')) {
      case 'float_series':
        addPoint(draft, path, row, numberOf(row.cell('float_value')));
        return;
      case 'string_series':
        addText(draft, path, row);
        return;
      case 'histogram_series':
        draft.lines.addHistogram(
          path,
          placeOf(row),
          row.list('histogram_value.edges').map(Number),
          row.list('histogram_value.values').map(Number),
        );
        return;
      case 'file':
      case 'file_series':
        draft.files.add(path, textOf(row.cell('file_value.path')), placeOf(row));
        return;
      default:
        addValue(draft, path, row);
    }
  }

  /** Hands on every run met so far. */
  *finish(): Generator<ImportEvent> {
    const { drafts } = this;
    this.drafts = new Map();
    this.latest = null;
    for (const draft of drafts.values()) yield* this.runEvents(draft);
  }

  private *runEvents(draft: Draft): Generator<ImportEvent> {
    const experiment = makeExperiment('neptune', draft.project);
    if (!this.told.has(experiment.key)) yield { kind: 'experiment', experiment };
    this.told.add(experiment.key);
    const { system, key } = draft;
    const take = (name: string): string => {
      const text = system.get(name) ?? '';
      system.delete(name);
      return text;
    };
    const name = take('name') || take('custom_run_id') || draft.id;
    const parent = take('parent');
    const description = take('description');
    const tags: Pair[] = [...draft.tags];
    if (description !== '') tags.push([NOTE_TAG, description]);
    const startMs = toMs(take('creation_time'));
    const endMs = toMs(take('modification_time'));
    const status = statusOf(take('failed'), take('state'));
    const lifecycle = take('trashed') === 'True' ? 'deleted' : 'active';
    const user = take('owner');
    for (const [attribute, text] of system)
      tags.push([attribute === 'tags' ? attribute : `sys/${attribute}`, text]);
    yield {
      kind: 'run',
      run: makeRun({
        key,
        experiment: experiment.key,
        name,
        origin: { format: 'neptune', path: this.source.path },
        status,
        startMs,
        endMs,
        lifecycle,
        user,
        parent: parent === '' ? null : keyOf(draft.project, parent),
        params: draft.params,
        tags,
      }),
    };
    for (const [metric, points] of draft.series) {
      yield { kind: 'points', run: key, metric, points: points.columns() };
    }
    const made = [...draft.lines.files(0)];
    if (draft.console.length > 0) made.push(makeFile('output.log', draft.console.join(''), 0));
    for (const file of made) yield { kind: 'artifact', owner: key, path: file.path, file };
    for (const { path, file } of draft.files.found) yield { kind: 'artifact', owner: key, path, file };
    yield { kind: 'run-end', run: key };
    if (draft.files.missing > 0) {
      const facts = { files: draft.files.missing, run: draft.id };
      yield { kind: 'problem', problem: { code: 'files-missing', path: this.source.path, facts } };
    }
  }

  /** Rows of a run follow one another more often than not. */
  private draftOf(project: string, id: string): Draft {
    const { latest } = this;
    if (latest && latest.id === id && latest.project === project) return latest;
    this.latest = this.findDraft(project, id);
    return this.latest;
  }

  private findDraft(project: string, id: string): Draft {
    const identity = JSON.stringify([project, id]);
    const known = this.drafts.get(identity);
    if (known) return known;
    const draft: Draft = {
      key: keyOf(project, id),
      project,
      id,
      system: new Map(),
      params: [],
      tags: [],
      series: new Map(),
      lines: new SteppedLines(),
      console: [],
      consoleSize: 0,
      monitored: '',
      files: new NeptuneFiles(this.source),
    };
    this.drafts.set(identity, draft);
    return draft;
  }
}

/** Ids such as RUN-1 are of a project. */
function keyOf(project: string, id: string): RunKey {
  return toRunKey(derivedKey('neptune', project, id));
}

function addPoint(draft: Draft, path: string, row: NeptuneRow, value: number): void {
  const { step, timeMs } = placeOf(row);
  const series = draft.series.get(path) ?? seriesOf(draft, metricName(draft, path));
  series?.push(step, timeMs, value);
}

function seriesOf(draft: Draft, metric: string): PointBuilder | null {
  const known = draft.series.get(metric);
  if (known) return known;
  if (draft.series.size >= MOST_SERIES) return null;
  const builder = new PointBuilder();
  draft.series.set(metric, builder);
  return builder;
}

function metricName(draft: Draft, path: string): string {
  const found = MONITORING.exec(path);
  if (!found) return path;
  const [, process = '', name = ''] = found;
  draft.monitored ||= process;
  return process === draft.monitored ? `system/${name}` : `system/${process}/${name}`;
}

function addText(draft: Draft, path: string, row: NeptuneRow): void {
  const text = textOf(row.cell('string_value'));
  const { step, timeMs } = placeOf(row);
  if (!CONSOLE.test(path)) {
    draft.lines.addText(path, step, timeMs, text);
    return;
  }
  draft.consoleSize += text.length;
  if (draft.consoleSize <= MOST_CONSOLE_CHARACTERS)
    draft.console.push(text.endsWith('\n') ? text : `${text}\n`);
}

/** A single value: what was chosen is a param, a number a metric of one point, everything else a tag. */
function addValue(draft: Draft, path: string, row: NeptuneRow): void {
  const text = valueText(row);
  if (path.startsWith('sys/')) draft.system.set(path.slice(4), text);
  else if (PARAM_PATH.test(path)) {
    draft.params.push([path.slice(path.indexOf('/') + 1).replaceAll('/', '.'), text]);
  } else if (row.cell('attribute_type') === 'float' || row.cell('attribute_type') === 'int') {
    const value = row.cell('float_value') ?? row.cell('int_value');
    seriesOf(draft, metricName(draft, path))?.push(0, Number.NaN, numberOf(value));
  } else draft.tags.push([path, text]);
}

function valueText(row: NeptuneRow): string {
  switch (row.cell('attribute_type')) {
    case 'int':
      return String(row.cell('int_value') ?? '');
    case 'float':
      return toPythonFloat(numberOf(row.cell('float_value')));
    case 'bool':
      return row.cell('bool_value') === true ? 'True' : 'False';
    case 'datetime': {
      const ms = numberOf(row.cell('datetime_value'));
      return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
    }
    case 'string_set':
      return row.list('string_set_value').map(textOf).join(', ');
    default:
      return textOf(row.cell('string_value'));
  }
}

function statusOf(failed: string, state: string): RunStatus {
  if (failed === 'True') return 'failed';
  if (/^(?:running|active)$/i.test(state)) return 'running';
  return failed === 'False' || /^(?:idle|inactive)$/i.test(state) ? 'finished' : 'unknown';
}

function placeOf(row: NeptuneRow): { readonly step: number; readonly timeMs: number } {
  const step = numberOf(row.cell('step'));
  return { step: Number.isFinite(step) ? step : 0, timeMs: numberOf(row.cell('timestamp')) };
}

function toMs(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
}
