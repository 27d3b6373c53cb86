import { For, type JSX } from 'solid-js';
import type { FilterState } from './filter-state.ts';
import { type InkSegment, toInkSegments } from './ink-segments.ts';

/** The letters of the box in colour, over the input and scrolled with it. Screen readers read the input. */
export function FilterInk(props: { readonly filter: FilterState; readonly scrolledPx: number }): JSX.Element {
  const { filter } = props;
  const segments = () =>
    toInkSegments(filter.text(), {
      roles: filter.parsed().roles,
      mistake: filter.mistake(),
      hints: filter.hints(),
      strict: filter.strict(),
    });
  return (
    <div class="filter-ink" aria-hidden="true">
      <span class="filter-ink-line" style={{ transform: `translateX(${-props.scrolledPx}px)` }}>
        <For each={segments()}>{(segment) => <span class={inkClass(segment)}>{segment.text}</span>}</For>
      </span>
    </div>
  );
}

function inkClass({ role, isMistake, isHint, isStrict }: InkSegment): string {
  const classes = [role ? `ink-${role}` : 'ink-plain'];
  if (isMistake) classes.push('ink-mistake');
  else if (isHint) classes.push('ink-hint');
  else if (isStrict) classes.push('ink-strict');
  return classes.join(' ');
}
