import { createSignal, For, type JSX } from 'solid-js';
import { MenuButton, type MenuItem } from '../menu.tsx';
import { axisNameLines } from './axis-name.ts';
import type { ParallelProps } from './parallel.tsx';
import { type ParallelAxisModel, SIDE } from './parallel-draw.ts';

const LEAST_DRAG_PX = 8;
/** Of the first and the last name half stands outside of the axes. */
const MOST_PX = SIDE * 2;
/** Of its button, both sides. */
const PADDING_PX = 6;

/** The name of an axis: its menu, and the handle to drag it elsewhere. Shift with an arrow key moves it too. */
export function ParallelHead(props: {
  readonly axis: ParallelAxisModel;
  readonly at: number;
  readonly left: number;
  /** Places of all axes. */
  readonly xs: readonly number[];
  readonly width: number;
  readonly on: Pick<ParallelProps, 'onMove' | 'onLog' | 'onFlip' | 'onRemove' | 'onBrush'>;
}): JSX.Element {
  const [shift, setShift] = createSignal(0);
  let from: number | null = null;
  let wasDragged = false;
  const id = () => props.axis.id;
  const width = () => Math.min(MOST_PX, props.width - 6);
  const end = (): void => {
    if (from === null) return;
    from = null;
    const place = props.left + shift();
    setShift(0);
    if (!wasDragged) return;
    const distances = props.xs.map((x) => Math.abs(x - place));
    props.on.onMove(id(), distances.indexOf(Math.min(...distances)));
  };
  const items = (): MenuItem[] => [
    {
      label: 'Log scale',
      checked: props.axis.log,
      disabled: !isNumbers(props.axis),
      onSelect: () => props.on.onLog(id()),
    },
    { label: 'Flip', checked: props.axis.flip, onSelect: () => props.on.onFlip(id()) },
    {
      label: 'Move left',
      icon: 'chevron-left',
      rule: true,
      disabled: props.at === 0,
      onSelect: () => props.on.onMove(id(), props.at - 1),
    },
    {
      label: 'Move right',
      icon: 'chevron-right',
      disabled: props.at === props.xs.length - 1,
      onSelect: () => props.on.onMove(id(), props.at + 1),
    },
    {
      label: 'Clear range',
      rule: true,
      disabled: props.axis.brush === null,
      onSelect: () => props.on.onBrush(id(), null),
    },
    { label: 'Remove axis', icon: 'trash', onSelect: () => props.on.onRemove(id()) },
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it has the name, the focus and the keys.
    <div
      class="parallel-head"
      classList={{ 'is-dragged': shift() !== 0 }}
      style={{ left: `${props.left + shift()}px`, width: `${width()}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        from = event.clientX;
        wasDragged = false;
      }}
      onPointerMove={(event) => {
        if (from === null) return;
        const moved = event.clientX - from;
        if (!wasDragged && Math.abs(moved) < LEAST_DRAG_PX) return;
        if (!wasDragged) event.currentTarget.setPointerCapture(event.pointerId);
        wasDragged = true;
        setShift(moved);
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        wasDragged = false;
        end();
      }}
      on:click={{
        capture: true,
        handleEvent: (event: MouseEvent) => {
          if (wasDragged) event.stopPropagation();
          wasDragged = false;
        },
      }}
      onKeyDown={(event) => {
        if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
        const to = props.at + (event.key === 'ArrowLeft' ? -1 : 1);
        const heads = event.currentTarget.parentElement;
        if (to >= 0 && to < props.xs.length) props.on.onMove(id(), to);
        // The axis keeps the focus at its new place.
        queueMicrotask(() => heads?.querySelectorAll<HTMLElement>('.parallel-head > button')[to]?.focus());
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <MenuButton label={`Axis ${props.axis.column.label}`} variant="quiet" small items={items()}>
        <span class="parallel-name" title={props.axis.column.label}>
          <For each={axisNameLines(shortLabel(props.axis.column.label), width() - PADDING_PX)}>
            {(line) => <span class="cut">{line}</span>}
          </For>
        </span>
      </MenuButton>
    </div>
  );
}

function isNumbers(axis: ParallelAxisModel): boolean {
  return axis.column.unit !== 'words';
}

function shortLabel(label: string): string {
  return label.replace(/^(?:params|metrics|tags)\./, '');
}
