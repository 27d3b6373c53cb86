import { createSignal, type JSX, Show } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import type { MenuItem } from '../../ui/menu.tsx';
import { ChartPanel } from './chart-panel.tsx';

/** A line chart as a card, and large in a dialog. */
export function MetricCard(props: {
  readonly id: string;
  readonly ys: readonly string[];
  readonly name: string;
  readonly title: string;
  readonly markStep?: number | null | undefined;
  readonly items?: readonly MenuItem[];
}): JSX.Element {
  const [isExpanded, setIsExpanded] = createSignal(false);
  return (
    <div class="chart-card">
      <ChartPanel
        id={props.id}
        ys={props.ys}
        name={props.name}
        title={props.title}
        markStep={props.markStep}
        onExpand={() => setIsExpanded(true)}
        {...(props.items ? { items: props.items } : {})}
      />
      <Show when={isExpanded()}>
        <Dialog open onClose={() => setIsExpanded(false)} title={props.name} wide class="chart-dialog">
          <ChartPanel
            id={props.id}
            ys={props.ys}
            name={props.name}
            title={props.name}
            markStep={props.markStep}
            hideTitle
          />
        </Dialog>
      </Show>
    </div>
  );
}
