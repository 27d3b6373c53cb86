import { useNavigate } from '@solidjs/router';
import { type Accessor, createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { type ExperimentKey, toRunKey } from '../../domain/ids.ts';
import type { ExperimentRecord } from '../../domain/records.ts';
import { compareAddress } from '../../domain/run-set-code.ts';
import type { ExperimentSummary } from '../../rpc/query-api.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { offerCommands } from '../../state/screen-commands.ts';
import { useShare } from '../../state/share.ts';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { ALL_RUNS } from './all-runs.ts';
import { ColumnsPanel } from './columns/columns-panel.tsx';
import { DownloadTable } from './download-table.tsx';
import { ExperimentsPicker } from './experiments-picker.tsx';
import { shortFieldLabel } from './group/field-options.ts';
import { GroupPanel } from './group/group-panel.tsx';
import { LayoutSwitch, shownLayout } from './layout-switch.tsx';
import { createAboutExperiment } from './organise/about-experiment.tsx';
import { RenameExperiment } from './rename-experiment.tsx';
import { RunsFilter } from './runs-filter.tsx';
import { RunsSheet } from './runs-sheet.tsx';
import type { RunsView } from './runs-view-state.ts';
import { createSavedViews, type ListedView } from './saved/saved-views.ts';
import { ViewStateLine } from './saved/view-state-line.tsx';
import { ViewsPanel } from './saved/views-panel.tsx';
import { SortPanel } from './sort-panel.tsx';
import { tableCommands } from './table-commands.ts';
import { TimePanel } from './time-panel.tsx';
import { rangeText } from './time-range.ts';
import { experimentsOf } from './view/table-answer.ts';

export function RunsHeader(props: {
  readonly view: RunsView;
  /** The one whose table it is; undefined for several and for all. */
  readonly experiment: ExperimentRecord | undefined;
  readonly experiments: readonly ExperimentSummary[];
  readonly title: string;
  readonly isNarrow: boolean;
  /** Its address is of elsewhere: there is nothing to count, to add to or to write. */
  readonly isMissing: boolean;
  readonly breaches: (experiment: ExperimentKey) => JSX.Element;
  readonly exports: (subject: Accessor<ExportSubject>, isNarrow: Accessor<boolean>) => JSX.Element;
  /** Composes a report of a saved view. */
  readonly report: (subject: Accessor<ExportSubject | null>, onClose: () => void) => JSX.Element;
}): JSX.Element {
  const { view } = props;
  const share = useShare();
  const savedViews = createSavedViews(view);
  const metricCount = () =>
    new Set(view.infos().flatMap((info) => (info.kind === 'metric' ? [info.key] : []))).size;
  const counts = () => {
    const summary = view.summary();
    if (props.isMissing) return '';
    return summary && `${formatPlural(summary.totalCount, 'run')} · ${formatPlural(metricCount(), 'metric')}`;
  };
  const about = createAboutExperiment(() => props.experiment);
  const scopeName = (scope: string) =>
    scope === ALL_RUNS
      ? 'All runs'
      : scope
          .split(',')
          .map((key) => props.experiments.find(({ record }) => record.key === key)?.record.name ?? key)
          .join(', ');
  const viewsPanel = (close: () => void) => (
    <ViewsPanel
      views={savedViews}
      scope={view.id}
      scopeName={scopeName}
      canEdit={share.canEdit()}
      onClose={close}
      onReport={(one) => void report(one)}
    />
  );
  const navigate = useNavigate();
  const [reported, setReported] = createSignal<ExportSubject | null>(null);
  const report = async (one: ListedView) => {
    const state = await savedViews.viewOf(one);
    if (!state) return;
    setReported({ experiments: experimentsOf(one.scope), selected: [], title: one.name, view: state });
  };
  const panels = new Map<string, () => void>();
  offerCommands(() =>
    tableCommands({
      layout: shownLayout(view.view().layout, props.isNarrow),
      isNarrow: props.isNarrow,
      setLayout: view.setLayout,
      selected: view.selected().size,
      compare: () => navigate(compareAddress([...view.selected()].map(toRunKey))),
      panels: props.isNarrow ? new Map() : panels,
      views: savedViews.all().map((one) => ({ name: one.name, open: () => void savedViews.open(one) })),
    }),
  );
  const subject = (): ExportSubject => ({
    experiments: view.experiments,
    selected: [...view.selected()].map(toRunKey),
    ...matching(),

    title: props.title || ALL_RUNS,
    view: view.view(),
    columns: view.columnState().flatMap(({ id, hidden }) => (hidden ? [] : [id])),
  });
  /** A table that shows all there is says nothing that its experiments do not. */
  const matching = (): Pick<ExportSubject, 'matching'> => {
    const summary = view.summary();
    const isPart =
      summary && (summary.filter !== '' || summary.matchCount < summary.totalCount || view.showsDeleted());
    if (!isPart) return {};
    const keys = async () => {
      const found = await view.api.matchingKeys(summary.table);
      if (!found) throw new Error('the table changed');
      return found;
    };
    return { matching: { count: summary.matchCount, keys } };
  };
  const groupText = () => view.view().groupBy.map(shortFieldLabel).join(', ');

  return (
    <header class="runs-header">
      <div class="runs-title">
        <h1 class="cut" title={props.title}>
          {props.title}
        </h1>
        <Show when={props.experiment}>{(experiment) => <RenameExperiment experiment={experiment()} />}</Show>
        <span class="muted runs-counts">{counts()}</span>
        <about.AddNote />
        <ViewStateLine views={savedViews} canEdit={share.canEdit()} />
        <span class="runs-title-gap" />
        <Show when={!props.isMissing && view.experiments !== 'all' && props.experiments.length > 1}>
          <PopoverButton
            label="Add experiments"
            {...(props.isNarrow ? {} : { text: 'Add experiments' })}
            variant="quiet"
            small
            icon="plus"
            panelClass="choice-popover"
          >
            {(close) => <ExperimentsPicker view={view} experiments={props.experiments} onClose={close} />}
          </PopoverButton>
        </Show>
        <DownloadTable
          api={view.api}
          table={view.summary()?.table}
          shown={view.columnState().flatMap(({ id, hidden }) => (hidden ? [] : [id]))}
          selected={[...view.selected()].map(toRunKey)}
          title={props.title || ALL_RUNS}
        />
        <Show when={!props.isMissing}>{props.exports(subject, () => props.isNarrow)}</Show>
        {props.report(reported, () => setReported(null))}
      </div>
      <about.Note />
      <Show when={props.experiment?.key} keyed>
        {(key) => props.breaches(key)}
      </Show>
      <Show
        when={!props.isNarrow}
        fallback={
          <div class="runs-tools">
            <RunsSheet view={view}>{viewsPanel(() => undefined)}</RunsSheet>
            <span class="runs-title-gap" />
            <LayoutSwitch view={view} isNarrow />
          </div>
        }
      >
        <RunsFilter
          view={view}
          tools={
            <>
              <PopoverButton
                label="Columns"
                text="Columns"
                icon="columns"
                panelClass="choice-popover"
                opener={(open) => panels.set('Columns', open)}
              >
                {() => <ColumnsPanel view={view} />}
              </PopoverButton>
              <PopoverButton
                label="Group by"
                panelClass="choice-popover"
                opener={(open) => panels.set('Group by', open)}
                namedByText
                text={
                  <>
                    Group by
                    <Show when={groupText()}>
                      {' '}
                      <span class="tool-value cut">{groupText()}</span>
                    </Show>
                  </>
                }
              >
                {() => <GroupPanel view={view} />}
              </PopoverButton>
              <PopoverButton
                label="Save view"
                text="Save view"
                panelClass="choice-popover"
                opener={(open) => panels.set('Save view', open)}
              >
                {viewsPanel}
              </PopoverButton>
              <LayoutSwitch view={view} isNarrow={false} />
            </>
          }
          notes={
            <>
              <PopoverButton
                label="Started"
                variant="quiet"
                small
                panelClass="choice-popover"
                namedByText
                text={`Started: ${rangeText(view.view().started)}`}
              >
                {() => <TimePanel view={view} />}
              </PopoverButton>
              <PopoverButton
                label="Sort"
                opener={(open) => panels.set('Sort', open)}
                variant="quiet"
                small
                panelClass="choice-popover"
                namedByText
                text={view.view().sort.length > 1 ? `Sort: ${view.view().sort.length} keys` : 'Sort'}
              >
                {() => <SortPanel view={view} />}
              </PopoverButton>
            </>
          }
        />
      </Show>
    </header>
  );
}
