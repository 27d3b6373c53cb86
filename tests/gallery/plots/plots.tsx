import { createSignal, For, type JSX } from 'solid-js';
import { render } from 'solid-js/web';
import type { MadeChart } from '../../../src/domain/view-state.ts';
import { MadePlot, PLOT_KINDS } from '../../../src/features/charts/plots/index.ts';
import { QueryContext } from '../../../src/state/query.ts';
import '../../../src/ui/base.css';
import { type GivenRun, makePlotsWorkspace, makeSweep } from './made-plots.ts';

declare global {
  interface Window {
    /** Runs to draw instead of the made ones. */
    givenRuns?: readonly GivenRun[];
  }
}

/** Every kind of plot over made runs: `?runs=60&group=params.optimizer&kind=scatter&theme=dark&x=params.lr`. */
const asked = new URLSearchParams(location.search);
document.documentElement.dataset.theme = asked.get('theme') ?? 'light';
const given = window.givenRuns ?? makeSweep(Number(asked.get('runs') ?? 60));
const { scene, query, filter, opened } = makePlotsWorkspace(given, asked.get('group'));
const kinds = PLOT_KINDS.filter(({ kind }) => !asked.has('kind') || asked.get('kind') === kind);
const choices = Object.fromEntries(
  [...asked].filter(([key]) => ['x', 'y', 'z', 'by', 'colour', 'size', 'target'].includes(key)),
);

function Plots(): JSX.Element {
  const [charts, setCharts] = createSignal<readonly MadeChart[]>(
    kinds.map(
      ({ kind, begin }) =>
        ({ id: kind, title: '', ...begin(scene.columns(), new Map()), ...choices }) as MadeChart,
    ),
  );
  return (
    <div
      style={{
        display: 'grid',
        gap: '12px',
        padding: '12px',
        'grid-template-columns': 'repeat(auto-fit, minmax(min(560px, 100%), 1fr))',
      }}
    >
      <p role="status" style={{ 'grid-column': '1 / -1', 'font-size': '12px' }}>
        Filter: <code>{filter() || 'none'}</code> · opened: {opened() ?? 'none'} · selected:{' '}
        {scene.selected().size}
      </p>
      <For each={charts().map(({ id }) => id)}>
        {(id) => (
          <div class="compare-plot">
            <div style={{ height: '400px' }}>
              <MadePlot
                chart={charts().find((chart) => chart.id === id)!}
                scene={scene}
                onChange={(next) => setCharts(charts().map((chart) => (chart.id === next.id ? next : chart)))}
              />
            </div>
          </div>
        )}
      </For>
    </div>
  );
}

const root = document.getElementById('root');
if (root) {
  render(
    () => (
      <QueryContext.Provider value={query}>
        <Plots />
      </QueryContext.Provider>
    ),
    root,
  );
}
