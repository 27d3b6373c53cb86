import { PointBuilder } from '../../../../src/base/columns.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { SteppedLines } from '../../reading/stepped-artifacts.ts';
import { makeFile } from '../../source/made-file.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import { entriesOf, fieldOf, finiteOf, listOf, looseNumberOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';
import { uploadPath } from './uploads.ts';

const MOST_CONSOLE_CHARACTERS = 64 * 1024 * 1024;
const MOST_SERIES = 200_000;
/** What Comet logs of itself. */
const OWN_PARAMS: ReadonlySet<string> = new Set(['curr_step', 'curr_epoch']);
const OWN_OTHERS: ReadonlySet<string> = new Set(['Name', 'offline_experiment', 'hasNestedParams']);

/** One experiment, as its messages tell of it one after the other. */
export class CometExperiment {
  private readonly source: ImportSource;
  private readonly about: WrittenJson;
  private readonly params: Pair[] = [];
  private readonly others: Pair[] = [];
  private readonly series = new Map<string, PointBuilder>();
  private readonly console: string[] = [];
  private consoleSize = 0;
  private readonly files = new Map<string, SourceFile>();
  private readonly texts = new SteppedLines();
  private missing = 0;
  private details: WrittenJson | undefined;
  private git: WrittenJson | undefined;

  constructor(source: ImportSource, about: WrittenJson) {
    this.source = source;
    this.about = about;
  }

  take(message: WrittenJson): void {
    const payload = fieldOf(message, 'payload');
    switch (textOf(fieldOf(message, 'type'))) {
      case 'metric_msg':
        this.takeMetric(payload);
        return;
      case 'parameter_msg':
        this.takeParam(payload);
        return;
      case 'standard_output':
        this.takeOutput(fieldOf(payload, 'output'));
        return;
      case 'log_other':
        this.takeOther(textOf(fieldOf(payload, 'key')), fieldOf(payload, 'value') ?? '');
        return;
      case 'system_details':
        this.details = payload;
        return;
      case 'git_metadata':
        this.git = fieldOf(payload, 'git_metadata') ?? payload;
        return;
      case 'installed_packages': {
        const packages = listOf(fieldOf(payload, 'installed_packages')).map(textOf);
        if (packages.length > 0) this.make('requirements.txt', `${packages.join('\n')}\n`);
        return;
      }
      case 'file_upload':
        this.takeFile(payload);
        return;
      case 'ws_msg':
        this.takeOld(payload);
        return;
      default:
      // Newer clients have more to say; nothing of it is measured or chosen.
    }
  }

  /** A file that lies among the others under a name of its own; the path may come from anywhere. */
  addFile(path: string, file: SourceFile): void {
    this.files.set(path, file);
  }

  *events(): Generator<ImportEvent> {
    const { about } = this;
    const project = textOf(fieldOf(about, 'project_name')) || 'general';
    const experiment = makeExperiment('comet', project);
    const key = toRunKey(
      textOf(fieldOf(about, 'offline_id')) || derivedKey('comet', nameOf(this.source.path)),
    );
    const other = (name: string): string => this.others.find(([one]) => one === name)?.[1] ?? '';
    const host = textOf(fieldOf(this.details, 'hostname'));
    const labels = listOf(fieldOf(about, 'tags')).map(textOf).join(', ');
    const tags: Pair[] = this.others.filter(([name]) => !OWN_OTHERS.has(name));
    if (labels !== '') tags.push(['tags', labels]);
    if (host !== '') tags.push(['host', host]);
    const command = listOf(fieldOf(this.details, 'command')).map(textOf);
    yield { kind: 'experiment', experiment };
    yield {
      kind: 'run',
      run: makeRun({
        key,
        experiment: experiment.key,
        name: other('Name'),
        origin: { format: 'comet', path: this.source.path },
        status: this.status(),
        startMs: finiteOf(fieldOf(about, 'start_time')),
        endMs: finiteOf(fieldOf(about, 'stop_time')),
        user: textOf(fieldOf(this.details, 'user')),
        source: {
          name: command.join(' '),
          gitCommit: textOf(fieldOf(this.git, 'parent')),
          gitBranch: textOf(fieldOf(this.git, 'branch')),
          gitRepo: textOf(fieldOf(this.git, 'origin')),
        },
        params: this.params,
        tags,
      }),
    };
    for (const [metric, points] of this.series) {
      yield { kind: 'points', run: key, metric, points: points.columns() };
    }
    if (this.console.length > 0) this.make('output.log', this.console.join(''));
    for (const file of this.texts.files(0)) this.files.set(file.path, file);
    for (const [path, file] of this.files) yield { kind: 'artifact', owner: key, path, file };
    yield { kind: 'run-end', run: key };
    if (this.missing > 0) {
      const facts = { files: this.missing };
      yield { kind: 'problem', problem: { code: 'files-missing', path: this.source.path, facts } };
    }
  }

