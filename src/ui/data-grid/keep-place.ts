import { createEffect, on } from 'solid-js';
import { ROW_HEIGHT } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';
import type { GridSource } from './types.ts';

/**
 * While rows come and move on their own, the active row stays the active one, and what is looked at stays where it is on
 * the screen; at the very top new rows come into sight.
 */
export function keepPlace<Row>(model: GridModel<Row>, scrollBy: (px: number) => void): void {
  const { props } = model;
  const keyAt = (index: number): string | null => {
    const row = index < 0 ? undefined : model.pages.rowAt(index);
    return row === undefined ? null : props.rowKey(row);
  };
  const follow = async (source: GridSource<Row>): Promise<void> => {
    const { keepsPlace } = source;
    if (!keepsPlace) return;
    const active = model.active();
    const top = Math.floor(model.layout.scrollTop() / ROW_HEIGHT);
    // Those of the former answer: the new ones are still to come.
    const [activeKey, topKey] = [keyAt(active.row), top > 0 ? keyAt(top) : null];
    const find = (key: string | null) => (key === null ? -1 : keepsPlace(key));
    const [activeNow, topNow] = await Promise.all([find(activeKey), find(topKey)]);
    if (source !== props.source) return;
    if (activeNow >= 0 && model.active() === active && activeNow !== active.row)
      model.setActive({ ...active, row: activeNow });
    if (topNow >= 0 && topNow !== top) scrollBy((topNow - top) * ROW_HEIGHT);
  };
  createEffect(
    on(
      () => props.source,
      (source) => void follow(source).catch(reportError),
      { defer: true },
    ),
  );
}
