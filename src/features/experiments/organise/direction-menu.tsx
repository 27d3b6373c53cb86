import type { JSX } from 'solid-js';
import type { MetricKey } from '../../../domain/ids.ts';
import { type MetricDirection, metricDirection } from '../../../domain/metric-direction.ts';
import { type EditsState, useEdits } from '../../../state/edits.ts';
import { useShare } from '../../../state/share.ts';
import { MenuButton } from '../../../ui/menu.tsx';
import type { MenuItem } from '../../../ui/menu-panel.tsx';
import { sayDone } from './experiment-actions.ts';

const WORDS: Readonly<Record<MetricDirection, string>> = {
  lower: 'Lower is better',
  higher: 'Higher is better',
};

/** Which end of a metric is the good one, as items of any menu: of a column, of a chart. */
export function directionItems(metric: MetricKey, edits: EditsState): readonly MenuItem[] {
  const chosen = edits.chosenDirection(metric);
  const named = metricDirection(metric);
  const choose = (direction: MetricDirection | null) => {
    edits.setDirection(metric, direction);
    sayDone(edits, `${metric}: ${direction === null ? 'as its name says' : WORDS[direction].toLowerCase()}.`);
  };
  return [
    ...(['lower', 'higher'] as const).map((direction) => ({
      label: WORDS[direction],
      checked: chosen === direction,
      onSelect: () => choose(direction),
    })),
    {
      label: `As its name says (${named === null ? 'nothing' : WORDS[named].toLowerCase()})`,
      checked: chosen === null,
      onSelect: () => choose(null),
    },
  ];
}

/** A small button that says which end of a metric is good and lets people say otherwise. */
export function DirectionMenu(props: { readonly metric: MetricKey }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const direction = () => edits.direction(props.metric);
  const words = () => {
    const now = direction();
    return now === null ? 'No better end' : WORDS[now];
  };
  return (
    <MenuButton
      label={`Direction of ${props.metric}: ${words()}`}
      icon={direction() === null ? 'minus' : direction() === 'lower' ? 'arrow-down' : 'arrow-up'}
      variant="quiet"
      small
      items={
        share.canEdit()
          ? directionItems(props.metric, edits)
          : [{ label: words(), disabled: true, onSelect: () => undefined }]
      }
    />
  );
}
