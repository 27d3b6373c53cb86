import { endingOf, mediaPath } from '../../reading/stepped-artifacts.ts';
import type { JsonValue } from '../../text/lenient-json.ts';

/** Bins as they were logged: edges are one more than counts. */
export interface LoggedHistogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Something that is no number, logged at a step: an image, a histogram, a table … */
export interface LoggedMedia {
  readonly key: string;
  /** As W&B describes it; nested fields joined by `.` in newer files. */
  readonly fields: ReadonlyMap<string, JsonValue>;
  readonly step: number;
  readonly timeMs: number;
}

/** A file of the run under the name that says key and step. */
export interface MediaFile {
  /** Below `files/` of the run folder. */
  readonly from: string;
  /** Among the run's artifacts. */
  readonly to: string;
}

/** More images in one row are not listed. */
const MOST_FILES = 10_000;
const MOST_BINS = 100_000;

const KINDS: ReadonlyMap<string, 'images' | 'audio' | 'video'> = new Map([
  ['image-file', 'images'],
  ['images', 'images'],
  ['images/separated', 'images'],
  ['audio-file', 'audio'],
  ['audio', 'audio'],
  ['video-file', 'video'],
  ['videos', 'video'],
]);

/** The files of images, audio and video; other media stay where they lie. */
export function mediaFiles({ key, fields, step, timeMs }: LoggedMedia): readonly MediaFile[] {
  const kind = KINDS.get(textOf(fields, '_type'));
  if (kind === undefined) return [];
  const one = textOf(fields, 'path');
  const toPath = (name: string, own: string) =>
    mediaPath(kind, own, { step: Math.trunc(step), timeMs, id: name }, endingOf(name, 'bin'));
  if (one !== '') return [{ from: one, to: toPath(one, key) }];
  const names = fields.get('filenames');
  if (!Array.isArray(names)) return [];
  return (names as readonly JsonValue[]).slice(0, MOST_FILES).flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    return [{ from: name, to: toPath(name, `${key}/${index}`) }];
  });
}

/** `{values, bins}`, or bins of one width as `packedBins {min, size, count}`; null where it is no histogram. */
export function histogramOf({ fields }: LoggedMedia): LoggedHistogram | null {
  if (textOf(fields, '_type') !== 'histogram') return null;
  const counts = numbersOf(fields.get('values'));
  const edges = numbersOf(fields.get('bins')) ?? packedEdges(fields, counts?.length ?? 0);
  if (!counts || edges?.length !== counts.length + 1) return null;
  return { edges, counts };
}

function packedEdges(fields: ReadonlyMap<string, JsonValue>, count: number): readonly number[] | null {
  const packed = fields.get('packedBins');
  const of = (name: string): JsonValue | undefined =>
    packed instanceof Map
      ? (packed as ReadonlyMap<string, JsonValue>).get(name)
      : fields.get(`packedBins.${name}`);
  const min = of('min');
  const size = of('size');
  if (typeof min !== 'number' || typeof size !== 'number') return null;
  return Array.from({ length: count + 1 }, (_, index) => min + index * size);
}

function numbersOf(value: JsonValue | undefined): readonly number[] | null {
  if (!Array.isArray(value) || value.length > MOST_BINS) return null;
  const numbers = value as readonly JsonValue[];
  return numbers.every((one) => typeof one === 'number') ? (numbers as readonly number[]) : null;
}

function textOf(fields: ReadonlyMap<string, JsonValue>, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
