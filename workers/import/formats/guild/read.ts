import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunRecord, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { withinRun } from '../../reading/within-run.ts';
import { isJunk } from '../../source/artifact-lookup.ts';
import { joinPath, nameOf, readText, type SourceFile } from '../../source.ts';
import { fieldOf, paramsOf, textOf } from '../../text/json-fields.ts';
import { tensorboard } from '../tensorboard/index.ts';
import { type Attributes, commentsOf, operationOf, readAttributes, timeOf, wordsOf } from './attributes.ts';
import { isRunId, runAround } from './folders.ts';

const FORMAT = 'guild';
const UNNAMED = 'Guild';
const NOTE_TAG = 'mlflow.note.content';
const LARGEST_OPREF = 64 * 1024;
const SHORT_ID = 8;
/** Where releases before 0.8 kept the code that was run. */
const SOURCECODE = '.guild/sourcecode/';

/** One run: what Guild knows of it, the scalars of its event files, its output and the files it made. */
export async function* readGuildRun(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  const { path, tree } = source;
  const files = (source.files ?? []).filter((file) => path === '' || file.path.startsWith(`${path}/`));
  const attributes = await readAttributes(tree, path);
  const experiment = makeExperiment(FORMAT, (await operation(source)) || UNNAMED);
  throwIfAborted(context.signal);
  const run = makeRecord(source, attributes, experiment.key);
  yield { kind: 'experiment', experiment };
  yield { kind: 'run', run };
  const eventFiles = files.filter((file) => isEvents(file.path));
  if (eventFiles.length > 0) {
    const events = tensorboard.read(
      { path, file: null, files: eventFiles, tree },
      { signal: context.signal },
    );
    yield* withinRun(events, run.key, (found) => placeIn(path, found.origin.path));
  }
  let otherBytes = 0;
  for (const file of files) {
    if (isEvents(file.path)) continue;
    otherBytes += file.sizeBytes;
    const name = artifactName(file, path);
    if (name !== null) yield { kind: 'artifact', owner: run.key, path: name, file };
  }
  yield { kind: 'progress', bytesRead: otherBytes, file: path };
  for (const damaged of attributes.damaged)
    yield { kind: 'problem', problem: { code: 'value-unreadable', path: damaged } };
  yield { kind: 'run-end', run: run.key };
  throwIfAborted(context.signal);
}

function makeRecord(
  { path, tree }: ImportSource,
  { values }: Attributes,
  experiment: RunRecord['experiment'],
): RunRecord {
  const has = (name: string): boolean => tree.get(joinPath(path, `.guild/${name}`)) !== undefined;
  const id = idOf(path, textOf(values.get('id')));
  const around = runAround(path, (folder) => tree.get(joinPath(folder, '.guild/opref')) !== undefined);
  const command = wordsOf(values.get('cmd'));
  return makeRun({
    key: id,
    experiment,
    name: textOf(values.get('label')) || id.slice(0, SHORT_ID),
    origin: { format: FORMAT, path },
    status: statusOf(textOf(values.get('exit_status')), has),
    startMs: timeOf(values.get('started')) ?? timeOf(values.get('initialized')),
    endMs: timeOf(values.get('stopped')),
    user: textOf(values.get('user')),
    parent: around === null ? null : idOf(around, ''),
    source: {
      gitCommit: commitOf(
        textOf(fieldOf(values.get('vcs_commit'), 'commit')) || textOf(values.get('vcs_commit')),
      ),
    },
    params: paramsOf(values.get('flags')),
    tags: tagsOf(values, command),
  });
}

function tagsOf(values: Attributes['values'], command: readonly string[]): readonly Pair[] {
  const tags: Pair[] = [
    ['tags', wordsOf(values.get('tags')).join(', ')],
    ['host', textOf(values.get('host'))],
    ['command', command.join(' ')],
    ['random_seed', textOf(values.get('random_seed'))],
    ['sourcecode_digest', textOf(values.get('sourcecode_digest'))],
    ['python', textOf(fieldOf(values.get('platform'), 'python_version')).split(' ')[0] ?? ''],
    [NOTE_TAG, commentsOf(values.get('comments'))],
    ['marked', values.get('marked') === true ? 'True' : ''],
  ];
  return tags.filter(([, text]) => text !== '');
}

/** A run that is being made has a lock; one that has ended, its process's exit status. */
function statusOf(exit: string, has: (name: string) => boolean): RunStatus {
  if (exit !== '' && Number.isFinite(Number(exit)))
    return Number(exit) === 0 ? 'finished' : Number(exit) < 0 ? 'killed' : 'failed';
  if (has('STAGED')) return 'scheduled';
  return has('LOCK') || has('PENDING') ? 'running' : 'unknown';
}

function idOf(folder: string, recorded: string): RunKey {
  const name = nameOf(folder);
  if (isRunId(name)) return toRunKey(name);
  return toRunKey(isRunId(recorded) ? recorded : derivedKey(FORMAT, folder));
}

/** `git:3f2a…`, with a `*` behind where the files had been changed. */
function commitOf(text: string): string {
  return /[0-9a-f]{40}/.exec(text.slice(0, 200))?.[0] ?? '';
}

async function operation({ tree, path }: ImportSource): Promise<string> {
  const file = tree.get(joinPath(path, '.guild/opref'));
  return file && file.sizeBytes <= LARGEST_OPREF ? operationOf(await readText(file)) : '';
}

/** Scalars of Guild's own file, and of those in the run's folder itself, have no path before their name. */
function placeIn(run: string, found: string) {
  const start = run === '' ? 0 : run.length + 1;
  const below = found.slice(start).replace(/^\.guild(?:\/|$)/, '');
  return {
    metric: (name: string) => (below === '' ? name : `${below}/${name}`),
    artifact: (path: string) => {
      const [folder = '', ...rest] = path.split('/');
      const glue = folder === 'images' ? '#' : '/';
      return below === '' ? path : `${folder}/${below.replaceAll('/', glue)}${glue}${rest.join('/')}`;
    },
  };
}

/** Of what Guild keeps for itself only the output and the code: its records of the environment may hold secrets. */
function artifactName(file: SourceFile, run: string): string | null {
  const name = run === '' ? file.path : file.path.slice(run.length + 1);
  if (isJunk(file.path) || file.sizeBytes === 0) return null;
  if (name === '.guild/output') return 'output.log';
  if (name.startsWith(SOURCECODE)) return `sourcecode/${name.slice(SOURCECODE.length)}`;
  return /(?:^|\/)\.guild\//.test(name) ? null : name;
}

function isEvents(path: string): boolean {
  return nameOf(path).includes('tfevents');
}
