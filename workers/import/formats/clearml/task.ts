import { PointBuilder } from '../../../../src/base/columns.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { endingOf, keyPath, mediaPath, SteppedLines } from '../../reading/stepped-artifacts.ts';
import { makeFile } from '../../source/made-file.ts';
import { joinPath, nameOf, type SourceFile } from '../../source.ts';
import { entriesOf, fieldOf, finiteOf, listOf, numberOf, textOf } from '../../text/json-fields.ts';
import type { JsonValue, WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';

const MOST_CONSOLE_CHARACTERS = 64 * 1024 * 1024;
const MOST_PLOT_CHARACTERS = 64 * 1024 * 1024;
const MOST_SERIES = 200_000;
const MONITOR = ':monitor:';
/** The section that stands for none. */
const GENERAL = 'General';
const NOTE_TAG = 'mlflow.note.content';
/** Single values are reported at the least of all iterations. */
const NO_ITERATION = -(2 ** 31);

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['completed', 'finished'],
  ['published', 'finished'],
  ['closed', 'finished'],
  ['failed', 'failed'],
  ['stopped', 'killed'],
  ['in_progress', 'running'],
  ['queued', 'scheduled'],
]);

/** One task, as its description and its events tell of it. */
export class ClearmlTask {
  private readonly source: ImportSource;
  private readonly about: WrittenJson;
  private readonly series = new Map<string, PointBuilder>();
  private readonly lines = new SteppedLines();
  private readonly console: string[] = [];
  private consoleSize = 0;
  private plotSize = 0;
  private readonly files = new Map<string, SourceFile>();
  private firstMs = Number.POSITIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(source: ImportSource, about: WrittenJson) {
    this.source = source;
    this.about = about;
  }

  take(event: JsonValue): void {
    const timeMs = finiteOf(fieldOf(event, 'timestamp')) ?? Number.NaN;
    if (Number.isFinite(timeMs)) {
      this.firstMs = Math.min(this.firstMs, timeMs);
      this.lastMs = Math.max(this.lastMs, timeMs);
    }
    const iteration = finiteOf(fieldOf(event, 'iter')) ?? 0;
    const at = { step: iteration === NO_ITERATION ? 0 : iteration, timeMs };
    const metric = textOf(fieldOf(event, 'metric'));
    const variant = textOf(fieldOf(event, 'variant'));
    const name = variant === '' ? metric : `${metric}/${variant}`;
    switch (textOf(fieldOf(event, 'type'))) {
      case 'training_stats_scalar':
        this.takeScalar(name, at, numberOf(fieldOf(event, 'value')));
        return;
      case 'training_stats_vector': {
        const counts = listOf(fieldOf(event, 'values')).map((one) => numberOf(one) ?? 0);
        const edges = Array.from({ length: counts.length + 1 }, (_, index) => index);
        this.lines.addHistogram(name, at, edges, counts);
        return;
      }
      case 'training_debug_image':
        this.takeImage(name, at, textOf(fieldOf(event, 'url')) || textOf(fieldOf(event, 'key')));
        return;
      case 'plot':
        this.takePlot(name, at.step, textOf(fieldOf(event, 'plot_str')));
        return;
      case 'log':
        this.takeLog(textOf(fieldOf(event, 'msg')));
        return;
      default:
    }
  }

  *events(): Generator<ImportEvent> {
    const { about, source } = this;
    const experiment = makeExperiment('clearml', textOf(fieldOf(about, 'project_name')) || 'ClearML');
    const key = toRunKey(textOf(fieldOf(about, 'id')) || derivedKey('clearml', nameOf(source.path)));
    const script = fieldOf(about, 'script');
    this.takeFolder(textOf(fieldOf(about, 'id')));
    this.takeTexts(script);
    yield { kind: 'experiment', experiment };
    yield {
      kind: 'run',
      run: makeRun({
        key,
        experiment: experiment.key,
        name: textOf(fieldOf(about, 'name')),
        origin: { format: 'clearml', path: source.path },
        status: STATUSES.get(textOf(fieldOf(about, 'status'))) ?? 'unknown',
        startMs: this.timeOf('started') ?? this.timeOf('created') ?? finite(this.firstMs),
        endMs: this.timeOf('completed') ?? finite(this.lastMs),
        source: {
          name: textOf(fieldOf(script, 'entry_point')),
          type: textOf(fieldOf(about, 'type')),
          gitCommit: textOf(fieldOf(script, 'version_num')),
          gitBranch: textOf(fieldOf(script, 'branch')),
          gitRepo: textOf(fieldOf(script, 'repository')),
        },
        params: this.params(),
        tags: this.tags(),
      }),
    };
    for (const [metric, points] of this.series) {
      yield { kind: 'points', run: key, metric, points: points.columns() };
    }
    for (const [path, file] of this.files) yield { kind: 'artifact', owner: key, path, file };
    yield { kind: 'run-end', run: key };
  }

