import { createMemo, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { MadeChart } from '../../domain/view-state.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { LineEditor } from './line-editor.tsx';
import { duplicateChart, moveChart, putChart, removeChart, titleOf } from './made-charts.ts';
import { MetricCard } from './metric-card.tsx';
import { NameDialog } from './name-dialog.tsx';
import { PlotCard } from './plot-card.tsx';
import { useWall } from './wall-store.ts';

/** Charts that a person made, above those that came by themselves. */
export function MadeSection(props: {
  /** Null where there is no table that plots could be drawn from: lines only. */
  readonly scene: RunsScene | null;
  readonly keys: readonly string[];
}): JSX.Element {
  const wall = useWall();
  const titleId = createUniqueId();
  const made = () => wall.view().made.filter((chart) => chart.kind === 'line' || props.scene !== null);
  const ids = createMemo(() => made().map((chart) => chart.id));
  return (
    <Show when={ids().length > 0}>
      <section class="chart-section" aria-labelledby={titleId}>
        <h3 id={titleId} class="chart-made-title">
          Your charts
        </h3>
        <div class="chart-cards is-made">
          <For each={ids()}>{(id) => <MadeCard id={id} scene={props.scene} keys={props.keys} />}</For>
        </div>
      </section>
    </Show>
  );
}

function MadeCard(props: {
  readonly id: string;
  readonly scene: RunsScene | null;
  readonly keys: readonly string[];
}): JSX.Element {
  const wall = useWall();
  const [isEditing, setIsEditing] = createSignal(false);
  const chart = createMemo(() => wall.view().made.find((one) => one.id === props.id));
  const put = (next: MadeChart): void => wall.scene.setCharts(putChart(wall.view(), next));
  const at = () => wall.view().made.findIndex((one) => one.id === props.id);
  const items = (): readonly MenuItem[] => [
    {
      label: chart()?.kind === 'line' ? 'Edit …' : 'Rename …',
      icon: 'edit',
      onSelect: () => setIsEditing(true),
    },
    {
      label: 'Duplicate',
      icon: 'copy',
      onSelect: () => wall.scene.setCharts(duplicateChart(wall.view(), props.id, crypto.randomUUID())),
    },
    {
      label: 'Move up',
      icon: 'arrow-up',
      disabled: at() <= 0,
      onSelect: () => wall.scene.setCharts(moveChart(wall.view(), props.id, -1)),
    },
    {
      label: 'Move down',
      icon: 'arrow-down',
      disabled: at() === wall.view().made.length - 1,
      onSelect: () => wall.scene.setCharts(moveChart(wall.view(), props.id, 1)),
    },
    {
      label: 'Delete',
      icon: 'trash',
      danger: true,
      rule: true,
      onSelect: () => wall.scene.setCharts(removeChart(wall.view(), props.id)),
    },
  ];
  const line = () => {
    const known = chart();
    return known?.kind === 'line' ? known : undefined;
  };
  const plot = () => {
    const known = chart();
    return known && known.kind !== 'line' && props.scene ? { chart: known, scene: props.scene } : undefined;
  };
  return (
    <>
      <Show when={line()}>
        {(one) => (
          <MetricCard
            id={props.id}
            ys={one().ys}
            name={titleOf(one())}
            title={titleOf(one())}
            items={items()}
          />
        )}
      </Show>
      <Show when={plot()}>
        {(one) => <PlotCard chart={one().chart} scene={one().scene} onChange={put} items={items()} />}
      </Show>
      <Show when={isEditing() && line()}>
        {(one) => (
          <LineEditor chart={one()} keys={props.keys} onSave={put} onClose={() => setIsEditing(false)} />
        )}
      </Show>
      <Show when={isEditing() && plot()}>
        {(one) => (
          <NameDialog
            title="Rename chart"
            name={one().chart.title}
            placeholder={titleOf({ ...one().chart, title: '' })}
            onSave={(title) => put({ ...one().chart, title })}
            onClose={() => setIsEditing(false)}
          />
        )}
      </Show>
    </>
  );
}
