import { createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import type { Proposal } from '../../domain/filter/expression.ts';
import { isTyping } from '../../ui/is-typing.ts';
import { FilterBox } from './filter/filter-box.tsx';
import { FilterNote } from './filter/filter-note.tsx';
import { matchText } from './filter/filter-options.ts';
import { createFilterState, replaced } from './filter/filter-state.ts';
import { writeText } from './filter/write-text.ts';
import type { RunsView } from './runs-view-state.ts';

/** The filter with the count of what matches, what stands beside it, and the line below that says what is wrong. */
export function RunsFilter(props: {
  readonly view: RunsView;
  readonly tools?: JSX.Element;
  readonly notes?: JSX.Element;
}): JSX.Element {
  const { view } = props;
  const filter = createFilterState(view);
  const noteId = createUniqueId();
  let input: HTMLInputElement | undefined;
  /** There without a filter as well: the box would change its width under the hands of whoever types. */
  const matches = () => {
    const summary = view.summary();
    return summary && summary.totalCount > 0 ? matchText(summary.matchCount, summary.totalCount) : undefined;
  };
  const widestMatches = () => {
    const total = view.summary()?.totalCount ?? 0;
    return matchText(total, total).length;
  };
  const takeProposal = (proposal: Proposal) => {
    const next = replaced(filter.text(), proposal);
    if (input) writeText(input, next);
    filter.type(next.text, next.caret);
    filter.setOpen(false);
  };
  onMount(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (document.querySelector('dialog[open]') && !input?.closest('dialog')) return;
      event.preventDefault();
      input?.focus();
    };
    addEventListener('keydown', focus);
    onCleanup(() => removeEventListener('keydown', focus));
  });
  return (
    <>
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
        {props.tools}
      </div>
      <FilterNote filter={filter} id={noteId} lastGood={view.applied() ?? ''} onProposal={takeProposal}>
        {props.notes}
      </FilterNote>
    </>
  );
}
