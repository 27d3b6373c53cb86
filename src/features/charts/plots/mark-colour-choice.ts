import type { ColumnId } from '../../../rpc/query-api.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { coloursOf, type MarkColours } from '../../../ui/plots/index.ts';
import { groupPlaces, type PlotData, RUN_COLOURS } from './plot-data.ts';

const NO_GROUP = 'var(--muted)';

/** Colours by a column; without one by the table's groups, or each run in its own. */
export function markColours(data: PlotData, column: ColumnId, scene: RunsScene): MarkColours {
  const by = data.columns.get(column);
  if (by && column !== '') return coloursOf(by, RUN_COLOURS);
  const groups = scene.groups();
  if (!groups) return { codes: data.hues, palette: RUN_COLOURS, legend: null };
  const places = groupPlaces(data.runs, groups);
  return {
    codes: Uint8Array.from(places, (place) => (place < 0 ? RUN_COLOURS.length : groups[place]!.colour.hue)),
    palette: [...RUN_COLOURS, NO_GROUP],
    legend: {
      kind: 'words',
      label: '',
      entries: groups.map(({ label, colour }) => ({ label, colour: RUN_COLOURS[colour.hue]! })),
    },
  };
}
