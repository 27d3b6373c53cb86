import { type Accessor, createMemo } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import type { PlotData } from './plot-data.ts';

/** More rings than this are a cloud of their own. */
const MOST_RINGS = 5_000;

/** Between marks of a plot and the runs that table and charts share: what is lit, selected and opened. */
export function createMarkLink(scene: RunsScene, data: Accessor<PlotData | undefined>) {
  const places = createMemo(() => new Map(data()?.runs.map((run, i) => [run, i])));
  const runAt = (mark: number): RunKey | undefined => data()?.runs[mark];
  return {
    lit: createMemo(() => {
      const run = scene.lit();
      return run === null ? -1 : (places().get(run) ?? -1);
    }),
    light: (mark: number): void => {
      const run = runAt(mark) ?? null;
      if (run !== scene.lit()) scene.light(run);
    },
    selected: createMemo(() => {
      const marks: number[] = [];
      for (const run of scene.selected()) {
        const mark = places().get(run as RunKey);
        if (mark !== undefined && marks.length < MOST_RINGS) marks.push(mark);
      }
      return marks;
    }),
    open: (mark: number): void => {
      const run = runAt(mark);
      if (run) scene.open(run);
    },
    toggle: (mark: number): void => {
      const run = runAt(mark);
      if (!run) return;
      const next = new Set(scene.selected());
      if (!next.delete(run)) next.add(run);
      scene.select(next);
    },
    select: (marks: readonly number[]): void => {
      scene.select(new Set(marks.flatMap((mark) => runAt(mark) ?? [])));
    },
  };
}
