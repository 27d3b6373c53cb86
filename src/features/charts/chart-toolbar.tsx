import { type JSX, Show } from 'solid-js';
import type { XAxis } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import type { DownloadKind } from './chart-download.ts';
import { AXIS_LABELS } from './chart-words.ts';

export interface ChartToolbarProps {
  readonly axis: XAxis;
  readonly onAxis: (axis: XAxis) => void;
  readonly log: boolean;
  readonly onLog: (log: boolean) => void;
  readonly isZoomed: boolean;
  readonly onResetZoom: () => void;
  readonly onExpand?: (() => void) | undefined;
  readonly onDownload: (kind: DownloadKind) => void;
}

const AXES = ['step', 'time', 'relative'] as const;

export function ChartToolbar(props: ChartToolbarProps): JSX.Element {
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
      <MenuButton
        label={`X axis: ${AXIS_LABELS[props.axis]}`}
        variant="quiet"
        small
        items={AXES.map((axis) => ({
          label: AXIS_LABELS[axis],
          checked: props.axis === axis,
          onSelect: () => props.onAxis(axis),
        }))}
      >
        {AXIS_LABELS[props.axis].replace(' time', '')}
      </MenuButton>
      <Button
        variant="quiet"
        small
        label="Log scale"
        title="Log scale"
        aria-pressed={props.log}
        onClick={() => props.onLog(!props.log)}
      >
        Log
      </Button>
      <Show when={props.onExpand}>
        {(expand) => <Button variant="quiet" small icon="expand" label="Expand" onClick={() => expand()()} />}
      </Show>
      <MenuButton
        label="Download"
        icon="download"
        variant="quiet"
        small
        items={[
          { label: 'CSV, every point in view', onSelect: () => props.onDownload('csv') },
          { label: 'PNG', onSelect: () => props.onDownload('png') },
          { label: 'SVG', onSelect: () => props.onDownload('svg') },
        ]}
      />
    </div>
  );
}
