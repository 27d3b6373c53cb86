import { canonicalJson } from '../base/canonical-json.ts';
import { importedVersion } from './ids.ts';
import type {
  ExperimentRecord,
  FactRecord,
  LoggedModelRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from './records.ts';
import { nextRevision, revisionOf, withRevision } from './revision.ts';

/** What changes at its source, and is one thing under its key. */
export type RetoldRecord = ExperimentRecord | LoggedModelRecord | RegisteredModelRecord | ModelVersionRecord;

/** One telling of a thing, as far as it is compared with others. */
export interface ToldRecord {
  readonly revision: number;
  readonly updatedMs: number;
  /** Experiments of several stores may be one here: those of one store have one of these. */
  readonly place: string;
  /** Equal where the same is said, whenever it was. */
  readonly text: string;
}

/** Runs have an order of their own; all tellings of datasets and fingerprints count. */
export function isRetold(record: FactRecord): record is RetoldRecord {
  const { kind } = record;
  return (
    kind === 'experiment' ||
    kind === 'logged-model' ||
    kind === 'registered-model' ||
    kind === 'model-version'
  );
}

/** Under which the tellings of one thing are found. */
export function recordKey(record: RetoldRecord): string {
  switch (record.kind) {
    case 'experiment':
    case 'logged-model':
      return `${record.kind}\n${record.key}`;
    case 'registered-model':
      return `${record.kind}\n${record.name}\n${record.createdMs ?? 0}`;
    case 'model-version':
      return `${record.kind}\n${record.model}\n${importedVersion(record.version, record.createdMs)}`;
  }
}

export function toTold(record: RetoldRecord): ToldRecord {
  const { kind, updatedMs } = record;
  return {
    revision: revisionOf(record),
    updatedMs: updatedMs ?? 0,
    place: kind === 'experiment' ? `${record.id}\n${record.createdMs}\n${record.artifactLocation}` : '',
    text: canonicalJson(withRevision(record, 0)),
  };
}

/**
 * The revision under which a record is to be stored beside what is there, or null where it says nothing new. One that was
 * updated before what its store has told is stored once and comes before it. Stores do not outdo one another by being read.
 */
export function revisionOfRecord(own: ToldRecord, held: readonly ToldRecord[]): number | null {
  const before = held.filter(({ place }) => place === own.place);
  const isSame = ({ text }: ToldRecord): boolean => text === own.text;
  if (before.some(({ updatedMs }) => updatedMs > own.updatedMs)) return before.some(isSame) ? null : 0;
  const alike = before.filter(({ updatedMs }) => updatedMs === own.updatedMs);
  // What was told at once, of several sources or on several devices, has one revision.
  const greatest = alike.reduce((most, { revision }) => Math.max(most, revision), 0);
  return alike.some((one) => one.revision === greatest && isSame(one)) ? null : nextRevision(before);
}
