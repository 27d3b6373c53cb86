import { throwIfAborted } from '../../../../src/base/abort.ts';
import { type ExperimentKey, mlflowExperimentKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderOf, nameOf, readText, type SourceFile } from '../../source.ts';
import { fieldOf, finiteOf, listOf, textOf } from '../../text/json-fields.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import { saysSomething } from './layout.ts';
import { loggedModelEvents, modelEvents, versionEvents } from './models.ts';
import { toExperiment } from './pairs.ts';
import { runEvents } from './run.ts';

const MOST_BYTES = 512 * 1024 * 1024;
const MOST_VALUES = 20_000_000;
/** Parts of newer bundles that are neither runs nor models. */
const LEFT_OUT = [
  ['prompt', 'prompt'],
  ['evaluation_dataset', 'evaluation dataset'],
] as const;

/** Reads bundles: experiments first, wherever they are described, then models, then runs one by one. */
export async function* readExport(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const files = source.files ?? (source.file ? [source.file] : []);
  yield* new Bundle(source, context.signal).events(files);
}

class Bundle {
  private readonly source: ImportSource;
  private readonly signal: AbortSignal;
  private readonly byFolder = new Map<string, ExperimentRecord>();
  private readonly byId = new Map<string, ExperimentRecord>();
  private readonly told = new Set<ExperimentKey>();
  private readonly runs = new Set<string>();
  /** Registered models by name; false while only a version of one was met. */
  private readonly models = new Map<string, boolean>();
  private readonly damaged = new Map<string, ImportProblem>();

  constructor(source: ImportSource, signal: AbortSignal) {
    this.source = source;
    this.signal = signal;
  }

  async *events(files: readonly SourceFile[]): AsyncGenerator<ImportEvent> {
    const saying = this.source.files ? files.filter((file) => saysSomething(file.path)) : files;
    const isRun = ({ path }: SourceFile): boolean => nameOf(path) === 'run.json';
    const described: { readonly file: SourceFile; readonly value: JsonValue }[] = [];
    for (const file of saying.filter((one) => !isRun(one))) {
      const value = await this.parse(file);
      if (value === null) continue;
      described.push({ file, value });
      this.noteExperiments(file, value);
    }
    for (const problem of this.damaged.values()) yield { kind: 'problem', problem };
    this.damaged.clear();
    for (const experiment of this.byFolder.values()) yield* this.tell(experiment);
    for (const { file, value } of described) yield* this.take(file, value);
    yield* this.bareModels();
    for (const file of saying.filter(isRun)) {
      const value = await this.parse(file);
      for (const problem of this.damaged.values()) yield { kind: 'problem', problem };
      this.damaged.clear();
      if (value !== null) yield* this.take(file, value);
    }
    throwIfAborted(this.signal);
  }

  /** What one file says, whatever it is called; the words under `mlflow` decide. */
  private *take(file: SourceFile, value: JsonValue): Generator<ImportEvent> {
    const said = saidIn(value);
    const folder = folderOf(file.path);
    if (fieldOf(said, 'info') !== undefined) {
      const info = fieldOf(said, 'info');
      const id = textOf(fieldOf(info, 'run_id')) || textOf(fieldOf(info, 'run_uuid'));
      if (id !== '' && this.runs.has(id)) {
        yield { kind: 'problem', problem: { code: 'duplicate-run', path: file.path } };
      }
      this.runs.add(id);
      const experimentId = textOf(fieldOf(info, 'experiment_id'));
      const experiment = this.experimentOf(folder, experimentId);
      yield* this.tell(experiment);
      yield* runEvents(said, { file, folder, experiment, tree: this.source.tree });
    } else if (fieldOf(said, 'model_id') !== undefined) {
      const experiment = this.experimentOf(folder, textOf(fieldOf(said, 'experiment_id')));
      yield* this.tell(experiment);
      yield* loggedModelEvents(said, { folder, experiment, tree: this.source.tree });
    } else if (fieldOf(said, 'registered_model') !== undefined) {
      this.models.set(textOf(fieldOf(fieldOf(said, 'registered_model'), 'name')), true);
      yield* modelEvents(fieldOf(said, 'registered_model'));
    } else if (fieldOf(said, 'model_version') !== undefined) {
      const name = textOf(fieldOf(fieldOf(said, 'model_version'), 'name'));
      if (!this.models.has(name)) this.models.set(name, false);
      yield* versionEvents(fieldOf(said, 'model_version'));
    } else yield* this.takeOther(file, value);
    yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
    throwIfAborted(this.signal);
  }

