import { createEffect, createSignal, createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import { Icon } from '../../../ui/icon.tsx';
import './filter.css';
import { FilterInk } from './filter-ink.tsx';
import { FilterList } from './filter-list.tsx';
import type { FilterOption } from './filter-options.ts';
import { type FilterState, replaced } from './filter-state.ts';
import { writeText } from './write-text.ts';

/**
 * The search box. Its input is a plain one whose letters are transparent: the same letters lie over it in colour. The
 * list of what could be typed next follows the caret; the focus never leaves the input.
 */
export function FilterBox(props: {
  readonly filter: FilterState;
  readonly noteId: string;
  readonly ref: (input: HTMLInputElement) => void;
}): JSX.Element {
  const { filter } = props;
  const listId = createUniqueId();
  const [active, setActive] = createSignal(-1);
  const [scrolledPx, setScrolledPx] = createSignal(0);
  let box!: HTMLDivElement;
  let input!: HTMLInputElement;
  const isListed = () => filter.options().length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  // Written by hand: the caret must not jump when what is set is what was typed.
  createEffect(() => {
    if (input.value !== filter.text()) input.value = filter.text();
  });
  createEffect(() => {
    filter.options();
    setActive(-1);
  });
  onMount(() => {
    props.ref(input);
    const follow = () => {
      if (document.activeElement === input) filter.setCaret(input.selectionStart ?? input.value.length);
    };
    document.addEventListener('selectionchange', follow);
    onCleanup(() => document.removeEventListener('selectionchange', follow));
  });
  createEffect(() => {
    filter.text();
    queueMicrotask(() => setScrolledPx(input.scrollLeft));
  });

  const put = (next: { readonly text: string; readonly caret: number }): void => {
    writeText(input, next);
    filter.type(next.text, next.caret);
    filter.setOpen(false);
  };
  const accept = (option: FilterOption): void => {
    const place = filter.place();
    if (option.isWhole) {
      put({ text: option.insert, caret: option.insert.length });
      finish();
    } else if (place) {
      put(replaced(filter.text(), { ...place, text: option.insert }));
      filter.setOpen(true);
    }
  };
  const finish = (): void => {
    filter.setOpen(false);
    filter.ask();
    filter.remember();
  };
  const takeProposal = (): void => {
    const proposal = filter.proposal();
    if (proposal) put(replaced(filter.text(), proposal));
  };
  const move = (by: number): void => {
    const count = filter.options().length;
    if (!isListed()) filter.setOpen(true);
    else setActive((active() + by + (active() < 0 && by < 0 ? 1 : 0) + count) % count);
  };
  /** The browser would empty a search box; the sheet of a narrow screen closes as ever. */
  const leave = (): void => input.closest('dialog')?.close();
  const handleKey = (event: KeyboardEvent): void => {
    const chosen = isListed() ? filter.options()[active()] : undefined;
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp' && isListed()) move(-1);
    else if (event.key === ' ' && event.ctrlKey) filter.setOpen(true);
    else if (event.key === 'Enter' && event.altKey) takeProposal();
    else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && chosen) accept(chosen);
    else if (event.key === 'Enter') finish();
    else if (event.key === 'Escape' && isListed()) filter.setOpen(false);
    else if (event.key === 'Escape' && input.value !== '') leave();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={box} class="search-box filter-box">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        class="field filter-input"
        aria-label="Filter runs"
        aria-describedby={props.noteId}
        aria-invalid={filter.mistake() !== null}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isListed() ? listId : undefined}
        aria-activedescendant={active() >= 0 ? optionId(active()) : undefined}
        placeholder="Filter: metrics.rmse < 0.5 AND status = 'FINISHED', or words"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          filter.type(value, selectionStart ?? value.length);
          filter.setOpen(value.trim() !== '');
        }}
        onScroll={(event) => setScrolledPx(event.currentTarget.scrollLeft)}
        onKeyDown={handleKey}
        onBlur={() => {
          filter.leave();
        }}
      />
      <FilterInk filter={filter} scrolledPx={scrolledPx()} />
      <FilterList
        id={listId}
        optionId={optionId}
        anchor={() => box}
        options={filter.options()}
        active={active()}
        onAccept={accept}
      />
    </div>
  );
}
