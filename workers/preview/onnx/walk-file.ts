import { MAX_FIELD_HEAD_BYTES, packedInts, WireReader } from '../../../src/base/protobuf.ts';
import type { ByteWindow } from '../byte-window.ts';

/** A field and where its value lies in the file. */
export interface FileField {
  readonly field: number;
  readonly start: number;
  readonly end: number;
  /** For a varint; 0 for all others. */
  readonly int: number;
  readonly isBytes: boolean;
}

/** What is spent on a file, whoever walks it: shared by all messages. */
export class WalkBudget {
  fields = 0;
  /** A message that does not add up, or more fields than a model has. */
  isCut = false;
}

const MOST_FIELDS = 5_000_000;
const LARGEST_MESSAGE = 1024 * 1024;

/** The fields of a message that may be larger than memory: values are skipped unless somebody reads them. */
export async function* walkFile(
  window: ByteWindow,
  from: number,
  end: number,
  budget: WalkBudget,
): AsyncGenerator<FileField> {
  let at = from;
  while (at < end && !budget.isCut) {
    await window.load(at, Math.min(end, at + MAX_FIELD_HEAD_BYTES));
    const base = window.start;
    const reader = new WireReader(window.bytes, at - base, end - base);
    budget.fields += 1;
    if (!reader.nextHead() || base + reader.valueEnd > end || budget.fields > MOST_FIELDS) {
      budget.isCut = true;
      return;
    }
    at = base + reader.valueEnd;
    const { field, wire } = reader;
    yield { field, start: base + reader.valueStart, end: at, int: reader.int(), isBytes: wire === 2 };
  }
}

/** The value as a message in memory; null where it is too large to be. */
export async function readMessage(window: ByteWindow, value: FileField): Promise<WireReader | null> {
  if (value.end - value.start > LARGEST_MESSAGE) return null;
  if (!(await window.load(value.start, value.end))) return null;
  return new WireReader(window.bytes, value.start - window.start, value.end - window.start, 2);
}

/** The beginning of the value as text. */
export async function readText(window: ByteWindow, value: FileField, mostBytes: number): Promise<string> {
  const end = Math.min(value.end, value.start + mostBytes);
  await window.load(value.start, end);
  return new TextDecoder().decode(window.bytes.subarray(value.start - window.start, end - window.start));
}

/** Integers packed into the value, at most `limit`. */
export async function readInts(window: ByteWindow, value: FileField, limit: number): Promise<number[]> {
  const end = Math.min(value.end, value.start + limit * 10);
  await window.load(value.start, end);
  return packedInts(window.bytes, value.start - window.start, end - window.start, limit);
}
