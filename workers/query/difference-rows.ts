import {
  DIFFERENCE_TEXT_LIMIT,
  type Difference,
  type DifferenceSection,
  type Differences,
} from '../../src/rpc/query-api.ts';

type Value = string | number | null;

/**
 * Key → place of a run → its value, of those that have one: a thousand runs may name a million packages or datasets,
 * each for itself.
 */
export type KeyedValues = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** Rows times runs; more would take the page seconds to receive. */
const MOST_VALUES = 2_000_000;

/** Gathers rows of values side by side, with long texts cut and an end to how many there can be. */
export class DifferenceRows {
  private readonly rows: Difference[] = [];
  private leftOut = 0;
  private readonly mostRows: number;

  constructor(
    private readonly runCount: number,
    /** Longer texts are cut there. */
    private readonly limit = DIFFERENCE_TEXT_LIMIT,
  ) {
    this.mostRows = Math.floor(MOST_VALUES / Math.max(1, runCount));
  }

  /** A row that no run has a value for is none. */
  add(section: DifferenceSection, key: string, values: readonly Value[]): void {
    if (values.every((value) => value === null)) return;
    if (this.rows.length >= this.mostRows) {
      this.leftOut += 1;
      return;
    }
    const first = values[0]!;
    const differs = values.some((value) => !isSame(value, first));
    const cut = values.some((value) => typeof value === 'string' && value.length > this.limit);
    const shown = cut ? values.map((value) => cutText(value, this.limit)) : values;
    this.rows.push({ section, key, values: shown, differs, cut });
  }

  /** Each key in natural order. */
  addAll(section: DifferenceSection, found: KeyedValues): void {
    for (const key of [...found.keys()].sort(byKey)) {
      if (this.rows.length >= this.mostRows) {
        this.leftOut += 1;
        continue;
      }
      const values = new Array<Value>(this.runCount).fill(null);
      for (const [place, value] of found.get(key)!) values[place] = value;
      this.add(section, key, values);
    }
  }

  end(): Differences {
    return { rows: this.rows, leftOut: this.leftOut };
  }
}

/** The value of a key in the differences of one run; null where it has none. */
export function wholeOf({ rows }: Differences, section: DifferenceSection, key: string): string | null {
  const [value = null] = rows.find((one) => one.section === section && one.key === key)?.values ?? [];
  return value === null ? null : String(value);
}

const collator = new Intl.Collator('en', { numeric: true });

export function byKey(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** NaN is the same as NaN, and 0 as -0. */
function isSame(a: Value, b: Value): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function cutText(value: Value, limit: number): Value {
  return typeof value === 'string' ? value.slice(0, limit) : value;
}
