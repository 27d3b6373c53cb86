import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { DifferenceSection } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { byText, type CompareAddress } from './compare-address.ts';
import type { CompareState } from './compare-state.ts';
import type { CompareColumn } from './comparison.ts';
import type { OpenText } from './difference-lines.ts';
import { createCellViews, DifferenceTable } from './difference-table.tsx';
import { GroupMenu } from './group-menu.tsx';
import { toMarkdown } from './markdown-text.ts';
import { type RowLine, rowLabel, toTableLines } from './table-lines.ts';

/** Values that a copy may hold: a clipboard is no file. */
const MOST_COPIED = 200_000;

/** What the runs have in common and where they differ. */
export function DifferencesPanel(props: {
  readonly state: CompareState;
  readonly address: CompareAddress;
}): JSX.Element {
  const { state, address } = props;
  const [search, setSearch] = createSignal('');
  const [folded, setFolded] = createSignal<ReadonlySet<DifferenceSection>>(new Set());
  const [open, setOpen] = createSignal<OpenText | null>(null);
  const lines = createMemo(() =>
    toTableLines(state.rows() ?? [], {
      onlyDifferences: address.onlyDifferences(),
      search: search(),
      folded: folded(),
    }),
  );
  const viewOf = createCellViews(state.columns, state.baseline);
  const fold = (section: DifferenceSection, isFolded: boolean) => {
    const next = new Set(folded());
    if (isFolded) next.add(section);
    else next.delete(section);
    setFolded(next);
  };
  const remove = (run: RunKey) => {
    const set = address.runSet();
    if (set.kind !== 'runs') return;
    const rest = set.runs.filter((one) => one !== run);
    address.setRuns(rest, state.baseline()?.id === run ? { baseline: null } : {});
  };
  const copy = async () => {
    if (lines().length * state.columns().length > MOST_COPIED) {
      showToast({
        text: `Too large to copy: at most ${formatCount(MOST_COPIED)} values. Show only differences, or search.`,
        tone: 'failed',
      });
      return;
    }
    const cellText = (line: RowLine, column: CompareColumn) => {
      const view = viewOf(line.row, column);
      return view.change ? `${view.text} ${view.change.text}` : view.text;
    };
    try {
      await navigator.clipboard.writeText(toMarkdown(lines(), state.columns(), cellText));
      showToast({ text: 'Copied as Markdown.' });
    } catch {
      showToast({ text: 'The browser refused to copy.', tone: 'failed' });
    }
  };

  return (
    <div class="compare-differences">
      <div class="compare-tools">
        <SearchBox label="Search keys" value={search()} onInput={setSearch} class="compare-search" />
        <Switch
          label="Only differences"
          checked={address.onlyDifferences()}
          onChange={(only) => address.set({ only: only ? '1' : null })}
        />
        <Switch
          label="Runs as rows"
          checked={address.across() === 'fields'}
          onChange={(turned) => address.set({ across: turned ? 'fields' : null })}
        />
        <Switch
          label="Best values"
          checked={address.metrics() === 'best'}
          onChange={(best) => address.set({ metrics: best ? 'best' : null })}
        />
        <GroupMenu
          rows={state.rows() ?? []}
          by={address.by()}
          onBy={(by) => address.set({ by: byText(by), baseline: null })}
        />
        <Button icon="copy" onClick={() => void copy()}>
          Copy as Markdown
        </Button>
      </div>
      <Show when={state.leftOut() > 0}>
        <p class="muted compare-note">
          {formatPlural(state.leftOut(), 'key')} left out: compare fewer runs to see them all.
        </p>
      </Show>
      <Show when={(state.origins()?.unreadFiles ?? 0) > 0}>
        <p class="muted compare-note">
          {formatPlural(state.origins()?.unreadFiles ?? 0, 'environment file')} not read: not kept, not on
          this device or too large.
        </p>
      </Show>
      <Show when={state.rows()} fallback={<Skeleton lines={6} />}>
        <Show
          when={lines().length > 0}
          fallback={
            <EmptyState
              title={search() === '' ? 'These runs do not differ.' : 'No key matches.'}
              text={address.onlyDifferences() ? 'Only what differs is shown.' : ''}
            />
          }
        >
          <DifferenceTable
            lines={lines()}
            columns={state.columns()}
            baseline={state.baseline()}
            onBaseline={(baseline) => address.set({ baseline })}
            onRemove={remove}
            across={address.across()}
            groupedBy={state.isGrouped() ? state.groupRows().map(rowLabel).join(' · ') : ''}
            open={open()}
            onOpen={setOpen}
            onFold={fold}
            viewOf={viewOf}
          />
        </Show>
      </Show>
    </div>
  );
}
