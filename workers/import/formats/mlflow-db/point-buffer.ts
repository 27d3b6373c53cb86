import type { PointColumns } from '../../../../src/base/columns.ts';
import { grown } from './intern.ts';

/** Points held before they are sorted into their series: 28 bytes each, and 24 more while they are; fits a cache. */
const CAPACITY = 128 * 1024;
const NONE = -1;
/** Points of a stretch that counts as short. */
const SHORT = 64;

type Columns = readonly [steps: Float64Array, timesMs: Float64Array, values: Float64Array];

/** Where a stretch of sorted points belongs. */
export interface Stretch {
  readonly run: number;
  readonly key: number;
  readonly points: PointColumns;
}

/**
 * Points as they come from the table, runs and keys mixed, in one buffer; sorted by series when it is full. A series
 * is a number, and no series has buffers of its own, so that a hundred thousand short ones cost no more than one.
 */
export class PointBuffer {
  length = 0;
  private steps: Float64Array<ArrayBuffer>;
  private timesMs: Float64Array<ArrayBuffer>;
  private values: Float64Array<ArrayBuffer>;
  private seriesOf: Int32Array<ArrayBuffer>;
  private sorted: Columns | null = null;
  private readonly short: (PointColumns | undefined)[] = [];
  private readonly capacity: number;
  private readonly series = new SeriesIds();

  constructor(expected: number) {
    this.capacity = Math.max(1024, Math.min(CAPACITY, expected));
    this.steps = new Float64Array(this.capacity);
    this.timesMs = new Float64Array(this.capacity);
    this.values = new Float64Array(this.capacity);
    this.seriesOf = new Int32Array(this.capacity);
  }

  get isFull(): boolean {
    return this.length === this.capacity;
  }

  push(run: number, key: number, step: number, timeMs: number, value: number): void {
    const at = this.length;
    this.seriesOf[at] = this.series.idOf(run, key);
    this.steps[at] = step;
    this.timesMs[at] = timeMs;
    this.values[at] = value;
    this.length = at + 1;
  }

  /**
   * Hands out what is buffered, series by series and all series of a run together, then starts anew. The columns are
   * overwritten by the next call.
   */
  *drain(): Generator<Stretch> {
    const { length } = this;
    if (length === 0) return;
    const order = this.series.inRunOrder();
    const ends = this.sortInto(order);
    this.length = 0;
    let from = 0;
    for (const id of order) {
      const to = ends[id]!;
      if (to > from) {
        yield { run: this.series.runOf(id), key: this.series.keyOf(id), points: this.cut(from, to) };
      }
      from = to;
    }
    this.series.clear();
  }

  /** Three views cost more than a few numbers: short stretches share columns of their length. */
  private cut(from: number, to: number): PointColumns {
    const [steps, timesMs, values] = this.sorted as Columns;
    const length = to - from;
    if (length > SHORT) {
      return {
        steps: steps.subarray(from, to),
        timesMs: timesMs.subarray(from, to),
        values: values.subarray(from, to),
      };
    }
    let short = this.short[length];
    if (short === undefined) {
      short = {
        steps: new Float64Array(length),
        timesMs: new Float64Array(length),
        values: new Float64Array(length),
      };
      this.short[length] = short;
    }
    for (let i = 0; i < length; i++) {
      short.steps[i] = steps[from + i]!;
      short.timesMs[i] = timesMs[from + i]!;
      short.values[i] = values[from + i]!;
    }
    return short;
  }

  /** Counting sort: stable, so points keep the order they were logged in. Returns where each series ends. */
  private sortInto(order: Int32Array): Int32Array {
    const { length, seriesOf } = this;
    this.sorted ??= [
      new Float64Array(this.capacity),
      new Float64Array(this.capacity),
      new Float64Array(this.capacity),
    ];
    const counts = new Int32Array(order.length);
    for (let i = 0; i < length; i++) counts[seriesOf[i]!]! += 1;
    const next = new Int32Array(order.length);
    let from = 0;
    for (const id of order) {
      next[id] = from;
      from += counts[id]!;
    }
    const [steps, timesMs, values] = this.sorted;
    for (let i = 0; i < length; i++) {
      const to = next[seriesOf[i]!]!++;
      steps[to] = this.steps[i]!;
      timesMs[to] = this.timesMs[i]!;
      values[to] = this.values[i]!;
    }
    return next;
  }
}

/** Numbers for pairs of run and key, from 0; a hash table over two integers. */
class SeriesIds {
  private size = 0;
  private last = NONE;
  private runs: Int32Array<ArrayBuffer> = new Int32Array(1024);
  private keys: Int32Array<ArrayBuffer> = new Int32Array(1024);
  /** Ids plus one, 0 is free. */
  private slots = new Int32Array(2048);

  idOf(run: number, key: number): number {
    // Series follow each other as they did before, step after step.
    const next = this.last + 1;
    if (next < this.size && this.runs[next] === run && this.keys[next] === key) return this.follow(next);
    const mask = this.slots.length - 1;
    for (let slot = mix(run, key) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]! - 1;
      if (id === NONE) return this.follow(this.append(run, key, slot));
      if (this.runs[id] === run && this.keys[id] === key) return this.follow(id);
    }
  }

  private follow(id: number): number {
    this.last = id;
    return id;
  }

  runOf(id: number): number {
    return this.runs[id]!;
  }

  keyOf(id: number): number {
    return this.keys[id]!;
  }

  inRunOrder(): Int32Array {
    const { size } = this;
    const order = new Int32Array(size);
    // Run and series in one number: typed arrays sort numbers without calling back.
    const keys = new Float64Array(size);
    for (let id = 0; id < size; id++) keys[id] = this.runs[id]! * size + id;
    keys.sort();
    for (let i = 0; i < size; i++) order[i] = keys[i]! % size;
    return order;
  }

  clear(): void {
    this.size = 0;
    this.last = NONE;
    this.slots.fill(0);
  }

  private append(run: number, key: number, slot: number): number {
    const id = this.size;
    if (id === this.runs.length) {
      this.runs = grown(this.runs, id * 2);
      this.keys = grown(this.keys, id * 2);
    }
    this.runs[id] = run;
    this.keys[id] = key;
    this.size = id + 1;
    this.slots[slot] = id + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = mix(this.runs[id]!, this.keys[id]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }
}

function mix(run: number, key: number): number {
  const hash = Math.imul(run, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
