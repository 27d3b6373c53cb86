import { createMemo, For, type JSX, Show } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import { Icon } from '../../ui/icon.tsx';
import './charts.css';
import { cssColour } from './chart-lines.ts';
import { withHidden } from './hidden-lines.ts';
import { type DrawnLine, useWall } from './wall-store.ts';

export interface LegendLine {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

/**
 * Which line is which run. Pointing at one lights its lines. A press hides them, and shows them again; with Ctrl, Cmd
 * or Shift, and where nothing can be hidden, it is a press of the line. A run is opened by the arrow beside its name.
 */
export function ChartLegend(props: { readonly lines: readonly (LegendLine | DrawnLine)[] }): JSX.Element {
  const wall = useWall();
  const press = (id: string, event: MouseEvent): void => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (wall.toggle && isPlain) wall.toggle(id);
    else wall.press(id, event);
  };
  const canOpen = () => wall.toggle !== null && wall.scene.groups() === null;
  const items = createMemo(() => {
    const off = new Set(wall.off().map(({ line }) => line.id));
    return new Map(
      withHidden(props.lines, wall.off()).map((line) => [
        `${line.id} ${line.label}`,
        { line: toLegendLine(line), isOff: off.has(line.id) },
      ]),
    );
  });
  // By their keys, so that the button that was pressed stays the same.
  const keys = createMemo((before: readonly string[]) => reuse(before, [...items().keys()]), []);
  return (
    <ul class="chart-legend">
      <For each={keys()}>
        {(key) => (
          <Show when={items().get(key)}>
            {(item) => <LegendItem {...item()} onPress={press} canOpen={canOpen()} />}
          </Show>
        )}
      </For>
    </ul>
  );
}

function LegendItem(props: {
  readonly line: LegendLine;
  readonly isOff: boolean;
  readonly canOpen: boolean;
  readonly onPress: (id: string, event: MouseEvent) => void;
}): JSX.Element {
  const wall = useWall();
  const line = () => props.line;
  const light = (): void => wall.light(props.isOff ? null : line().id);
  return (
    <li classList={{ 'is-off': props.isOff }}>
      <button
        type="button"
        classList={{ 'is-lit': !props.isOff && wall.lit() === line().id }}
        aria-pressed={wall.toggle ? !props.isOff : undefined}
        title={wall.toggle ? `${props.isOff ? 'Show' : 'Hide'} ${line().label}` : undefined}
        onPointerEnter={light}
        onPointerLeave={() => wall.light(null)}
        onFocus={light}
        onBlur={() => wall.light(null)}
        onClick={(event) => props.onPress(line().id, event)}
      >
        <span
          class="chart-swatch"
          classList={{ 'is-dashed': line().dash.length > 0 }}
          style={{ '--swatch': line().colour }}
        />
        <span class="cut">{line().label}</span>
      </button>
      <Show when={props.canOpen}>
        <button
          type="button"
          class="legend-open"
          aria-label={`Open ${line().label}`}
          title={`Open ${line().label}`}
          onClick={() => wall.scene.open(line().id as RunKey)}
        >
          <Icon name="chevron-right" />
        </button>
      </Show>
    </li>
  );
}

/** Of a chart it has its colour already; of the wall it is the run's. */
function toLegendLine(line: LegendLine | DrawnLine): LegendLine {
  if (typeof line.colour === 'string') return line as LegendLine;
  const { id, label, colour } = line as DrawnLine;
  return { id, label, colour: cssColour(colour.hue), dash: colour.dashed ? [1] : [] };
}
