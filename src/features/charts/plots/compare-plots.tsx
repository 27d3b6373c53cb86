import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { MadeChart } from '../../../domain/view-state.ts';
import type { ColumnInfo } from '../../../rpc/query-api.ts';
import { useQuery } from '../../../state/query.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { loadVariety, type Variety } from './column-variety.ts';
import { MadePlot } from './made-plot.tsx';
import { PLOT_KINDS, type PlotKind } from './plot-kinds.ts';

const COMPARED: readonly PlotKind['kind'][] = ['parallel', 'scatter', 'contour', 'box', 'importance'];

/** The plots of a comparison one below the other, each with a first choice that follows what was logged. */
export function ComparePlots(props: { readonly scene: RunsScene }): JSX.Element {
  const { api } = useQuery();
  const [charts, setCharts] = createSignal<readonly MadeChart[]>([]);
  createEffect(
    on(
      () => props.scene.columns().length > 0,
      (hasColumns) => {
        if (!hasColumns) return;
        const columns = props.scene.columns();
        void loadVariety(api, props.scene.table()?.table, columns).then((variety) => begin(columns, variety));
      },
    ),
  );
  const begin = (columns: readonly ColumnInfo[], variety: Variety): void => {
    const kinds = PLOT_KINDS.filter(({ kind }) => COMPARED.includes(kind));
    setCharts(
      kinds.map(({ kind, begin: first }) => ({
        id: `compare-${kind}`,
        title: '',
        ...first(columns, variety),
      })),
    );
  };
  const change = (next: MadeChart): void => {
    setCharts(charts().map((chart) => (chart.id === next.id ? next : chart)));
  };
  return (
    <div class="compare-plots">
      <For each={charts().map(({ id }) => id)}>
        {(id) => (
          <Show when={charts().find((chart) => chart.id === id)}>
            {(chart) => (
              <section class="compare-plot">
                <h2>{PLOT_KINDS.find(({ kind }) => kind === chart().kind)?.label}</h2>
                <MadePlot chart={chart()} scene={props.scene} onChange={change} />
              </section>
            )}
          </Show>
        )}
      </For>
    </div>
  );
}
