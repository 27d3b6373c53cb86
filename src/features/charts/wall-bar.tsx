import { type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { createMedia } from '../../ui/media.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { AddChart } from './add-chart.tsx';
import { NARROW, NarrowSettings } from './chart-toolbar.tsx';
import { LineControls } from './line-controls.tsx';
import { foldAll, type SectionOrder } from './section-choices.ts';
import { useWall } from './wall-store.ts';

/** Above all charts: search, settings of all, and a way to add one. */
export function WallBar(props: {
  readonly keys: readonly string[];
  readonly order: SectionOrder;
  readonly found: number;
  readonly mistake: string | null;
  /** The table that plots are drawn from, where there is one. */
  readonly table: RunsScene | null;
}): JSX.Element {
  const wall = useWall();
  const isNarrow = createMedia(NARROW);
  const view = () => wall.view();
  const said = () => {
    if (props.mistake !== null) return props.mistake;
    return view().search.trim() === '' ? '' : formatPlural(props.found, 'metric');
  };
  return (
    <div class="wall-bar">
      <SearchBox
        label="Search charts"
        placeholder="Search or regex"
        value={view().search}
        onInput={(search) => wall.scene.setCharts({ ...view(), search })}
      />
      <span
        role="status"
        class={props.mistake === null ? 'muted' : 'wall-mistake'}
        aria-label="Search of charts"
      >
        {said()}
      </span>
      <div class="wall-tools" role="toolbar" aria-label="All charts">
        <Show
          when={!isNarrow()}
          fallback={
            <PopoverButton label="Settings of all charts" icon="settings" small panelClass="chart-popover">
              <NarrowSettings id={null} />
            </PopoverButton>
          }
        >
          <LineControls id={null} />
        </Show>
        <MenuButton
          label="More for all charts"
          icon="more"
          variant="quiet"
          small
          items={[
            {
              label: 'Zoom charts together',
              checked: wall.isZoomShared(),
              onSelect: () => wall.setZoomShared(!wall.isZoomShared()),
            },
            {
              label: 'Every chart as all charts',
              disabled: Object.keys(view().own).length === 0,
              onSelect: () => wall.scene.setCharts({ ...view(), own: {} }),
            },
            {
              label: 'Fold all sections',
              rule: true,
              onSelect: () => wall.scene.setCharts(foldAll(view(), props.order, true)),
            },
            {
              label: 'Unfold all sections',
              onSelect: () => wall.scene.setCharts(foldAll(view(), props.order, false)),
            },
          ]}
        />
        <AddChart keys={props.keys} table={props.table} />
      </div>
    </div>
  );
}
