import { useNavigate } from '@solidjs/router';
import { type Accessor, createEffect, createMemo, type JSX, Match, Show, Switch } from 'solid-js';
import type { ExperimentKey, RunKey } from '../../domain/ids.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import { createMedia } from '../../ui/media.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { AtBestDialog } from './columns/at-best-dialog.tsx';
import { shownLayout } from './layout-switch.tsx';
import { missingExperiments } from './missing-experiments.ts';
import { createRunTools } from './organise/run-tools.tsx';
import { NoMatch, NoRuns, NotHere } from './runs-empty.tsx';
import { RunsFoot } from './runs-foot.tsx';
import { RunsHeader } from './runs-header.tsx';
import { RunsRows } from './runs-rows.tsx';
import { createRunsView } from './runs-view-state.ts';
import { rangeText } from './time-range.ts';
import { ChartsPane } from './view/charts-pane.tsx';

const NARROW = '(max-width: 640px)';
const FIRST_SHARE = 0.52;

export function RunsTable(props: {
  readonly id: string;
  readonly charts: (scene: RunsScene) => JSX.Element;
  readonly breaches: (experiment: ExperimentKey) => JSX.Element;
  readonly exports: (subject: Accessor<ExportSubject>, isNarrow: Accessor<boolean>) => JSX.Element;
  /** Composes a report of a saved view. */
  readonly report: (subject: Accessor<ExportSubject | null>, onClose: () => void) => JSX.Element;
}): JSX.Element {
  const navigate = useNavigate();
  const open = (run: RunKey) => navigate(`/runs/${encodeURIComponent(run)}`);
  const view = createRunsView(props.id, open);
  const isNarrow = createMedia(NARROW);
  const [share, setShare] = createStoredSignal('runs-split', readShare, FIRST_SHARE);
  const layout = () => shownLayout(view.view().layout, isNarrow());
  const experiment = () => view.experimentList()?.find(({ record }) => record.key === props.id)?.record;
  const { title } = view;
  const missing = createMemo(() =>
    missingExperiments(view.experiments, view.experimentList(), view.summary()),
  );
  const tools = createRunTools(view, title);
  const isEmpty = () => view.summary()?.rowCount === 0;
  const hidden = () => {
    const summary = view.summary();
    if (!view.showsArchived() && (summary?.archivedCount ?? 0) > 0) return 'archived';
    return !view.showsDeleted() && (summary?.deletedCount ?? 0) > 0 ? 'deleted' : null;
  };
  const isNarrowed = () => (view.applied() ?? '') !== '' || view.view().started !== null;
  const rows = () => (
    <Show when={view.source()}>
      {(source) => <RunsRows view={view} tools={tools} source={source()} isNarrow={isNarrow()} />}
    </Show>
  );
  const charts = () => <ChartsPane view={view} charts={props.charts} />;
  createEffect(() => {
    document.title = `${title() || 'Runs'} · Cairn`;
  });

  return (
    <div class="runs-screen">
      <RunsHeader
        view={view}
        experiment={experiment()}
        experiments={view.experimentList() ?? []}
        title={title() || (missing() > 0 ? 'Unknown experiment' : '')}
        isNarrow={isNarrow()}
        isMissing={missing() > 0}
        breaches={props.breaches}
        exports={props.exports}
        report={props.report}
      />
      <Switch>
        <Match when={missing() > 0}>
          <NotHere count={missing()} />
        </Match>
        <Match when={isEmpty() && isNarrowed()}>
          <NoMatch
            started={view.view().started === null ? '' : rangeText(view.view().started)}
            filter={view.applied() ?? ''}
            onClear={() => view.change({ filter: '', started: null })}
          />
        </Match>
        <Match when={isEmpty()}>
          <NoRuns hidden={hidden()} />
        </Match>
        <Match when={layout() === 'table'}>{rows()}</Match>
        <Match when={layout() === 'charts'}>{charts()}</Match>
        <Match when={layout() === 'split'}>
          <SplitPane
            name="Width of the table"
            share={share()}
            onShare={setShare}
            first={rows()}
            second={charts()}
          />
        </Match>
      </Switch>
      <RunsFoot view={view} tools={tools} />
      <tools.Panels />
      <AtBestDialog view={view} />
    </div>
  );
}

function readShare(raw: unknown): number | undefined {
  return typeof raw === 'number' && raw > 0 && raw < 1 ? raw : undefined;
}
