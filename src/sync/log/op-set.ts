/**
 * Sets of membership operations as bits. Equal sets are one object, so that what is computed of a set (its folded
 * membership) is kept with it: ten thousand edits between two operations share one set.
 */
export class OpSet<Folded> {
  folded: Folded | null = null;

  constructor(readonly words: Uint32Array) {}

  has(op: number): boolean {
    return (((this.words[op >>> 5] ?? 0) >>> (op & 31)) & 1) === 1;
  }

  *ops(): Generator<number> {
    for (const [at, word] of this.words.entries()) {
      for (let bit = 0; bit < 32; bit += 1) if (((word >>> bit) & 1) === 1) yield at * 32 + bit;
    }
  }
}

export class OpSets<Folded> {
  private readonly sets = new Map<string, OpSet<Folded>>();
  readonly empty = this.intern(new Uint32Array(0));

  with(set: OpSet<Folded>, op: number): OpSet<Folded> {
    const words = new Uint32Array(Math.max(set.words.length, (op >>> 5) + 1));
    words.set(set.words);
    words[op >>> 5] = (words[op >>> 5] ?? 0) | (1 << (op & 31));
    return this.intern(words);
  }

  union(sets: readonly OpSet<Folded>[]): OpSet<Folded> {
    const first = sets[0] ?? this.empty;
    if (sets.every((set) => set === first)) return first;
    const words = new Uint32Array(Math.max(...sets.map((set) => set.words.length)));
    for (const set of sets) for (const [at, word] of set.words.entries()) words[at] = (words[at] ?? 0) | word;
    return this.intern(words);
  }

  /** The last word is never zero, as sets only grow: equal sets have equal words. */
  private intern(words: Uint32Array): OpSet<Folded> {
    const key = words.join();
    const known = this.sets.get(key);
    if (known) return known;
    const set = new OpSet<Folded>(words);
    this.sets.set(key, set);
    return set;
  }
}
