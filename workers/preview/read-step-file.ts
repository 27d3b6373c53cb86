import { fromUtf8 } from '../../src/base/bytes.ts';
import { parseStepLine, rebin, type StepKind, sum } from '../../src/domain/step-lines.ts';
import type { HistogramMap, StepFile } from '../../src/rpc/step-file.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
/** Longer lines are listed and not looked into. */
const LONGEST_LINE = 16 * 1024 * 1024;
const MOST_LINES = 50_000;
/** Numbers of all histograms together that are held until the axis is known. */
const MOST_NUMBERS = 16_000_000;
const MOST_ROWS = 400;
const BINS = 80;
const HEAD = /^\{"step":([^,]{1,30}),"time":([^,]{1,30}),/;

interface HeldHistogram {
  readonly line: number;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Finds the lines of `texts/….jsonl`, `histograms/….jsonl` and their like; of histograms makes one map. */
export async function readStepFile(file: Blob, of: StepKind): Promise<StepFile> {
  const steps: number[] = [];
  const timesMs: number[] = [];
  const offsets: number[] = [];
  const held: HeldHistogram[] = [];
  let numbers = 0;
  let left = 0;
  let end = 0;
  for await (const { bytes, offset } of linesOf(file)) {
    if (steps.length >= MOST_LINES) {
      left += 1;
      continue;
    }
    const head = HEAD.exec(fromUtf8(bytes.subarray(0, 100)));
    offsets.push(offset);
    end = offset + bytes.length;
    steps.push(toNumber(head?.[1]));
    timesMs.push(toNumber(head?.[2]));
    if (of !== 'histogram' || numbers > MOST_NUMBERS) continue;
    const value = parseStepLine(fromUtf8(bytes));
    if (!value || value.edges.length < 2) continue;
    numbers += value.edges.length + value.counts.length;
    held.push({ line: steps.length - 1, edges: value.edges, counts: value.counts });
  }
  return {
    steps: Float64Array.from(steps),
    timesMs: Float64Array.from(timesMs),
    offsets: Float64Array.from([...offsets, end]),
    left,
    map: toMap(held),
  };
}

function toNumber(text: string | undefined): number {
  return text === undefined || text === 'null' ? Number.NaN : Number(text);
}

/** Lines that hold something, window by window; of one that is too long its first part. */
async function* linesOf(file: Blob): AsyncGenerator<{ bytes: Uint8Array; offset: number }> {
  let rest = new Uint8Array(0);
  let offset = 0;
  for (let at = 0; at < file.size; at += WINDOW_BYTES) {
    const window = new Uint8Array(await file.slice(at, at + WINDOW_BYTES).arrayBuffer());
    const bytes = joined(rest, window);
    let from = 0;
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, from)) {
      if (newline > from) yield { bytes: bytes.subarray(from, newline), offset: offset + from };
      from = newline + 1;
    }
    offset += from;
    rest = bytes.slice(from);
    if (rest.length > LONGEST_LINE) return;
  }
  if (rest.length > 0) yield { bytes: rest, offset };
}

function joined(a: Uint8Array, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function toMap(held: readonly HeldHistogram[]): HistogramMap | null {
  if (held.length === 0) return null;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { edges } of held) {
    from = Math.min(from, edges[0]!);
    to = Math.max(to, edges.at(-1)!);
  }
  if (!(to > from)) {
    from -= 0.5;
    to = from + 1;
  }
  const count = Math.min(held.length, MOST_ROWS);
  const lines = new Int32Array(count);
  const shares = new Float32Array(count * BINS);
  for (let row = 0; row < count; row++) {
    // Evenly, the first and the last among them.
    const index = count === 1 ? 0 : Math.round((row * (held.length - 1)) / (count - 1));
    const { line, edges, counts } = held[index]!;
    lines[row] = line;
    const total = sum(counts);
    if (total > 0) {
      const even = rebin(edges, counts, { from, to, bins: BINS });
      for (const [bin, value] of even.entries()) shares[row * BINS + bin] = value / total;
    }
  }
  return { from, to, bins: BINS, lines, shares };
}
