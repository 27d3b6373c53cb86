interface Holding {
  /** Serves only to make others: leaves before them. */
  readonly isSpare: boolean;
  readonly buffers: ReadonlySet<ArrayBufferLike>;
  leave(): void;
}

/**
 * Bytes that several shelves share; a buffer that two hold counts once. What is spare leaves first, then what was asked for
 * longest ago.
 */
export class MemoryBudget {
  sizeBytes = 0;
  /** Oldest first. */
  private readonly holdings = new Set<Holding>();
  private readonly holders = new Map<ArrayBufferLike, number>();

  constructor(private readonly limitBytes: number) {}

  /** Others leave for it if need be. What is not spare stays, however large it is. */
  add(holding: Holding): void {
    this.holdings.add(holding);
    for (const buffer of holding.buffers) {
      const count = this.holders.get(buffer) ?? 0;
      if (count === 0) this.sizeBytes += buffer.byteLength;
      this.holders.set(buffer, count + 1);
    }
    this.shrink((oldest) => oldest.isSpare);
    this.shrink((oldest) => oldest !== holding);
  }

  touch(holding: Holding): void {
    if (this.holdings.delete(holding)) this.holdings.add(holding);
  }

  clear(): void {
    for (const holding of this.holdings) holding.leave();
    this.holdings.clear();
    this.holders.clear();
    this.sizeBytes = 0;
  }

  private shrink(mayLeave: (holding: Holding) => boolean): void {
    for (const oldest of this.holdings) {
      if (this.sizeBytes <= this.limitBytes) return;
      if (!mayLeave(oldest)) continue;
      this.remove(oldest);
      oldest.leave();
    }
  }

  remove(holding: Holding): void {
    if (!this.holdings.delete(holding)) return;
    for (const buffer of holding.buffers) {
      const count = this.holders.get(buffer)! - 1;
      if (count > 0) {
        this.holders.set(buffer, count);
        continue;
      }
      this.holders.delete(buffer);
      this.sizeBytes -= buffer.byteLength;
    }
  }
}

interface Unit<T> {
  readonly value: Promise<T>;
  holding: Holding | null;
}

/** Values of one kind by key, made when they are asked for and not there. */
export class Shelf<T> {
  private readonly units = new Map<string, Unit<T>>();

  constructor(
    private readonly budget: MemoryBudget,
    private readonly arraysOf: (value: T) => readonly ArrayBufferView[],
    /** False for what may be another thing at the next question. */
    private readonly isLasting: (value: T) => boolean,
    private readonly isSpare = false,
  ) {}

  async load(key: string, make: () => Promise<T> | T): Promise<T> {
    const known = this.units.get(key);
    if (known !== undefined) {
      if (known.holding) this.budget.touch(known.holding);
      return known.value;
    }
    const unit: Unit<T> = { value: Promise.resolve().then(make), holding: null };
    this.units.set(key, unit);
    try {
      const value = await unit.value;
      if (this.units.get(key) !== unit) return value;
      if (this.isLasting(value)) this.keep(key, unit, value);
      else this.units.delete(key);
      return value;
    } catch (error) {
      // What could not be read now may be readable at the next try.
      if (this.units.get(key) === unit) this.units.delete(key);
      throw error;
    }
  }

  /** What is held under a key, without asking for it; null for what is under way or not there. */
  peek(key: string): Promise<T> | null {
    const unit = this.units.get(key);
    return unit?.holding ? unit.value : null;
  }

  /** What is under way stays. */
  forget(key: string): void {
    const holding = this.units.get(key)?.holding;
    if (!holding) return;
    this.units.delete(key);
    this.budget.remove(holding);
  }

  /** What is under way is not kept either. */
  clear(): void {
    this.units.clear();
  }

  private keep(key: string, unit: Unit<T>, value: T): void {
    const buffers = new Set(this.arraysOf(value).map((array) => array.buffer));
    const leave = () => {
      if (this.units.get(key) === unit) this.units.delete(key);
    };
    unit.holding = { isSpare: this.isSpare, buffers, leave };
    this.budget.add(unit.holding);
  }
}

/** Makes a shelf forget what it holds for the same owner, all but the last few: a slider that is drawn makes many. */
export class RecentKeys {
  private readonly keys = new WeakMap<object, string[]>();

  constructor(
    private readonly shelf: { forget(key: string): void },
    private readonly limit: number,
  ) {}

  use(owner: object, key: string): void {
    const others = (this.keys.get(owner) ?? []).filter((other) => other !== key);
    const kept = others.slice(Math.max(0, others.length + 1 - this.limit));
    for (const other of others.slice(0, others.length - kept.length)) this.shelf.forget(other);
    this.keys.set(owner, [...kept, key]);
  }

  /** The owner is not asked for any more. */
  leave(owner: object): void {
    for (const key of this.keys.get(owner) ?? []) this.shelf.forget(key);
    this.keys.delete(owner);
  }
}
