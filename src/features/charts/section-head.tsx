import { createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { NameDialog } from './name-dialog.tsx';
import { changeSection, choiceOf, moveSection, type SectionOrder } from './section-choices.ts';
import { useWall } from './wall-store.ts';

const DRAG_TYPE = 'text/x-chart-section';

/** Heading of a section: fold, name, order by menu or by dragging it onto another. */
export function SectionHead(props: {
  readonly prefix: string;
  readonly titleId: string;
  readonly count: number;
  readonly order: SectionOrder;
}): JSX.Element {
  const wall = useWall();
  const [isNaming, setIsNaming] = createSignal(false);
  const [isOver, setIsOver] = createSignal(false);
  const choice = () => choiceOf(wall.view(), props.prefix);
  const natural = () => props.prefix || 'Metric charts';
  const at = () => props.order.shown.indexOf(props.prefix);
  const fold = (): void =>
    wall.scene.setCharts(changeSection(wall.view(), props.order, props.prefix, { folded: !choice().folded }));
  const moveTo = (prefix: string, place: number): void =>
    wall.scene.setCharts(moveSection(wall.view(), props.order, prefix, place));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is the pointer's way; the menu has the same for keys.
    <div
      class="chart-section-head"
      classList={{ 'is-over': isOver() }}
      draggable="true"
      onDragStart={(event) => event.dataTransfer?.setData(DRAG_TYPE, props.prefix)}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        // The window takes files; this is none.
        event.stopPropagation();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        setIsOver(false);
        if (!event.dataTransfer?.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        event.stopPropagation();
        const dragged = event.dataTransfer.getData(DRAG_TYPE);
        if (props.order.shown.includes(dragged)) moveTo(dragged, at());
      }}
    >
      <h3>
        <button type="button" class="chart-fold" aria-expanded={!choice().folded} onClick={fold}>
          <Icon name={choice().folded ? 'chevron-right' : 'chevron-down'} />
          <span id={props.titleId} class="cut">
            {choice().title || natural()}
          </span>
          <span class="muted">{formatPlural(props.count, 'metric')}</span>
        </button>
      </h3>
      <MenuButton
        label={`Section ${choice().title || natural()}`}
        icon="more"
        variant="quiet"
        small
        items={[
          { label: 'Rename …', icon: 'edit', onSelect: () => setIsNaming(true) },
          {
            label: 'Move up',
            icon: 'arrow-up',
            disabled: at() === 0,
            onSelect: () => moveTo(props.prefix, at() - 1),
          },
          {
            label: 'Move down',
            icon: 'arrow-down',
            disabled: at() === props.order.shown.length - 1,
            onSelect: () => moveTo(props.prefix, at() + 1),
          },
        ]}
      />
      <Show when={isNaming()}>
        <NameDialog
          title="Rename section"
          name={choice().title}
          placeholder={natural()}
          onSave={(title) =>
            wall.scene.setCharts(changeSection(wall.view(), props.order, props.prefix, { title }))
          }
          onClose={() => setIsNaming(false)}
        />
      </Show>
    </div>
  );
}
