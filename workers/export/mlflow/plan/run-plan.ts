import type { RunEdits } from '../../../../src/domain/edits.ts';
import type { DatasetKey, RunKey } from '../../../../src/domain/ids.ts';
import { MLFLOW_STATUS } from '../../../../src/domain/mlflow-status.ts';
import type { DatasetRecord } from '../../../../src/domain/records.ts';
import { RUN_TAG, STATUS_TAG } from '../../../../src/domain/returned-tags.ts';
import type { Pair, RunSource, StoredRun } from '../../../../src/domain/run.ts';
import { NAME_TAG, NOTE_TAG } from '../../../query/edited-table.ts';
import type { NoteList } from '../../notes.ts';
import type { OutInput, OutRun } from '../store-content.ts';
import { wholeTime } from '../whole-points.ts';
import { hexId } from './made-ids.ts';

const CONTEXT_TAG = 'mlflow.data.context';
const PARENT_TAG = 'mlflow.parentRunId';
const USER_TAG = 'mlflow.user';
const SOURCE_TAGS: readonly (readonly [tag: string, field: keyof RunSource])[] = [
  ['mlflow.source.name', 'name'],
  ['mlflow.source.type', 'type'],
  ['mlflow.project.entryPoint', 'entryPoint'],
  ['mlflow.source.git.commit', 'gitCommit'],
  ['mlflow.source.git.branch', 'gitBranch'],
  ['mlflow.source.git.repoURL', 'gitRepo'],
];

/** What a run becomes besides its record. */
export interface RunSurroundings {
  readonly edits: RunEdits | undefined;
  readonly deleted: boolean;
  readonly experimentId: string;
  readonly artifactUri: string;
  readonly datasets: ReadonlyMap<DatasetKey, DatasetRecord>;
  /** Tags for what MLflow 2 has no tables for. */
  readonly extraTags: readonly Pair[];
  /** Now: when a deleted run was deleted is not known, and MLflow clears old ones away by this. */
  readonly atMs: number;
}

/** MLflow's own ids stay; others become ids that follow from them. */
export function toRunId(key: RunKey): string {
  return /^[0-9a-f]{32}$/.test(key) ? key : hexId('run', key);
}

export function planRun(run: StoredRun, around: RunSurroundings, notes: NoteList): OutRun {
  const id = toRunId(run.key);
  const name = around.edits?.name || run.name;
  if (id !== run.key) notes.add('run-id', `${name || run.key} → ${id}`);
  if (run.status === 'unknown') notes.add('run-status', name || run.key);
  const status = MLFLOW_STATUS[run.status === 'unknown' ? 'finished' : run.status];
  return {
    id,
    experimentId: around.experimentId,
    name,
    status: status as OutRun['status'],
    startMs: wholeTime(run.startMs),
    endMs: wholeTime(run.endMs),
    lifecycle: around.deleted ? 'deleted' : 'active',
    deletedMs: around.deleted ? around.atMs : null,
    user: run.user,
    artifactUri: around.artifactUri,
    params: run.params,
    tags: planTags(run, name, id, around),
    inputs: planInputs(run, around.datasets),
  };
}

function planTags(run: StoredRun, name: string, id: string, around: RunSurroundings): readonly Pair[] {
  const tags = new Map<string, string>(run.tags);
  for (const [tag, field] of SOURCE_TAGS)
    if (!tags.has(tag) && run.source[field] !== '') tags.set(tag, run.source[field]);
  if (!tags.has(USER_TAG) && run.user !== '') tags.set(USER_TAG, run.user);
  if (run.parent !== null) tags.set(PARENT_TAG, toRunId(run.parent));
  if (id !== run.key) tags.set(RUN_TAG, run.key);
  if (run.status === 'unknown') tags.set(STATUS_TAG, 'unknown');
  for (const [key, value] of around.extraTags) tags.set(key, value);
  const { edits } = around;
  for (const [key, value] of Object.entries(edits?.tags ?? {})) {
    if (value === null) tags.delete(key);
    else tags.set(key, value);
  }
  if (name !== '') tags.set(NAME_TAG, name);
  if (edits?.note) tags.set(NOTE_TAG, edits.note);
  else if (edits?.note === '') tags.delete(NOTE_TAG);
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A dataset comes once to a run in MLflow: what it was used for otherwise is joined to one context. */
function planInputs(run: StoredRun, known: RunSurroundings['datasets']): readonly OutInput[] {
  const byDataset = new Map<DatasetKey, Map<string, string>>();
  for (const { dataset, context, tags } of run.datasets) {
    const all = byDataset.get(dataset) ?? new Map<string, string>();
    byDataset.set(dataset, all);
    for (const [key, value] of tags) if (key !== CONTEXT_TAG) all.set(key, value);
    const before = all.get(CONTEXT_TAG);
    if (context !== '' && before !== context)
      all.set(CONTEXT_TAG, before === undefined ? context : `${before}, ${context}`);
  }
  return [...byDataset].flatMap(([key, tags]) => {
    const dataset = known.get(key);
    return dataset ? [{ dataset, tags: [...tags] }] : [];
  });
}
