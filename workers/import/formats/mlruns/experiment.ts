import { datasetKey, mlflowExperimentKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';
import { type ExperimentFolder, META } from './layout.ts';
import { Meta, parseMeta } from './meta.ts';
import { readPairs } from './pairs.ts';
import type { ExperimentFiles } from './plan.ts';
import type { FileTaker } from './read-ahead.ts';

const EXPERIMENT_ID = /^[A-Za-z0-9][\w-]{0,63}$/;

/** An experiment whose file is damaged or lost keeps its runs: the folder's name stands for what is not known. */
export async function readExperiment(
  place: ExperimentFolder,
  files: ExperimentFiles,
  ahead: FileTaker,
  problems: ImportProblem[],
  /** What its first run says, for an experiment without a file of its own. */
  idFromRuns: string,
): Promise<ExperimentRecord> {
  const { folder } = place;
  let meta = new Meta();
  if (files.meta !== null) {
    const result = parseMeta(await ahead.take(files.meta), files.meta.path);
    if (result.ok) meta = result.meta;
    else problems.push(result.problem);
  }
  const folderName = nameOf(folder);
  const recorded = meta.text('experiment_id');
  const id = [recorded, idFromRuns, folderName].find((one) => EXPERIMENT_ID.test(one)) ?? '0';
  if (recorded !== '' && folderName !== '' && recorded !== folderName && place.hasMeta) {
    const facts = { recorded, folder: folderName };
    problems.push({ code: 'experiment-id-mismatch', path: joinPath(folder, META), facts });
  }
  const workspace = meta.text('workspace');
  const plainName = meta.text('name') || id;
  const name = workspace === '' || workspace === 'default' ? plainName : `${workspace}/${plainName}`;
  const tags = await readPairs(
    ahead,
    files.tags,
    { folder, group: 'tags', base: meta.pairs('tags') },
    problems,
  );
  return {
    kind: 'experiment',
    key: mlflowExperimentKey(id, name),
    id,
    name,
    lifecycle: place.isTrashed ? 'deleted' : meta.lifecycle(),
    createdMs: meta.number('creation_time'),
    updatedMs: meta.number('last_update_time'),
    artifactLocation: meta.text('artifact_location'),
    tags,
  };
}

/** Datasets of an experiment by MLflow's id, which runs refer to. */
export async function readDatasets(
  files: ExperimentFiles,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<ReadonlyMap<string, DatasetRecord>> {
  const found = new Map<string, DatasetRecord>();
  for (const file of files.datasets) {
    const result = parseMeta(await ahead.take(file), file.path);
    if (!result.ok) {
      problems.push(result.problem);
      continue;
    }
    const { meta } = result;
    const name = meta.text('name');
    const digest = meta.text('digest');
    found.set(nameOf(folderOf(file.path)), {
      kind: 'dataset',
      key: datasetKey(name, digest),
      name,
      digest,
      sourceType: meta.text('source_type'),
      source: meta.text('source'),
      schema: meta.text('schema'),
      profile: meta.text('profile'),
    });
  }
  return found;
}
