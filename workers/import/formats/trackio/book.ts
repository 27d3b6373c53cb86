import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { endingOf, mediaPath, SteppedLines } from '../../reading/stepped-artifacts.ts';
import { folderOf, joinPath } from '../../source.ts';
import { SeriesSink } from '../../tables/series-sink.ts';
import { entriesOf, fieldOf, listOf, numberOf, paramsOf, textOf } from '../../text/json-fields.ts';
import type { JsonValue, WrittenJson } from '../../text/lenient-json.ts';

interface OpenRun {
  readonly key: RunKey;
  readonly name: string;
  firstMs: number;
  lastMs: number;
  config: WrittenJson | undefined;
  systemRows: number;
  unreadable: number;
  /** Media that were logged and not dropped. */
  missing: number;
  readonly lines: SteppedLines;
  readonly artifacts: ImportEvent[];
}

/** One row of a table of metrics. */
export interface LoggedRow {
  readonly time: string;
  /** System metrics have none. */
  readonly step: number | null;
  readonly value: JsonValue | undefined;
  readonly isSystem: boolean;
}

const MOST_MEDIA = 20_000;
const MOST_DEPTH = 16;
/** Texts, histograms and tables of all runs, in characters: they are held until the end. */
const MOST_HELD = 256 * 1024 * 1024;

/** The runs of one trackio project, whichever file tells of them. */
export class TrackioBook {
  private readonly project: string;
  private readonly source: ImportSource;
  private readonly runs = new Map<string, OpenRun>();
  private readonly sink = new SeriesSink();
  private held = 0;
  private refused = 0;

  constructor(project: string, source: ImportSource) {
    this.project = project;
    this.source = source;
  }

  /** Makes a run known with a time at which it logged. */
  meet(id: string, name: string, time: string): void {
    const run = this.runOf(id, name);
    const ms = Date.parse(time);
    if (Number.isNaN(ms)) return;
    run.firstMs = Math.min(run.firstMs, ms);
    run.lastMs = Math.max(run.lastMs, ms);
  }

  configure(id: string, name: string, config: WrittenJson): void {
    this.runOf(id, name).config = config;
  }

  /** The experiment and all runs; points follow. */
  *begin(): Generator<ImportEvent> {
    const experiment = makeExperiment('trackio', this.project);
    yield { kind: 'experiment', experiment };
    for (const run of this.runs.values()) {
      const { config } = run;
      const createdMs = Date.parse(textOf(fieldOf(config, '_Created')));
      const startMs = Number.isNaN(createdMs) ? run.firstMs : createdMs;
      const group = textOf(fieldOf(config, '_Group'));
      const tags: Pair[] = group === '' ? [] : [['group', group]];
      yield {
        kind: 'run',
        run: makeRun({
          key: run.key,
          experiment: experiment.key,
          name: run.name,
          origin: { format: 'trackio', path: this.source.path },
          startMs: Number.isFinite(startMs) ? startMs : null,
          endMs: Number.isFinite(run.lastMs) ? run.lastMs : null,
          user: textOf(fieldOf(config, '_Username')),
          // What trackio keeps for itself begins with a line.
          params: paramsOf(config).filter(([key]) => !key.startsWith('_')),
          tags,
        }),
      };
    }
  }

  /** A row whose values are no JSON counts as unreadable: `value` is then undefined. */
  log(id: string, name: string, row: LoggedRow): void {
    const run = this.begunRun(id, name);
    if (!run) return;
    if (row.value === undefined) {
      run.unreadable += 1;
      return;
    }
    const step = row.isSystem ? run.systemRows++ : (row.step ?? 0);
    const path = row.isSystem ? 'system/' : '';
    this.take(run, row.value, { path, step, timeMs: Date.parse(row.time), depth: 0 });
  }

  alert(id: string, name: string, time: string, step: number | null, text: string): void {
    this.begunRun(id, name)?.lines.addText('alerts', step ?? 0, Date.parse(time), text);
  }

  drain(): Iterable<ImportEvent> {
    return this.sink.drain();
  }

