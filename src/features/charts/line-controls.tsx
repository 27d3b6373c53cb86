import type { JSX } from 'solid-js';
import { giveBack, hasOwn, type LineSetting } from '../../domain/line-settings.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { AxesPanel } from './axes-panel.tsx';
import { axisLabel, axisOfMetric, metricOfAxis, PLAIN_AXES } from './axis-words.ts';
import { SmoothingPanel } from './smoothing-panel.tsx';
import { useWall, type WallStore } from './wall-store.ts';

/** Smoothing, axes and scales of one chart or, where `id` is null, of all. */
export function LineControls(props: { readonly id: string | null }): JSX.Element {
  const wall = useWall();
  const settings = () => wall.settings(props.id);
  const named = (name: string): string => (props.id === null ? `${name} of all charts` : name);
  const owned = (...keys: LineSetting[]): string =>
    props.id !== null && hasOwn(wall.view(), props.id, keys) ? 'has-own' : '';
  const axisText = () => axisLabel(settings().x);
  return (
    <>
      <PopoverButton
        label={smoothingName(props.id, settings().smoothing.amount)}
        variant="quiet"
        small
        class={owned('smoothing')}
        panelClass="chart-popover"
        {...(props.id === null || settings().smoothing.amount > 0
          ? { text: smoothingText(props.id, settings().smoothing.amount) }
          : { icon: 'smooth' as const })}
      >
        <SmoothingPanel id={props.id} />
      </PopoverButton>
      <MenuButton
        label={props.id === null ? `X axis: ${axisText()}, of all charts` : `X axis: ${axisText()}`}
        variant="quiet"
        small
        class={owned('x')}
        items={axisItems(wall, props.id)}
      >
        <span class="cut">
          {props.id === null ? `X axis: ${axisText().toLowerCase()}` : shortAxis(axisText())}
        </span>
      </MenuButton>
      <Button
        variant="quiet"
        small
        label={named('Log scale')}
        title={named('Log scale')}
        class={owned('logY')}
        aria-pressed={settings().logY}
        onClick={() => wall.change(props.id, { logY: !settings().logY })}
      >
        Log
      </Button>
      <PopoverButton
        label={named('Axes')}
        icon="settings"
        variant="quiet"
        small
        class={owned('rangeX', 'rangeY', 'logX', 'clip', 'centre', 'band')}
        panelClass="chart-popover"
      >
        <AxesPanel id={props.id} />
      </PopoverButton>
    </>
  );
}

/** Holds what the button shows, so that it can be spoken to. */
function smoothingName(id: string | null, amount: number): string {
  const name = amount > 0 ? `Smoothing: ${amount}` : 'Smoothing';
  if (id !== null) return name;
  return amount > 0 ? `${name}, of all charts` : `${name} of all charts`;
}

function smoothingText(id: string | null, amount: number): string {
  if (id !== null) return String(amount);
  return amount > 0 ? `Smoothing: ${amount}` : 'Smoothing';
}

/** 'Relative time' → 'Relative': a card is narrow. */
function shortAxis(label: string): string {
  return label.replace(/ time$/, '');
}

export function axisItems(wall: WallStore, id: string | null): readonly MenuItem[] {
  const { x, logX } = wall.settings(id);
  const metric = metricOfAxis(x);
  const choose = (axis: string): void => wall.change(id, { x: axis });
  const owner = id !== null && hasOwn(wall.view(), id, ['x']) ? id : null;
  return [
    ...PLAIN_AXES.map(({ axis, label }) => ({
      label,
      checked: x === axis,
      onSelect: () => choose(axis),
    })),
    ...(metric === null ? [] : [{ label: metric, checked: true, onSelect: () => undefined }]),
    {
      label: 'Another metric …',
      onSelect: () => wall.pickMetric('Metric along the x axis', (key) => choose(axisOfMetric(key))),
    },
    { label: 'Log scale of x', checked: logX, rule: true, onSelect: () => wall.change(id, { logX: !logX }) },
    ...(owner === null
      ? []
      : [
          {
            label: 'As all charts',
            icon: 'undo' as const,
            onSelect: () => wall.scene.setCharts(giveBack(wall.view(), owner, ['x', 'rangeX'])),
          },
        ]),
  ];
}
