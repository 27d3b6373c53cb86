import { createSignal, type JSX, Show, Suspense } from 'solid-js';
import type { MadeChart } from '../../domain/view-state.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { titleOf } from './made-charts.ts';
import { MadePlot } from './made-plot.tsx';

/** The frame of a chart that is not made of lines: title, menu, and the plot, here or large. */
export function PlotCard(props: {
  readonly chart: MadeChart;
  readonly scene: RunsScene;
  readonly onChange: (chart: MadeChart) => void;
  readonly items: readonly MenuItem[];
}): JSX.Element {
  const [isExpanded, setIsExpanded] = createSignal(false);
  const plot = () => (
    <Suspense fallback={<div class="chart-skeleton" />}>
      <MadePlot chart={props.chart} scene={props.scene} onChange={props.onChange} />
    </Suspense>
  );
  return (
    <div class="chart-card">
      <div class="chart-panel">
        <div class="chart-head">
          <p class="chart-title cut">{titleOf(props.chart)}</p>
          <div class="chart-toolbar" role="toolbar" aria-label="Chart">
            <Button variant="quiet" small icon="expand" label="Expand" onClick={() => setIsExpanded(true)} />
            <MenuButton label="More" icon="more" variant="quiet" small items={props.items} />
          </div>
        </div>
        <div class="chart-body">{plot()}</div>
      </div>
      <Show when={isExpanded()}>
        <Dialog
          open
          onClose={() => setIsExpanded(false)}
          title={titleOf(props.chart)}
          wide
          class="chart-dialog"
        >
          <div class="chart-panel">
            <div class="chart-body">{plot()}</div>
          </div>
        </Dialog>
      </Show>
    </div>
  );
}
