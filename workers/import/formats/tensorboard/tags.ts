import type { PointBuilder, PointColumns } from '../../../../src/base/columns.ts';
import type { MetricKey } from '../../../../src/domain/ids.ts';

/** What a tag's values are; the first one says, those after it may not. */
export type TagKind =
  | 'scalar'
  | 'image'
  | 'audio'
  | 'text'
  | 'histogram'
  | 'pr-curve'
  | 'hparams'
  | 'layout'
  | 'graph'
  | 'other';

/** A tag of one run: known by its bytes, because each is written a million times. */
export interface TagEntry {
  readonly bytes: Uint8Array;
  readonly tag: string;
  kind: TagKind | null;
  /** What people call it: TensorFlow 1 writes `loss/scalar_summary` and means `loss`. */
  name: string;
  /** Points that were read; those that are held lie in `points`. */
  count: number;
  /** Of these, how many are -1. */
  placeholders: number;
  points: PointBuilder | null;
  /** Points before those, in pieces of one length: a column that doubles is copied again and again. */
  readonly earlier: PointColumns[];
  /** Number of the last file with a value of it. */
  lastFile: number;
  /** The metric that its points were told as; null before. */
  told: MetricKey | null;
  /** It has points that were counted and not kept. */
  isLost: boolean;
  /** The tag that came after this one: writers log the same ones again and again. */
  next: TagEntry | null;
}

const MOST_TAG_BYTES = 5000;
/** Tags of one run. */
export const MOST_TAGS = 100_000;

const decoder = new TextDecoder();

export class TagTable {
  /** In the order they were met. */
  readonly entries: TagEntry[] = [];
  /** Values whose tags were too many. */
  refused = 0;
  private readonly byHash = new Map<number, TagEntry[]>();
  private last: TagEntry | null = null;

  /** Null where the run has too many tags. */
  find(bytes: Uint8Array, start: number, end: number): TagEntry | null {
    const until = Math.min(end, start + MOST_TAG_BYTES);
    const { last } = this;
    if (last?.next && isSame(last.next.bytes, bytes, start, until)) {
      this.last = last.next;
      return last.next;
    }
    const entry = this.search(bytes, start, until);
    if (last !== null) last.next = entry;
    this.last = entry;
    return entry;
  }

  private search(bytes: Uint8Array, start: number, until: number): TagEntry | null {
    let hash = until - start;
    for (let at = start; at < until; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const sameHash = this.byHash.get(hash);
    if (sameHash) for (const one of sameHash) if (isSame(one.bytes, bytes, start, until)) return one;
    return this.add(bytes.slice(start, until), hash, sameHash);
  }

  private add(bytes: Uint8Array, hash: number, sameHash: TagEntry[] | undefined): TagEntry | null {
    if (this.entries.length >= MOST_TAGS) {
      this.refused += 1;
      return null;
    }
    const tag = decoder.decode(bytes);
    const entry: TagEntry = {
      bytes,
      tag,
      kind: null,
      name: tag,
      count: 0,
      placeholders: 0,
      points: null,
      earlier: [],
      lastFile: 0,
      told: null,
      isLost: false,
      next: null,
    };
    this.entries.push(entry);
    if (sameHash) sameHash.push(entry);
    else this.byHash.set(hash, [entry]);
    return entry;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = known;
  if (length !== end - start) return false;
  // Tags of a run begin alike: the end tells sooner.
  for (let at = length - 1; at >= 0; at--) if (known[at] !== bytes[start + at]) return false;
  return true;
}
