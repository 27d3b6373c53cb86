import { createSignal, For, type JSX, Show } from 'solid-js';
import type { TableGuess, TableLayout } from '../../domain/table-layout.ts';
import type { FoundSource } from '../../rpc/import-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TableCard } from './table-card.tsx';
import { makeDraft, missingChoice, type TableDraft, toLayouts } from './table-draft.ts';
import './table-review.css';

type TableSource = FoundSource & { readonly guess: TableGuess };

/** How each table of a drop would be read, for the person to check and change before anything is stored. */
export function TableReview(props: {
  readonly sources: readonly FoundSource[];
  readonly onDone: (layouts: Record<string, TableLayout | null>) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const tables = () => props.sources.filter((source): source is TableSource => source.guess !== null);
  const asked = () => tables().filter((source) => source.guess.certainty !== 'known');
  const known = () => tables().filter((source) => source.guess.certainty === 'known');
  const [drafts, setDrafts] = createSignal<ReadonlyMap<string, TableDraft>>(
    new Map(tables().map((source) => [source.path, makeDraft(source.guess)])),
  );
  const [knownShown, setKnownShown] = createSignal(false);
  const change = (path: string, draft: TableDraft) => setDrafts((all) => new Map(all).set(path, draft));
  const isReady = () => [...drafts().values()].every((draft) => missingChoice(draft) === null);
  const leftOut = () => [...drafts().values()].filter((draft) => draft.leftOut).length;
  const card = (source: TableSource) => (
    <TableCard
      path={source.path}
      label={source.label}
      guess={source.guess}
      draft={drafts().get(source.path)!}
      onChange={(draft) => change(source.path, draft)}
    />
  );
  return (
    <Dialog
      open
      wide
      title={tables().length === 1 ? 'Check this table' : 'Check these tables'}
      onClose={() => props.onCancel()}
      footer={
        <>
          <span class="table-review-count muted" role="status">
            {leftOut() > 0 ? leftOutText(leftOut()) : ''}
          </span>
          <Button onClick={() => props.onCancel()}>Cancel</Button>
          <Button variant="primary" disabled={!isReady()} onClick={() => props.onDone(toLayouts(drafts()))}>
            Import
          </Button>
        </>
      }
    >
      <div class="table-review">
        <p class="muted">Cairn guessed how to read this. Check the guess, then import.</p>
        <For each={asked()}>{card}</For>
        <Show when={known().length > 0}>
          <details class="table-review-known" onToggle={(event) => setKnownShown(event.currentTarget.open)}>
            <summary>{knownText(known().length)}</summary>
            <Show when={knownShown()}>
              <For each={known()}>{card}</For>
            </Show>
          </details>
        </Show>
      </div>
    </Dialog>
  );
}

function knownText(count: number): string {
  return count === 1
    ? '1 more table, its producer is known'
    : `${count} more tables, their producers are known`;
}

function leftOutText(count: number): string {
  return count === 1 ? '1 table is left out' : `${count} tables are left out`;
}
