import { createSignal, type JSX, Show } from 'solid-js';
import type { MadeChartKind } from '../../domain/view-state.ts';
import { useQuery } from '../../state/query.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { LineEditor } from './line-editor.tsx';
import { MADE_KINDS, putChart } from './made-charts.ts';
import { beginPlot } from './made-plot.tsx';
import { useWall } from './wall-store.ts';

/** A menu of what can be drawn. Lines are asked for first, plots are filled in where they stand. */
export function AddChart(props: {
  readonly keys: readonly string[];
  /** The table that plots are drawn from; null: lines only. */
  readonly table: RunsScene | null;
}): JSX.Element {
  const wall = useWall();
  const { api } = useQuery();
  const [isAsking, setIsAsking] = createSignal(false);
  const kinds = () => (props.table ? MADE_KINDS : MADE_KINDS.filter(({ kind }) => kind === 'line'));
  const add = async (kind: MadeChartKind): Promise<void> => {
    if (kind === 'line') {
      setIsAsking(true);
      return;
    }
    if (!props.table) return;
    const chart = await beginPlot(kind, crypto.randomUUID(), props.table, api);
    if (chart) wall.scene.setCharts(putChart(wall.view(), chart));
  };
  return (
    <>
      <MenuButton
        label="Add chart"
        icon="plus"
        small
        items={kinds().map(({ kind, label }) => ({
          label,
          onSelect: () => void add(kind).catch(reportError),
        }))}
      >
        Add chart
      </MenuButton>
      <Show when={isAsking()}>
        <LineEditor
          chart={{ id: crypto.randomUUID(), title: '', kind: 'line', ys: [] }}
          keys={props.keys}
          onSave={(chart) => wall.scene.setCharts(putChart(wall.view(), chart))}
          onClose={() => setIsAsking(false)}
        />
      </Show>
    </>
  );
}
