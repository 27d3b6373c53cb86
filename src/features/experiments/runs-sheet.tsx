import { createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ColumnsPanel } from './columns/columns-panel.tsx';
import { matchText } from './filter/filter-options.ts';
import { shortFieldLabel } from './group/field-options.ts';
import { GroupPanel } from './group/group-panel.tsx';
import { RunsFilter } from './runs-filter.tsx';
import type { RunsView } from './runs-view-state.ts';
import { SortPanel } from './sort-panel.tsx';
import { TimePanel } from './time-panel.tsx';
import { rangeText } from './time-range.ts';

/** On a narrow screen: everything that chooses and orders runs, in one sheet. */
export function RunsSheet(props: {
  readonly view: RunsView;
  /** The panel of saved views. */
  readonly children: JSX.Element;
}): JSX.Element {
  const { view } = props;
  const [isOpen, setOpen] = createSignal(false);
  const matches = () => {
    const summary = view.summary();
    return summary && summary.totalCount > 0 ? matchText(summary.matchCount, summary.totalCount) : '';
  };
  return (
    <>
      <Button icon="search" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Filter and sort
      </Button>
      <span class="muted" aria-live="polite">
        {matches()}
      </span>
      <Dialog class="runs-sheet" open={isOpen()} onClose={() => setOpen(false)} title="Filter and sort">
        <RunsFilter view={view} />
        <Part title="Started" value={rangeText(view.view().started)}>
          <TimePanel view={view} />
        </Part>
        <Part title="Sort" value={formatPlural(view.view().sort.length, 'key')}>
          <SortPanel view={view} />
        </Part>
        <Part title="Group by" value={view.view().groupBy.map(shortFieldLabel).join(', ')}>
          <GroupPanel view={view} />
        </Part>
        <Part title="Columns" value="">
          <ColumnsPanel view={view} />
        </Part>
        <Part title="Saved views" value="">
          {props.children}
        </Part>
      </Dialog>
    </>
  );
}

function Part(props: {
  readonly title: string;
  readonly value: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <details class="sheet-part" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {props.title} <span class="muted">{props.value}</span>
      </summary>
      <Show when={isOpen()}>{props.children}</Show>
    </details>
  );
}