  private params(): Pair[] {
    const pairs: Pair[] = [];
    for (const [section, params] of entriesOf(fieldOf(this.about, 'hyperparams'))) {
      const prefix = section === GENERAL ? '' : `${section}.`;
      for (const [name, param] of entriesOf(params)) {
        const value = fieldOf(param, 'value');
        pairs.push([`${prefix}${name.replaceAll('/', '.')}`, toPythonText(value ?? '')]);
      }
    }
    return pairs;
  }

  private tags(): Pair[] {
    const labels = listOf(fieldOf(this.about, 'tags')).map(textOf).join(', ');
    const comment = textOf(fieldOf(this.about, 'comment'));
    const tags: Pair[] = labels === '' ? [] : [['tags', labels]];
    if (comment !== '') tags.push([NOTE_TAG, comment]);
    return tags;
  }

  private takeScalar(
    name: string,
    at: { readonly step: number; readonly timeMs: number },
    value: number | null,
  ): void {
    if (value === null) return;
    const metric = name.startsWith(MONITOR) ? `system/${name.slice(MONITOR.length)}` : name;
    let points = this.series.get(metric);
    if (!points) {
      if (this.series.size >= MOST_SERIES) return;
      points = new PointBuilder();
      this.series.set(metric, points);
    }
    points.push(at.step, at.timeMs, value);
  }

  private takeImage(name: string, at: { readonly step: number; readonly timeMs: number }, url: string): void {
    const inData = url.lastIndexOf('/data/');
    if (inData < 0) return;
    const path = joinPath(this.source.path, url.slice(inData + 1));
    const file = this.source.tree.get(path) ?? this.source.tree.get(decoded(path));
    if (file) this.files.set(mediaPath('images', name, { ...at, id: url }, endingOf(url, 'png')), file);
  }

  private takePlot(name: string, step: number, plot: string): void {
    this.plotSize += plot.length;
    if (plot === '' || this.plotSize > MOST_PLOT_CHARACTERS) return;
    this.make(keyPath('plots', name, `-${step}.json`), plot);
  }

  private takeLog(message: string): void {
    this.consoleSize += message.length;
    if (this.consoleSize > MOST_CONSOLE_CHARACTERS) return;
    this.console.push(message.endsWith('\n') ? message : `${message}\n`);
  }

  /** Files that the task stored: under `data/<project>/<name>.<id>/`. */
  private takeFolder(id: string): void {
    const folder = joinPath(this.source.path, 'data');
    for (const file of this.source.tree.under(folder)) {
      const inside = file.path.slice(folder.length + 1);
      const at = id === '' ? -1 : inside.indexOf(`.${id}/`);
      this.files.set(at < 0 ? inside : inside.slice(at + id.length + 2), file);
    }
  }

  private takeTexts(script: WrittenJson | undefined): void {
    if (this.console.length > 0) this.make('output.log', this.console.join(''));
    const packages = textOf(fieldOf(fieldOf(script, 'requirements'), 'pip'));
    if (packages !== '') this.make('requirements.txt', packages);
    const diff = textOf(fieldOf(script, 'diff'));
    // Without a repository this is the whole script.
    if (diff !== '') {
      const isPatch = textOf(fieldOf(script, 'repository')) !== '';
      const entry = nameOf(textOf(fieldOf(script, 'entry_point'))) || 'script.py';
      this.make(isPatch ? 'diff.patch' : `code/${entry === '..' ? 'script.py' : entry}`, diff);
    }
    for (const [name, one] of entriesOf(fieldOf(this.about, 'configuration'))) {
      const text = textOf(fieldOf(one, 'value'));
      if (text !== '') this.make(keyPath('configuration', name, '.txt'), text);
    }
    for (const file of this.lines.files(0)) this.files.set(file.path, file);
  }

  private make(path: string, content: string): void {
    this.files.set(path, makeFile(path, content, 0));
  }

  /** Times are ISO 8601 in UTC, most often without saying so. */
  private timeOf(field: string): number | null {
    const text = textOf(fieldOf(this.about, field)).slice(0, 40);
    if (text === '') return null;
    const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
    return finite(ms);
  }
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
