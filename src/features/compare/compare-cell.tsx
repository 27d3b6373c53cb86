import { type JSX, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';
import type { CellView } from './cell-view.ts';

const CHANGE_WORDS = { better: 'better', worse: 'worse', neutral: '' } as const;

/** A value with how it stands to the baseline's; a long text opens under its row. */
export function CompareCell(props: {
  readonly view: CellView;
  /** What the button that opens the text is called; null where it cannot be opened. */
  readonly openLabel: string | null;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}): JSX.Element {
  const title = () => {
    const { title: own, change } = props.view;
    return change ? `${own}: ${change.text} ${CHANGE_WORDS[change.tone]}`.trim() : own;
  };
  return (
    <span class="compare-value" title={title()}>
      <span class="cut">{props.view.text}</span>
      <Show when={props.view.change}>
        {(change) => (
          <span class={`compare-change is-${change().tone}`}>
            {change().text}
            <Show when={CHANGE_WORDS[change().tone]}>{(word) => <span class="unseen"> {word()}</span>}</Show>
          </span>
        )}
      </Show>
      <Show when={props.view.isLong && props.openLabel}>
        {(label) => (
          <button
            type="button"
            class="compare-open"
            aria-label={label()}
            title={label()}
            aria-expanded={props.isOpen}
            onClick={() => props.onOpen()}
          >
            <Icon name={props.isOpen ? 'chevron-down' : 'expand'} />
          </button>
        )}
      </Show>
    </span>
  );
}
