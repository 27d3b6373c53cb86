import type { MadeChart, MadeChartKind } from '../../../domain/view-state.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';

export interface PlotProps<K extends MadeChartKind> {
  readonly chart: Extract<MadeChart, { kind: K }>;
  readonly scene: RunsScene;
  readonly onChange: (chart: MadeChart) => void;
}
