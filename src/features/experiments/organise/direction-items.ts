import type { MetricKey } from '../../../domain/ids.ts';
import { type MetricDirection, metricDirection } from '../../../domain/metric-direction.ts';
import type { EditsState } from '../../../state/edits.ts';
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