  private status(): RunStatus {
    if (fieldOf(this.about, 'customer_error_reported') === true) return 'failed';
    return finiteOf(fieldOf(this.about, 'stop_time')) === null ? 'unknown' : 'finished';
  }

  private takeMetric(payload: WrittenJson | undefined): void {
    const metric = fieldOf(payload, 'metric');
    const logged = textOf(fieldOf(metric, 'metricName'));
    const value = looseNumberOf(fieldOf(metric, 'metricValue'));
    if (logged === '' || value === null) return;
    const isSystem = logged.startsWith('sys.');
    const context = textOf(fieldOf(payload, 'context'));
    const name = isSystem ? `system/${logged.slice(4)}` : context === '' ? logged : `${context}_${logged}`;
    let points = this.series.get(name);
    if (!points) {
      if (this.series.size >= MOST_SERIES) return;
      points = new PointBuilder();
      this.series.set(name, points);
    }
    // What is logged without a step stands where it came.
    const step = isSystem ? null : finiteOf(fieldOf(metric, 'step'));
    points.push(step ?? points.length, finiteOf(fieldOf(payload, 'local_timestamp')) ?? Number.NaN, value);
  }

  private takeParam(payload: WrittenJson | undefined): void {
    const param = fieldOf(payload, 'param') ?? fieldOf(payload, 'params');
    const name = textOf(fieldOf(param, 'paramName'));
    const isOwn = OWN_PARAMS.has(name) && textOf(fieldOf(param, 'source')) === 'auto-logged';
    if (name === '' || isOwn) return;
    // A bar stands where dictionaries were nested.
    this.params.push([name.replaceAll('|', '.'), toPythonText(fieldOf(param, 'paramValue') ?? '')]);
  }

  private takeOther(key: string, value: WrittenJson): void {
    if (key !== '') this.others.push([key, toPythonText(value)]);
  }

  private takeOutput(output: WrittenJson | undefined): void {
    const text = textOf(output);
    this.consoleSize += text.length;
    if (this.consoleSize <= MOST_CONSOLE_CHARACTERS) this.console.push(text);
  }

  private takeFile(payload: WrittenJson | undefined): void {
    const recorded = textOf(fieldOf(payload, 'file_path'));
    const prefix = this.source.path === '' ? '' : `${this.source.path}/`;
    const file = this.source.tree.get(`${prefix}${nameOf(recorded.replaceAll('\\', '/'))}`);
    if (!file) this.missing += 1;
    else this.files.set(uploadPath(payload, recorded), file);
  }

  /** Until 2021 every message was of one type, with whatever it says beside one another. */
  private takeOld(payload: WrittenJson | undefined): void {
    for (const [key, value] of entriesOf(payload)) {
      if (key === 'metric') this.takeMetric(payload);
      else if (key === 'param' || key === 'params') this.takeParam(payload);
      else if (key === 'stdout') this.takeOutput(value);
      else if (key === 'log_other')
        this.takeOther(textOf(fieldOf(value, 'key')), fieldOf(value, 'val') ?? '');
      else if (key === 'env_details') this.details = value;
      else if (key === 'git_meta') this.git = value;
    }
  }

  private make(path: string, content: string): void {
    this.files.set(path, makeFile(path, content, 0));
  }
}
