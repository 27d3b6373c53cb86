import type { ExperimentKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { NOTE_TAG } from '../../../query/edited-table.ts';
import type { NoteList } from '../../notes.ts';
import type { OutExperiment } from '../store-content.ts';
import { wholeTime } from '../whole-points.ts';

const DEFAULT_ID = '0';
const DEFAULT_NAME = 'Default';
/** SQLite's integers have 63 bits; MLflow's own ids have at most 18 digits. */
const FITTING_ID = /^(0|[1-9]\d{0,17})$/;

export interface ExperimentSource {
  /** Under the name that people gave it. */
  readonly record: ExperimentRecord;
  /** As edited; undefined where the imported tag stands. */
  readonly note: string | undefined;
}

/**
 * The experiments of an export by their key. An id stays where it fits and nobody took it before: stores begin counting
 * anew, so two of them may have a `1`. MLflow has no two experiments of one name either, nor a store without `0`.
 */
export function planExperiments(
  sources: readonly ExperimentSource[],
  locationOf: (id: string, recorded: string) => string,
  notes: NoteList,
): ReadonlyMap<ExperimentKey | null, OutExperiment> {
  const ids = giveIds(sources, notes);
  const names = new Set<string>();
  const planned = new Map<ExperimentKey | null, OutExperiment>();
  for (const { record, note } of sources) {
    const id = ids.get(record.key)!;
    const name = freeName(record.name || record.id, names);
    if (name !== record.name) notes.add('experiment-name', `${record.name} → ${name}`);
    planned.set(record.key, {
      id,
      name,
      location: locationOf(id, record.artifactLocation),
      lifecycle: record.lifecycle,
      createdMs: wholeTime(record.createdMs),
      updatedMs: wholeTime(record.updatedMs ?? record.createdMs),
      tags: withNote(record.tags, note),
    });
  }
  if (![...planned.values()].some(({ id }) => id === DEFAULT_ID))
    planned.set(null, makeDefault(freeName(DEFAULT_NAME, names), locationOf(DEFAULT_ID, '')));
  return planned;
}

function giveIds(sources: readonly ExperimentSource[], notes: NoteList): ReadonlyMap<ExperimentKey, string> {
  const ids = new Map<ExperimentKey, string>();
  const taken = new Set<string>();
  for (const { record } of sources) {
    if (!FITTING_ID.test(record.id) || taken.has(record.id)) continue;
    // Whoever calls it 0 and is not MLflow's default would become it.
    if (record.id === DEFAULT_ID && record.name === '') continue;
    ids.set(record.key, record.id);
    taken.add(record.id);
  }
  let next = 1;
  for (const { record } of sources) {
    if (ids.has(record.key)) continue;
    while (taken.has(String(next))) next += 1;
    const id = String(next);
    ids.set(record.key, id);
    taken.add(id);
    if (record.id !== '') notes.add('experiment-id', `${record.name || record.id}: ${record.id} → ${id}`);
  }
  return ids;
}

function freeName(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let copy = 2; names.has(name); copy++) name = `${wanted} (${copy})`;
  names.add(name);
  return name;
}

function withNote(tags: readonly Pair[], note: string | undefined): readonly Pair[] {
  if (note === undefined) return tags;
  const others = tags.filter(([key]) => key !== NOTE_TAG);
  return note === '' ? others : [...others, [NOTE_TAG, note]];
}

function makeDefault(name: string, location: string): OutExperiment {
  const stage = 'active';
  return { id: DEFAULT_ID, name, location, lifecycle: stage, createdMs: null, updatedMs: null, tags: [] };
}
