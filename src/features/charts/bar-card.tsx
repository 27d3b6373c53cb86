import { createMemo, createSignal, type JSX, Show, Suspense } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { BarFigure } from './made-plot.tsx';

/** Low, so that a handful fits into a card; the others scroll. */
const LANE_PX = 20;
const LARGE_LANE_PX = 24;

/** What was logged once, of several runs: lines would be dots on top of one another. */
export function BarCard(props: {
  readonly metric: string;
  readonly title: string;
  readonly scene: RunsScene;
}): JSX.Element {
  const [isExpanded, setIsExpanded] = createSignal(false);
  const runs = createMemo((before: readonly RunKey[]) => {
    const { scene } = props;
    const drawn = scene.groups()?.flatMap((group) => group.runs) ?? scene.runs().map(({ run }) => run);
    return reuse(before, drawn);
  }, []);
  const figure = (lanePx: number, head: JSX.Element, onExpand?: () => void) => (
    <Suspense fallback={<div class="chart-skeleton" />}>
      <BarFigure
        scene={props.scene}
        column={`metrics.${props.metric}`}
        runs={runs()}
        label={props.metric}
        title={props.metric}
        lanePx={lanePx}
        head={head}
        onExpand={onExpand}
      />
    </Suspense>
  );
  return (
    <div class="chart-card is-bars">
      {figure(
        LANE_PX,
        <p class="chart-title cut" title={props.metric}>
          {props.title}
        </p>,
        () => setIsExpanded(true),
      )}
      <Show when={isExpanded()}>
        <Dialog open onClose={() => setIsExpanded(false)} title={props.metric} wide class="chart-dialog">
          <div class="chart-panel">
            <div class="chart-body">{figure(LARGE_LANE_PX, undefined)}</div>
          </div>
        </Dialog>
      </Show>
    </div>
  );
}
