import { type Accessor, createSignal } from 'solid-js';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { FIRST_VIEW, type ViewState } from '../../../domain/view-state.ts';
import { createStoredSignal } from '../../../state/stored-signal.ts';
import type { ViewCodeProblem } from '../../../state/view-code.ts';
import { parseViewState } from '../../../state/view-schema.ts';
import { showToast } from '../../../ui/toast.tsx';
import type { LeftView } from '../left-views.ts';
import { createViewAddress } from './view-address.ts';

const PROBLEM_TEXTS: Readonly<Record<ViewCodeProblem, string>> = {
  damaged: 'The view in this address is damaged or was cut short. The table is shown as at first.',
  newer: 'The view in this address was made by a newer version of Cairn. The table is shown as at first.',
};

/** `step`: a decision worth going back to gets an entry of its own in the history. */
export type ChangeKind = 'step' | 'quiet';

export interface TableView {
  readonly view: Accessor<ViewState>;
  /** While the address is being read nothing should be asked for: it would be the wrong rows. */
  readonly isReading: Accessor<boolean>;
  /** What a person changes: shown, remembered for this table, and said in the address. */
  change(part: Partial<ViewState>, kind?: ChangeKind): void;
}

/**
 * The one state of a table. What an address asks for is shown but not remembered, until the person changes something:
 * a colleague's link must not cost anyone their columns.
 */
export function createTableView(workspace: WorkspaceId, id: string, left: LeftView): TableView {
  const [remembered, remember] = createStoredSignal<ViewState>(
    `runs/${workspace}/${id}`,
    (raw) => (typeof raw === 'object' && raw !== null ? parseViewState(raw) : undefined),
    FIRST_VIEW,
  );
  const [view, setView] = createSignal(remembered());
  const address = createViewAddress({
    view,
    left,
    onShow: (next, isOwn) => {
      setView(next);
      if (isOwn) remember(next);
    },
    onProblem: (problem) => showToast({ text: PROBLEM_TEXTS[problem] }),
  });
  return {
    view,
    isReading: address.isReading,
    change: (part, kind = 'quiet') => {
      const before = view();
      const next = { ...before, ...part };
      setView(next);
      remember(next);
      if (kind === 'step') address.push(before, next);
      else address.write();
    },
  };
}
