import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { Proposal } from '../../domain/filter/expression.ts';
import type { ExperimentRecord } from '../../domain/records.ts';
import { Button } from '../../ui/button.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { ALL_RUNS } from './all-runs.ts';
import { ColumnsButton } from './columns-button.tsx';
import { FilterBox } from './filter/filter-box.tsx';
import { FilterNote } from './filter/filter-note.tsx';
import { matchText } from './filter/filter-options.ts';
import { createFilterState } from './filter/filter-state.ts';
import { RenameExperiment } from './rename-experiment.tsx';
import type { RunsView } from './runs-view-state.ts';
import { SortMenu } from './sort-menu.tsx';

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
  /** There without a filter as well: the box would change its width under the hands of whoever types. */
  const matches = () => {
    const summary = view.summary();
    return summary && summary.totalCount > 0 ? matchText(summary.matchCount, summary.totalCount) : undefined;
  };
  const widestMatches = () => {
    const total = view.summary()?.totalCount ?? 0;
    return matchText(total, total).length;
  };
  const [isWriting, setWriting] = createSignal(false);
  const filter = createFilterState(view);
  const noteId = createUniqueId();
  let input: HTMLInputElement | undefined;
  const takeProposal = (proposal: Proposal) => {
    filter.take(proposal);
    input?.focus();
    input?.setSelectionRange(filter.caret(), filter.caret());
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
        <div class="runs-filter">
          <FilterBox
            filter={filter}
            noteId={noteId}
            ref={(element) => {
              input = element;
            }}
          />
          <span class="runs-matches muted" aria-live="polite" style={{ 'min-width': `${widestMatches()}ch` }}>
            {matches()}
          </span>
        </div>
        <SortMenu view={view} />
        <ColumnsButton view={view} />
        <Button icon="download" disabled={isWriting()} onClick={() => void downloadCsv()}>
          Download CSV
        </Button>
      </div>
      <FilterNote filter={filter} id={noteId} lastGood={view.applied() ?? ''} onProposal={takeProposal} />
    </header>
  );
}
