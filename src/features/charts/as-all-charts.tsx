import { type JSX, Show } from 'solid-js';
import { giveBack, hasOwn, type LineSetting } from '../../domain/line-settings.ts';
import { Button } from '../../ui/button.tsx';
import { useWall } from './wall-store.ts';

/** Shown where a chart has settings of its own, to give them back. */
export function AsAllCharts(props: {
  readonly id: string | null;
  readonly settings: readonly LineSetting[];
}): JSX.Element {
  const wall = useWall();
  const id = () => (props.id !== null && hasOwn(wall.view(), props.id, props.settings) ? props.id : null);
  return (
    <Show when={id()}>
      {(own) => (
        <Button
          small
          variant="quiet"
          icon="undo"
          onClick={() => wall.scene.setCharts(giveBack(wall.view(), own(), props.settings))}
        >
          As all charts
        </Button>
      )}
    </Show>
  );
}
