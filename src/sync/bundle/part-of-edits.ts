import * as Y from 'yjs';
import { sha256Hex, toUtf8 } from '../../base/bytes.ts';
import type { DatasetKey, ExperimentKey, MetricKey, RunKey } from '../../domain/ids.ts';
import type { RegistryEvent } from '../../domain/registry/registry-event.ts';
import {
  EDIT_MAPS,
  type EditMap,
  fieldPart,
  parseExperimentNoteKey,
  parseLeadingKey,
  parseRunKey,
  parseTrailingKey,
} from '../edit-keys.ts';
import { readEvent } from '../registry-events.ts';
import { applyReadable, type CarriedEdits, encodeWhole } from './carried-edits.ts';

/** What a part of a workspace is about; edits of nothing else go along. */
export interface EditsPart {
  readonly runs: ReadonlySet<RunKey>;
  readonly experiments: ReadonlySet<ExperimentKey>;
  readonly datasets: ReadonlySet<DatasetKey>;
  readonly metrics: ReadonlySet<MetricKey>;
  readonly hasEvent: (event: RegistryEvent) => boolean;
  /** Whether stages of the workspace's own are needed. */
  readonly hasModels: boolean;
}

type Flat = readonly [map: string, key: string, value: string | number | boolean | null];

/**
 * The edits about a part, as new documents that hold what is so now and none of its history: a Yjs update cannot be cut
 * by subject. Equal content has equal bytes: the one client they are written under follows from what they say.
 */
export async function partOfEdits(whole: CarriedEdits, part: EditsPart): Promise<CarriedEdits> {
  const workspace = new Y.Doc();
  const notes = new Y.Doc();
  applyReadable(workspace, whole.workspace);
  applyReadable(notes, whole.notes);
  const kept = [...keptEdits(workspace, part), ...keptEvents(workspace, part)];
  const texts = [...notes.share.keys()]
    .filter((key) => isNoteOf(key, part))
    .map((key) => [key, notes.getText(key).toString()] as const);
  return { workspace: await writeMaps(kept), notes: await writeTexts(texts) };
}

function* keptEdits(doc: Y.Doc, part: EditsPart): Generator<Flat> {
  for (const map of EDIT_MAPS)
    for (const [key, value] of doc.getMap<unknown>(map)) {
      const isFlat = value === null || ['string', 'number', 'boolean'].includes(typeof value);
      if (isFlat && isAbout(map, key, part)) yield [map, key, value as Flat[2]];
    }
}

function* keptEvents(doc: Y.Doc, part: EditsPart): Generator<Flat> {
  for (const [key, value] of doc.getMap<unknown>('registry')) {
    const event = readEvent(key as RegistryEvent['id'], value, 0);
    if (event && typeof value === 'string' && part.hasEvent(event)) yield ['registry', key, value];
  }
}

/** Collections, views and rules are about the workspace, and stay. */
function isAbout(map: EditMap, key: string, part: EditsPart): boolean {
  switch (map) {
    case 'runs': {
      const parsed = parseRunKey(key);
      const listedIn = parsed && fieldPart(parsed.field, 'also/');
      if (!parsed || !part.runs.has(parsed.run)) return false;
      return listedIn === null || part.experiments.has(listedIn as ExperimentKey);
    }
    case 'experiments':
      return part.experiments.has(parseTrailingKey(key)?.of as ExperimentKey);
    case 'directions':
      return part.metrics.has(parseTrailingKey(key)?.of ?? '');
    case 'datasets':
      return part.datasets.has(parseLeadingKey(key)?.of as DatasetKey);
    case 'stages':
      return part.hasModels;
    default:
      return false;
  }
}

function isNoteOf(key: string, part: EditsPart): boolean {
  const experiment = parseExperimentNoteKey(key);
  return experiment === null ? part.runs.has(key as RunKey) : part.experiments.has(experiment);
}

async function writeMaps(entries: readonly Flat[]): Promise<Uint8Array<ArrayBuffer>> {
  const sorted = [...entries].sort(([mapA, a], [mapB, b]) => compare(mapA, mapB) || compare(a, b));
  const doc = await docNamedBy(sorted);
  doc.transact(() => {
    for (const [map, key, value] of sorted) doc.getMap<unknown>(map).set(key, value);
  });
  return encodeWhole(doc);
}

async function writeTexts(
  texts: readonly (readonly [key: string, text: string])[],
): Promise<Uint8Array<ArrayBuffer>> {
  const sorted = texts.filter(([, text]) => text !== '').sort(([a], [b]) => compare(a, b));
  const doc = await docNamedBy(sorted);
  doc.transact(() => {
    for (const [key, text] of sorted) doc.getText(key).insert(0, text);
  });
  return encodeWhole(doc);
}

/** One client with other content each time would be two histories under one name, which Yjs cannot tell apart. */
async function docNamedBy(content: unknown): Promise<Y.Doc> {
  const doc = new Y.Doc();
  doc.clientID = Number.parseInt((await sha256Hex(toUtf8(JSON.stringify(content)))).slice(0, 8), 16);
  return doc;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