  private *takeOther(file: SourceFile, value: JsonValue): Generator<ImportEvent> {
    const said = saidIn(value);
    const { path } = file;
    const traces = finiteOf(fieldOf(fieldOf(value, 'info'), 'ok_traces')) ?? 0;
    if (traces > 0) {
      yield { kind: 'problem', problem: { code: 'traces-skipped', path, facts: { traces } } };
    }
    if (said === undefined && fieldOf(value, 'experiments') === undefined) {
      yield { kind: 'problem', problem: { code: 'unrecognised-file', path } };
    }
    const left = LEFT_OUT.find(([key]) => fieldOf(said, key) !== undefined)?.[1];
    if (left)
      yield { kind: 'problem', problem: { code: 'bundle-part-skipped', path, facts: { what: left } } };
  }

  /** Models of which only a version was exported. */
  private *bareModels(): Generator<ImportEvent> {
    for (const [name, isDescribed] of this.models) {
      if (!isDescribed) yield* modelEvents(new Map([['name', name]]));
    }
  }

  private async parse(file: SourceFile): Promise<JsonValue | null> {
    throwIfAborted(this.signal);
    const { path } = file;
    if (file.sizeBytes > MOST_BYTES) {
      this.damaged.set(path, { code: 'file-too-large', path, facts: { limit: MOST_BYTES } });
      return null;
    }
    const parsed = parseLenientJson(await readText(file), { length: MOST_BYTES, values: MOST_VALUES });
    throwIfAborted(this.signal);
    if (parsed.ok) return parsed.value;
    const code =
      parsed.reason === 'malformed' || parsed.reason === 'too-deep' ? 'json-damaged' : 'file-too-large';
    this.damaged.set(path, { code, path, byte: parsed.at });
    return null;
  }

  private noteExperiments(file: SourceFile, value: JsonValue): void {
    const said = saidIn(value);
    const described = toExperiment(fieldOf(said, 'experiment'));
    if (described) {
      this.byFolder.set(folderOf(file.path), described);
      if (!this.byId.has(described.id)) this.byId.set(described.id, described);
    }
    // The list of a bulk export also names experiments whose own file is damaged.
    for (const one of listOf(fieldOf(said, 'experiments') ?? fieldOf(value, 'experiments'))) {
      const id = textOf(fieldOf(one, 'id'));
      const name = textOf(fieldOf(one, 'name'));
      if (id === '' || name === '' || this.byId.has(id)) continue;
      this.byId.set(id, bareExperiment(id, name));
    }
  }

  /** The experiment above this folder, else one of that id, else one that is known by its id alone. */
  private experimentOf(folder: string, id: string): ExperimentRecord {
    for (let at = folder; ; at = folderOf(at)) {
      const above = this.byFolder.get(at);
      if (above && (above.id === id || id === '')) return above;
      if (at === '') break;
    }
    const known = this.byId.get(id) ?? bareExperiment(id, id === '' ? 'MLflow export' : id);
    this.byId.set(id, known);
    return known;
  }

  private *tell(experiment: ExperimentRecord): Generator<ImportEvent> {
    if (this.told.has(experiment.key)) return;
    this.told.add(experiment.key);
    yield { kind: 'experiment', experiment };
  }
}

/** Exports before 2022 have no `mlflow` around what they say. */
function saidIn(value: JsonValue): JsonValue | undefined {
  const said = fieldOf(value, 'mlflow');
  if (said !== undefined) return said;
  const isOld = fieldOf(value, 'export_info') !== undefined || fieldOf(value, 'metrics') !== undefined;
  return isOld ? value : undefined;
}

function bareExperiment(id: string, name: string): ExperimentRecord {
  return {
    kind: 'experiment',
    key: mlflowExperimentKey(id, name),
    id,
    name,
    lifecycle: 'active',
    createdMs: null,
    updatedMs: null,
    artifactLocation: '',
    tags: [],
  };
}
