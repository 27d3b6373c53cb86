import type { RowPages } from './row-pages.ts';
import type { DataGridProps, GridSets } from './types.ts';

/** Choosing rows: one, a range from where the last choice was made, all. */
export function createGridSelection<Row>(props: DataGridProps<Row>, pages: RowPages<Row>) {
  let anchor = 0;
  /** What was chosen before the range began: a range that shrinks gives back only what it took. */
  let base: ReadonlySet<string> = new Set();
  let keysOf: { source: unknown; keys: Promise<readonly string[]> } | null = null;

  const loadKeys = () => {
    if (keysOf?.source !== props.source) keysOf = { source: props.source, keys: props.source.loadKeys() };
    return keysOf.keys;
  };
  /** Null where some are not loaded, or stand for others. */
  const loadedKeys = (from: number, to: number): string[] | null => {
    const keys: string[] = [];
    for (let index = from; index <= to; index++) {
      const row = pages.rowAt(index);
      if (row === undefined || props.sets?.isSet(row)) return null;
      keys.push(props.rowKey(row));
    }
    return keys;
  };

  const toggleMembers = async (row: Row, sets: GridSets<Row>) => {
    const source = props.source;
    const isWhole = sets.selected(row) === true;
    const members = await sets.loadMembers(row);
    if (source !== props.source) return;
    const next = new Set(props.selected);
    for (const key of members) {
      if (isWhole) next.delete(key);
      else next.add(key);
    }
    base = next;
    props.onSelected(next);
  };

  return {
    toggle(index: number): void {
      const row = pages.rowAt(index);
      if (row === undefined) return;
      anchor = index;
      if (props.sets?.isSet(row)) {
        void toggleMembers(row, props.sets);
        return;
      }
      const key = props.rowKey(row);
      const next = new Set(props.selected);
      if (!next.delete(key)) next.add(key);
      base = next;
      props.onSelected(next);
    },
    async extendTo(index: number): Promise<void> {
      const from = Math.min(anchor, index);
      const to = Math.max(anchor, index);
      const source = props.source;
      const keys = loadedKeys(from, to) ?? (await source.loadRangeKeys(from, to + 1));
      if (source === props.source) props.onSelected(new Set([...base, ...keys]));
    },
    /** Begins a range here without choosing yet. */
    setAnchor(index: number): void {
      anchor = index;
      base = props.selected;
    },
    async selectAll(): Promise<void> {
      const source = props.source;
      const keys = await loadKeys();
      if (source !== props.source) return;
      base = new Set(keys);
      props.onSelected(base);
    },
    clear(): void {
      base = new Set();
      if (props.selected.size > 0) props.onSelected(base);
    },
  };
}
