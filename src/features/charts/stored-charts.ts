import { createRoot } from 'solid-js';
import { FIRST_VIEW } from '../../domain/view-state.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import { parseChartsView } from '../../state/view-schema.ts';
import type { WallScene } from './wall-scene.ts';

type StoredCharts = Pick<WallScene, 'charts' | 'setCharts'>;

const shared = new Map<string, StoredCharts>();

/** One for every chart of a kind of page: what is set in one wall holds in the next. Scope: this browser. */
export function useStoredCharts(kind: 'run' | 'runs'): StoredCharts {
  const known = shared.get(kind);
  if (known) return known;
  const made = createRoot((): StoredCharts => {
    const [charts, setCharts] = createStoredSignal(`charts-of-${kind}`, parseChartsView, FIRST_VIEW.charts);
    return { charts, setCharts: (next) => void setCharts(next) };
  });
  shared.set(kind, made);
  return made;
}
