import type { RunKey } from '../../../../src/domain/ids.ts';
import { VERSION_TAG } from '../../../../src/domain/registry/fold-registry.ts';
import type {
  ModelVersion,
  RegisteredModel,
  RegistryView,
} from '../../../../src/domain/registry/registry-view.ts';
import { MLFLOW_STAGES, NO_STAGE, TOMBSTONE_STAGE } from '../../../../src/domain/registry/stages.ts';
import { STAGE_TAG } from '../../../../src/domain/returned-tags.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { NoteList } from '../../notes.ts';
import type { OutModel, OutVersion } from '../store-content.ts';
import { wholeTime } from '../whole-points.ts';
import { toRunId } from './run-plan.ts';

const READY = 'READY';
/** As MLflow blacks out what a deleted version was. */
const REDACTED = { source: 'REDACTED-SOURCE-PATH', runId: 'REDACTED-RUN-ID', runLink: 'REDACTED-RUN-LINK' };

export interface VersionSurroundings {
  readonly sourceOf: (version: ModelVersion) => string;
  /** What `VERSION_TAG` said of a version that went out and came in before; the view no longer tells. */
  readonly returnedAs: (version: ModelVersion) => string | undefined;
}

/**
 * Registered models that are there, whole: numbers are never given again, so deleted versions go along as MLflow's
 * tombstones. `isWanted` chooses by the runs behind the versions; null takes every model.
 */
export function planRegistry(
  view: RegistryView,
  isWanted: ((run: RunKey) => boolean) | null,
  around: VersionSurroundings,
  notes: NoteList,
): readonly OutModel[] {
  return view.models
    .filter((model) => !model.deleted)
    .filter(
      ({ versions }) =>
        isWanted === null ||
        versions.some((version) => !version.deleted && version.run !== null && isWanted(version.run)),
    )
    .map((model) => planModel(model, around, notes));
}

function planModel(model: RegisteredModel, around: VersionSurroundings, notes: NoteList): OutModel {
  return {
    name: model.name,
    createdMs: wholeTime(model.createdMs),
    updatedMs: wholeTime(model.updatedMs),
    description: model.description,
    tags: model.tags,
    aliases: model.aliases,
    versions: model.versions
      .toReversed()
      .map((version) =>
        version.deleted ? planTombstone(version, around) : planVersion(version, around, notes),
      ),
  };
}

function planVersion(version: ModelVersion, around: VersionSurroundings, notes: NoteList): OutVersion {
  const isKnown = MLFLOW_STAGES.some((stage) => stage === version.stage);
  if (!isKnown) notes.add('custom-stage', `${version.model} ${version.number}: ${version.stage}`);
  return {
    number: version.number,
    createdMs: wholeTime(version.createdMs),
    updatedMs: wholeTime(version.updatedMs ?? version.createdMs),
    description: version.description,
    user: version.user,
    stage: isKnown ? version.stage : NO_STAGE,
    source: around.sourceOf(version),
    runId: version.run === null ? '' : toRunId(version.run),
    runLink: version.runLink,
    status: version.status || READY,
    statusMessage: version.statusMessage,
    tags: [
      ...version.tags,
      ...(isKnown ? [] : [[STAGE_TAG, version.stage] as const]),
      ...returnTag(version, around),
    ],
  };
}

function planTombstone(version: ModelVersion, around: VersionSurroundings): OutVersion {
  return {
    ...REDACTED,
    number: version.number,
    createdMs: wholeTime(version.createdMs),
    updatedMs: wholeTime(version.updatedMs),
    description: '',
    user: '',
    stage: TOMBSTONE_STAGE,
    status: '',
    statusMessage: '',
    // MLflow takes the tags away as well; without this one it would come back as another version.
    tags: returnTag(version, around),
  };
}

/** Imported versions are known by their number wherever they come from; those made here by this. */
function returnTag(version: ModelVersion, around: VersionSurroundings): readonly Pair[] {
  const ref = version.origin === 'made' ? version.ref : around.returnedAs(version);
  return ref === undefined ? [] : [[VERSION_TAG, ref]];
}
