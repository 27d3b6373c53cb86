import { type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { createMedia } from '../../ui/media.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { AxesPanel } from './axes-panel.tsx';
import { axisLabel } from './axis-words.ts';
import type { DownloadKind } from './chart-download.ts';
import { axisItems, LineControls } from './line-controls.tsx';
import { SmoothingPanel } from './smoothing-panel.tsx';
import { useWall } from './wall-store.ts';

export interface ChartToolbarProps {
  readonly id: string;
  readonly isZoomed: boolean;
  readonly onResetZoom: () => void;
  readonly onExpand?: (() => void) | undefined;
  readonly onDownload: (kind: DownloadKind) => void;
  /** What else can be done with the chart. */
  readonly items?: readonly MenuItem[] | undefined;
}

/** Where there is no room, all of it stands in one panel behind a button. */
export const NARROW = '(max-width: 640px)';

export function ChartToolbar(props: ChartToolbarProps): JSX.Element {
  const isNarrow = createMedia(NARROW);
  const downloads = (): readonly MenuItem[] => [
    {
      label: props.isZoomed ? 'CSV, every point in view' : 'CSV, every point',
      onSelect: () => props.onDownload('csv'),
    },
    { label: 'PNG', onSelect: () => props.onDownload('png') },
    { label: 'SVG', onSelect: () => props.onDownload('svg') },
  ];
  return (
    <div class="chart-toolbar" role="toolbar" aria-label="Chart">
      <Show when={props.isZoomed}>
        <Button
          variant="quiet"
          small
          label="Show all"
          title="Show all (double click)"
          onClick={props.onResetZoom}
        >
          All
        </Button>
      </Show>
      <Show
        when={!isNarrow()}
        fallback={
          <PopoverButton
            label="Chart settings"
            icon="settings"
            variant="quiet"
            small
            panelClass="chart-popover"
          >
            <NarrowSettings id={props.id} />
          </PopoverButton>
        }
      >
        <LineControls id={props.id} />
      </Show>
      <Show when={props.onExpand}>
        {(expand) => <Button variant="quiet" small icon="expand" label="Expand" onClick={() => expand()()} />}
      </Show>
      <MenuButton label="Download" icon="download" variant="quiet" small items={downloads()} />
      <Show when={props.items}>
        {(items) => <MenuButton label="More" icon="more" variant="quiet" small items={items()} />}
      </Show>
    </div>
  );
}

/** Also for the bar over all charts, with `id` null. */
export function NarrowSettings(props: { readonly id: string | null }): JSX.Element {
  const wall = useWall();
  const axisText = () => axisLabel(wall.settings(props.id).x);
  return (
    <>
      <SmoothingPanel id={props.id} />
      <div class="chart-settings">
        <MenuButton label={`X axis: ${axisText()}`} items={axisItems(wall, props.id)}>
          <span class="cut">X axis: {axisText().toLowerCase()}</span>
        </MenuButton>
      </div>
      <AxesPanel id={props.id} />
    </>
  );
}
