import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import type { ExperimentRecord } from '../../domain/records.ts';
import { Button } from '../../ui/button.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { ALL_RUNS } from './all-runs.ts';
import { ColumnsButton } from './columns-button.tsx';
import { RenameExperiment } from './rename-experiment.tsx';
import type { RunsView } from './runs-view-state.ts';
import { SortMenu } from './sort-menu.tsx';

/** Typing asks the worker once it pauses. */
const SEARCH_AFTER_MS = 120;

export function RunsHeader(props: {
  readonly view: RunsView;
  readonly experiment: ExperimentRecord | undefined;
}): JSX.Element {
  const { view } = props;
  const title = () => props.experiment?.name ?? (view.isMixed ? 'All runs' : '');
  const metricCount = () => view.infos().filter((info) => info.kind === 'metric').length;
  const counts = () => {
    const summary = view.summary();
    return summary && `${formatPlural(summary.totalCount, 'run')} · ${formatPlural(metricCount(), 'metric')}`;
  };
  const matches = () => {
    const summary = view.summary();
    if (!summary || view.search() === '') return undefined;
    return `${formatCount(summary.matchCount)} of ${formatCount(summary.totalCount)}`;
  };
  const [isWriting, setWriting] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const searchLater = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => view.setSearch(text.trim()), SEARCH_AFTER_MS);
  };
  const downloadCsv = async () => {
    const summary = view.summary();
    if (!summary) return;
    setWriting(true);
    try {
      saveBlob(await view.api.csv(summary.table), toFileName(`${title() || ALL_RUNS} runs`, 'csv'));
    } finally {
      setWriting(false);
    }
  };

  return (
    <header class="runs-header">
      <div class="runs-title">
        <h1 class="cut" title={title()}>
          {title()}
        </h1>
        <Show when={props.experiment}>{(experiment) => <RenameExperiment experiment={experiment()} />}</Show>
        <span class="muted runs-counts">{counts()}</span>
      </div>
      <div class="runs-tools">
        <SearchBox
          class="runs-filter"
          label="Filter runs"
          placeholder="Filter by name, parameter or tag"
          value={view.search()}
          onInput={searchLater}
        />
        <span class="runs-matches muted" aria-live="polite">
          {matches()}
        </span>
        <SortMenu view={view} />
        <ColumnsButton view={view} />
        <Button icon="download" disabled={isWriting()} onClick={() => void downloadCsv()}>
          Download CSV
        </Button>
      </div>
    </header>
  );
}
