import { ErrorBoundary, type JSX, Suspense } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import type { DrawnRuns } from '../../../domain/view-state.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { MenuButton, type MenuItem } from '../../../ui/menu.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { RunsView } from '../runs-view-state.ts';

const MODES: readonly { readonly mode: DrawnRuns['mode']; readonly count: number; readonly label: string }[] =
  [
    { mode: 'first', count: 10, label: 'First 10' },
    { mode: 'first', count: 20, label: 'First 20' },
    { mode: 'first', count: 50, label: 'First 50' },
    { mode: 'selected', count: 10, label: 'Selected' },
    { mode: 'none', count: 10, label: 'None' },
  ];

/** The charts of a table's runs, and above them which of the runs are drawn. */
export function ChartsPane(props: {
  readonly view: RunsView;
  readonly charts: (scene: RunsScene) => JSX.Element;
}): JSX.Element {
  const { scene } = props.view;
  const drawn = () => props.view.view().drawn;
  const isMode = (one: (typeof MODES)[number]) =>
    one.mode === drawn().mode && (one.mode !== 'first' || one.count === drawn().count);
  const items = (): MenuItem[] =>
    MODES.map((one) => ({
      label: one.label,
      checked: isMode(one),
      onSelect: () => scene.setMode(one.mode, one.count),
    }));
  const modeText = () => {
    const { mode, count, hidden, shown } = drawn();
    const label = MODES.find(isMode)?.label ?? (mode === 'first' ? `First ${count}` : mode);
    return hidden.length + shown.length > 0 ? `${label}, changed` : label;
  };
  const counts = () => {
    const groups = scene.groups();
    const count = groups?.reduce((sum, group) => sum + group.runs.length, 0) ?? scene.runs().length;
    const runs = `${formatCount(count)} of ${formatCount(count + scene.leftOut())} runs`;
    if (!groups) return `${runs} drawn`;
    const total = Math.max(groups.length, props.view.summary()?.groupCount ?? 0);
    return `${formatCount(groups.length)} of ${formatPlural(total, 'group')} drawn, ${runs}`;
  };
  return (
    <section class="charts-pane" aria-label="Charts">
      <div class="charts-strip">
        <span class="muted" aria-live="polite">
          {counts()}
        </span>
        <MenuButton variant="quiet" small label={`Drawn: ${modeText()}`} items={items()}>
          Drawn: {modeText()}
        </MenuButton>
      </div>
      <div class="charts-body">
        <ErrorBoundary
          fallback={(_, reset) => (
            <EmptyState title="The charts could not be drawn." text="The table is not affected.">
              <Button onClick={reset}>Try again</Button>
            </EmptyState>
          )}
        >
          <Suspense fallback={<Skeleton lines={6} />}>{props.charts(scene)}</Suspense>
        </ErrorBoundary>
      </div>
    </section>
  );
}