  *finish(): Generator<ImportEvent> {
    yield* this.sink.drainAll();
    for (const run of this.runs.values()) {
      yield* run.artifacts;
      for (const file of run.lines.files(this.source.file?.modifiedMs ?? 0)) {
        yield { kind: 'artifact', owner: run.key, path: file.path, file };
      }
      yield { kind: 'run-end', run: run.key };
      if (run.unreadable > 0) {
        const facts = { run: run.name, rows: run.unreadable };
        yield { kind: 'problem', problem: { code: 'rows-unreadable', path: this.source.path, facts } };
      }
      if (run.missing > 0) {
        const facts = { run: run.name, files: run.missing };
        yield { kind: 'problem', problem: { code: 'files-missing', path: this.source.path, facts } };
      }
      this.refused += run.lines.refused;
    }
    if (this.refused > 0) {
      const facts = { limit: `${this.refused} texts and histograms left out` };
      yield { kind: 'problem', problem: { code: 'limit-reached', path: this.source.path, facts } };
    }
  }

  private take(
    run: OpenRun,
    value: JsonValue,
    at: { readonly path: string; readonly step: number; readonly timeMs: number; readonly depth: number },
  ): void {
    for (const [key, one] of entriesOf(value)) {
      const path = `${at.path}${key}`;
      const number = numberOf(one);
      if (number !== null) this.sink.push(run.key, path, at.step, at.timeMs, number);
      else if (typeof one === 'string') {
        if (this.holds(one.length)) run.lines.addText(path, at.step, at.timeMs, one);
      } else if (textOf(fieldOf(one, '_type')) !== '') this.takeMedia(run, one, path, at);
      else if (one instanceof Map && at.depth < MOST_DEPTH) {
        this.take(run, one, { ...at, path: `${path}.`, depth: at.depth + 1 });
      }
    }
  }

  private takeMedia(
    run: OpenRun,
    value: JsonValue,
    key: string,
    at: { readonly step: number; readonly timeMs: number },
  ): void {
    const type = textOf(fieldOf(value, '_type')).replace(/^trackio\./, '');
    if (type === 'histogram') {
      const edges = listOf(fieldOf(value, 'bins')).map((edge) => numberOf(edge) ?? 0);
      const counts = listOf(fieldOf(value, 'values')).map((count) => numberOf(count) ?? 0);
      const isWhole = edges.length === counts.length + 1;
      if (isWhole && this.holds(edges.length * 30)) run.lines.addHistogram(key, at, edges, counts);
      return;
    }
    if (type === 'table') {
      const rows = listOf(fieldOf(value, '_value'));
      const columns = [...new Set(rows.flatMap((row) => entriesOf(row).map(([column]) => column)))];
      const data = rows.map((row) => columns.map((column) => cellOf(fieldOf(row, column))));
      const isHeld = columns.length > 0 && this.holds(rows.length * columns.length * 20);
      if (isHeld) run.lines.addTable(key, at.step, columns, data);
      return;
    }
    if (type === 'markdown') {
      const text = textOf(fieldOf(value, '_value'));
      if (this.holds(text.length)) run.lines.addText(key, at.step, at.timeMs, text);
      return;
    }
    const folder = type === 'image' ? 'images' : type === 'audio' || type === 'video' ? type : null;
    const recorded = textOf(fieldOf(value, 'file_path'));
    if (folder === null || recorded === '' || run.artifacts.length >= MOST_MEDIA) return;
    const file = this.source.tree.get(joinPath(folderOf(this.source.path), `media/${recorded}`));
    if (!file) {
      run.missing += 1;
      return;
    }
    const place = { ...at, id: recorded };
    const path = mediaPath(folder, key, place, endingOf(recorded, 'bin'));
    run.artifacts.push({ kind: 'artifact', owner: run.key, path, file });
  }

  private holds(size: number): boolean {
    this.held += size;
    if (this.held <= MOST_HELD) return true;
    this.refused += 1;
    return false;
  }

  /** An alert may be all that is left of a run whose rows are damaged; a run that was not begun cannot take it. */
  private begunRun(id: string, name: string): OpenRun | undefined {
    return this.runs.get(id === '' ? name : id);
  }

  private runOf(id: string, name: string): OpenRun {
    const identity = id === '' ? name : id;
    const known = this.runs.get(identity);
    if (known) return known;
    const key = /^[0-9a-f]{32}$/.test(id) ? id : derivedKey('trackio', this.project, identity);
    const run: OpenRun = {
      key: toRunKey(key),
      name,
      firstMs: Number.POSITIVE_INFINITY,
      lastMs: Number.NEGATIVE_INFINITY,
      config: undefined,
      systemRows: 0,
      unreadable: 0,
      missing: 0,
      lines: new SteppedLines(),
      artifacts: [],
    };
    this.runs.set(identity, run);
    return run;
  }
}

/** Media within a table are references; nothing else is nested there. */
function cellOf(value: JsonValue | undefined): string | number | boolean | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return value === undefined || value === null ? null : textOf(fieldOf(value, 'file_path'));
}
