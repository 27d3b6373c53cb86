import { toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { ModelVersionRecord, RegisteredModelRecord } from '../../../../src/domain/records.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { nameOf } from '../../source.ts';
import { Meta, parseMeta } from './meta.ts';
import { readPairs } from './pairs.ts';
import type { ReadingPlan, RegistryFiles } from './plan.ts';
import type { FileTaker } from './read-ahead.ts';

/** One registered model of the file registry (`models/<name>/`) with its versions. */
export async function* readRegisteredModel(
  folder: string,
  versions: readonly string[],
  plan: ReadingPlan,
  ahead: FileTaker,
): AsyncGenerator<ImportEvent> {
  const problems: ImportProblem[] = [];
  const files = plan.registryAt(folder);
  // Without its own file a model is still told by its folder: its versions must not be lost with it.
  const meta = (await readMeta(files, ahead, problems)) ?? new Meta();
  const name = meta.text('name') || nameOf(folder);
  const tags = await readPairs(ahead, files.tags, { folder, group: 'tags' }, problems);
  const aliases = await readAliases(files, folder, meta, ahead, problems);
  const model: RegisteredModelRecord = {
    kind: 'registered-model',
    name,
    createdMs: meta.number('creation_timestamp'),
    updatedMs: meta.number('last_updated_timestamp'),
    description: meta.text('description'),
    tags,
    aliases,
  };
  yield { kind: 'registered-model', model };
  for (const versionFolder of versions) {
    const version = await readVersion(versionFolder, name, plan, ahead, problems);
    if (version !== null) yield { kind: 'model-version', version };
  }
  for (const problem of problems) yield { kind: 'problem', problem };
}

async function readVersion(
  folder: string,
  model: string,
  plan: ReadingPlan,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<ModelVersionRecord | null> {
  const files = plan.registryAt(folder);
  const meta = await readMeta(files, ahead, problems);
  if (meta === null) return null;
  const tags = await readPairs(ahead, files.tags, { folder, group: 'tags' }, problems);
  const run = meta.text('run_id');
  const loggedModel = meta.text('model_id');
  return {
    kind: 'model-version',
    model,
    version: meta.number('version') ?? Number(nameOf(folder).slice('version-'.length)),
    createdMs: meta.number('creation_timestamp'),
    updatedMs: meta.number('last_updated_timestamp'),
    description: meta.text('description'),
    user: meta.text('user_id'),
    stage: meta.text('current_stage') || 'None',
    source: meta.text('source'),
    run: run === '' ? null : toRunKey(run),
    runLink: meta.text('run_link'),
    loggedModel: loggedModel === '' ? null : toModelKey(loggedModel),
    status: meta.text('status') || 'READY',
    statusMessage: meta.text('status_message'),
    tags,
  };
}

async function readMeta(
  files: RegistryFiles,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<Meta | null> {
  if (files.meta === null) return null;
  const result = parseMeta(await ahead.take(files.meta), files.meta.path);
  if (result.ok) return result.meta;
  problems.push(result.problem);
  return null;
}

/** Aliases stand in the file and in a folder of their own; where they differ the folder is the newer one. */
async function readAliases(
  files: RegistryFiles,
  folder: string,
  meta: Meta,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<readonly Pair[]> {
  const base = meta.pairs('aliases').filter(([alias, version]) => alias !== '' && version !== '');
  const aliases = await readPairs(ahead, files.aliases, { folder, group: 'aliases', base }, problems);
  return aliases.map(([alias, version]): Pair => [alias, version.trim()]);
}
