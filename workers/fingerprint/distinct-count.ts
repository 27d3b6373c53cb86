/** 2^12 registers: the estimate is off by about 1.6 % (1.04 / √4096). */
const REGISTER_BITS = 12;
const REGISTERS = 1 << REGISTER_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
/** A longer text is told apart by its beginning and a hash of the whole. */
const WHOLE_TEXT = 80;
const TOP = 10;

type Value = string | number;

/** Counts each value up to a cap; from there on it only estimates how many different ones there are (HyperLogLog). */
export class DistinctCount {
  private readonly counts = new Map<Value, number>();
  private readonly cap: number;
  private registers: Uint8Array | null = null;

  constructor(cap: number) {
    this.cap = cap;
  }

  add(raw: Value): void {
    const value = typeof raw === 'string' && raw.length > WHOLE_TEXT ? shorten(raw) : raw;
    const { counts, registers } = this;
    const known = counts.get(value);
    if (known !== undefined) counts.set(value, known + 1);
    else if (registers !== null) note(registers, value);
    else if (counts.size < this.cap) counts.set(value, 1);
    else {
      this.registers = new Uint8Array(REGISTERS);
      for (const one of counts.keys()) note(this.registers, one);
      note(this.registers, value);
    }
  }

  get exact(): boolean {
    return this.registers === null;
  }

  get count(): number {
    return this.registers === null
      ? this.counts.size
      : Math.max(this.cap + 1, Math.round(estimate(this.registers)));
  }

  /** The most frequent ones; between equals the smaller text, so that the same data has the same answer. */
  top(): readonly (readonly [Value, number])[] {
    return [...this.counts].sort(([a, n], [b, m]) => m - n || (String(a) < String(b) ? -1 : 1)).slice(0, TOP);
  }
}

function shorten(text: string): string {
  return `${text.slice(0, WHOLE_TEXT - 12)}… ${hashText(text, 7).toString(36)}`;
}

function note(registers: Uint8Array, value: Value): void {
  const [index, rest] =
    typeof value === 'number' ? hashNumber(value) : [hashText(value, 1), hashText(value, 2)];
  const at = index >>> (32 - REGISTER_BITS);
  const rank = Math.clz32(rest) + 1;
  if (rank > registers[at]!) registers[at] = rank;
}

function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
  // Few values leave registers empty, and those tell more exactly.
  return raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw;
}

const numberBits = new Float64Array(1);
const words = new Uint32Array(numberBits.buffer);

function hashNumber(value: number): readonly [number, number] {
  numberBits[0] = value === 0 ? 0 : value;
  const [low, high] = [words[0]!, words[1]!];
  return [mix(low ^ mix(high ^ 0x9e3779b9)), mix(high ^ mix(low ^ 0x85ebca6b))];
}

function hashText(text: string, seed: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) ^ text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

/** Every bit of the input changes half of the output's. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
