import { parseDatasetFacts } from '../../src/domain/dataset-facts.ts';
import { findHardware, findSeeds, splitWords } from '../../src/domain/reproduce/recorded-values.ts';
import type {
  RecordedCode,
  RecordedDataset,
  RecordedPair,
  RecordedStart,
  Reproduction,
} from '../../src/domain/reproduce/reproduction.ts';
import type { ArtifactEntry, Pair, StoredRun } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { readText } from './artifact-text.ts';
import type { EditedTable } from './edited-table.ts';
import type { FactReader } from './fact-reader.ts';
import { modelsByRun } from './origins.ts';
import { readEnvironment } from './recorded-environment.ts';
import { suggestOther } from './suggest-other.ts';
import { parseSystemFile, type SystemFacts } from './system-file.ts';

/** Under whichever name a producer writes them; the first that says something counts. */
const CODE_TAGS = {
  commit: ['mlflow.source.git.commit', 'mlflow.git.commit', 'git.commit', 'git_commit', 'git_sha', 'commit'],
  branch: [
    'mlflow.source.git.branch',
    'mlflow.git.branch',
    'mlflow.gitBranchName',
    'git.branch',
    'git_branch',
  ],
  repo: [
    'mlflow.source.git.repoURL',
    'mlflow.git.repo_url',
    'mlflow.gitRepoURL',
    'git.remote',
    'git_remote',
    'git.repo',
    'git_repo',
  ],
  dirty: ['mlflow.source.git.dirty', 'mlflow.git.dirty', 'git.dirty', 'git_dirty'],
  diff: ['mlflow.source.git.diff', 'mlflow.git.diff', 'git.diff', 'git_diff'],
} as const;
const COMMAND_TAGS = ['command', 'cmd', 'command_line', 'argv', 'sys.argv', 'mlflow.source.command'];
const SYSTEM_FILE = 'wandb-metadata.json';
/** Folders that a diff or a description of the system lies in at most. */
const MAX_DEPTH = 4;

/** What a run recorded of how it was made: its record, and the files among its artifacts that tell of it. */
export async function loadReproduction(
  run: StoredRun,
  facts: FactReader,
  store: FactStore,
  table: EditedTable,
): Promise<Reproduction> {
  const own = await facts.artifacts(run.key);
  const models = modelsByRun([run.key], new Map([[run.key, run]]), facts).get(run.key) ?? [];
  const ofModels = await facts.artifactsAmong(new Set(models));
  const files = [...own, ...models.flatMap((model) => ofModels.get(model) ?? [])];
  const system = await readSystem(own, store);
  const row = table.facts.rowOf(run.key);
  const hardware: RecordedPair[] = [...findHardware(run.params, run.tags), ...system.hardware];
  if (run.series.some(({ key }) => key.startsWith('system/')))
    hardware.push({ key: 'system metrics', value: 'logged', from: 'metric' });
  const environment = await readEnvironment(files, store);
  return {
    run: run.key,
    name: row === undefined ? run.name : table.name(row),
    start: toStart(run, system),
    code: await toCode(run, own, system, store),
    params: run.params,
    environment:
      environment.python === '' && system.python !== ''
        ? { ...environment, python: system.python, pythonFrom: SYSTEM_FILE }
        : environment,
    dockerImage: tagOf(run, ['mlflow.docker.image.uri', 'mlflow.docker.image.id']),
    datasets: toDatasets(run, facts),
    seeds: findSeeds(run.params, run.tags),
    hardware,
    other: suggestOther(run, table),
  };
}

function tagOf({ tags }: StoredRun, keys: readonly string[]): string {
  for (const key of keys) {
    const value = tags.find(([tag]) => tag === key)?.[1];
    if (value) return value;
  }
  return '';
}

function toStart(run: StoredRun, system: SystemFacts): RecordedStart {
  return {
    sourceName: run.source.name || system.program,
    sourceType: run.source.type,
    entryPoint: run.source.entryPoint,
    project: run.tags.filter(([key]) => key.startsWith('mlflow.project.')).slice(0, 20),
    command: taggedCommand(run.tags) ?? (system.command && { words: system.command, from: SYSTEM_FILE }),
    autologged: run.tags.some(([key]) => key === 'mlflow.autologging'),
  };
}

function taggedCommand(tags: readonly Pair[]): RecordedStart['command'] {
  for (const [key, value] of tags) {
    if (!COMMAND_TAGS.includes(key.toLowerCase()) || value === '') continue;
    const words = splitWords(value);
    if (words && words.length > 0) return { words, from: `tag ${key}` };
  }
  return null;
}

async function toCode(
  run: StoredRun,
  artifacts: readonly ArtifactEntry[],
  system: SystemFacts,
  store: FactStore,
): Promise<RecordedCode> {
  const said = tagOf(run, CODE_TAGS.dirty).toLowerCase();
  const tag = CODE_TAGS.diff.find((key) => tagOf(run, [key]) !== '');
  const file = artifacts
    .filter(isDiff)
    .sort((a, b) => depthOf(a) - depthOf(b) || (a.path < b.path ? -1 : 1))[0];
  const inTag = tag && { from: `tag ${tag}`, text: tagOf(run, [tag]) };
  const diff = inTag || (file ? { from: file.path, text: await readText(file, store) } : null);
  return {
    repo: run.source.gitRepo || tagOf(run, CODE_TAGS.repo) || system.repo,
    branch: run.source.gitBranch || tagOf(run, CODE_TAGS.branch),
    commit: run.source.gitCommit || tagOf(run, CODE_TAGS.commit) || system.commit,
    dirty: ['true', '1', 'yes'].includes(said) ? true : ['false', '0', 'no'].includes(said) ? false : null,
    diff: diff?.text === '' ? null : diff,
  };
}

function isDiff(entry: ArtifactEntry): boolean {
  return /\.(?:patch|diff)$/i.test(entry.path) && depthOf(entry) <= MAX_DEPTH;
}

function depthOf({ path }: ArtifactEntry): number {
  return path.split('/', 64).length;
}

async function readSystem(artifacts: readonly ArtifactEntry[], store: FactStore): Promise<SystemFacts> {
  const file = artifacts.find(
    (entry) => entry.path.split('/').at(-1) === SYSTEM_FILE && depthOf(entry) <= MAX_DEPTH,
  );
  return parseSystemFile((file && (await readText(file, store))) ?? '');
}

function toDatasets(run: StoredRun, facts: FactReader): readonly RecordedDataset[] {
  return run.datasets.flatMap(({ dataset, context }) => {
    const record = facts.datasets.get(dataset);
    if (!record) return [];
    return [
      { name: record.name, digest: record.digest, context, source: parseDatasetFacts(record).sourceText },
    ];
  });
}
