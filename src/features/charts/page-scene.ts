import { useNavigate } from '@solidjs/router';
import { type Accessor, createMemo, createSignal } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import { paletteColour } from '../../domain/run-colour.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import type { DrawnRun } from '../../state/runs-scene.ts';
import { useStoredCharts } from './stored-charts.ts';
import type { WallScene } from './wall-scene.ts';

/** A scene of these runs for a page without a table; its settings are kept in this browser. */
export function createPageScene(runs: Accessor<readonly RunKey[]>, kind: 'run' | 'runs'): WallScene {
  const { api, version } = useQuery();
  const edits = useEdits();
  const navigate = useNavigate();
  const { charts, setCharts } = useStoredCharts(kind);
  const [lit, setLit] = createSignal<RunKey | null>(null);
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const rows = createNewestAnswer(
    () => (version() === 0 ? undefined : { runs: runs(), version: version() }),
    (asked) => api.runRows(asked.runs, []),
  );
  const drawn = createMemo((before: readonly DrawnRun[]): readonly DrawnRun[] => {
    const byKey = new Map((rows() ?? []).map((row) => [row.run, row]));
    const now = runs().map((run) => ({
      run,
      name: edits.name(run) ?? byKey.get(run)?.name ?? '',
      colour: paletteColour(byKey.get(run)?.colour ?? 0),
    }));
    return reuse(before, now);
  }, []);
  return {
    title: () => (drawn().length === 1 ? drawn()[0]!.name : formatPlural(drawn().length, 'run')),
    runs: drawn,
    groups: () => null,
    lit,
    light: (run) => void setLit(run),
    selected,
    select: (next) => void setSelected(next),
    open: (run) => {
      // On a run's own page it is open already.
      if (kind === 'runs') navigate(`/runs/${encodeURIComponent(run)}`);
    },
    charts,
    setCharts,
  };
}
