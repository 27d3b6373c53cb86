import { createEffect, createSignal, type JSX } from 'solid-js';
import { type RunKey, toRunKey } from '../../../domain/ids.ts';
import { useEdits } from '../../../state/edits.ts';
import { useShare } from '../../../state/share.ts';
import { MenuPanel } from '../../../ui/menu-panel.tsx';
import type { Box } from '../../../ui/popover-place.ts';
import type { RunRow } from '../run-row.ts';
import type { RunsView } from '../runs-view-state.ts';
import { type RunAction, runActions } from './run-actions.ts';
import { createRunQuestions } from './run-questions.tsx';

/** What can be done with the runs of a table: for its foot, for the menu of a row, and by keys. */
export interface RunTools {
  /** What is chosen, as keys. */
  readonly chosen: () => readonly RunKey[];
  /** With the runs that are chosen; `anchor` is where a palette or a field opens. */
  readonly actions: (anchor: () => Box) => readonly RunAction[];
  /** For `onRowAction` of the grid, and for the menu of a card. */
  readonly onRowAction: (row: RunRow, action: 'edit' | 'menu', at: Box) => void;
  /** Menu and dialogs; placed once. */
  readonly Panels: () => JSX.Element;
}

/** `hereName`: what the experiment of the table is called. */
export function createRunTools(view: RunsView, hereName: () => string): RunTools {
  const edits = useEdits();
  const share = useShare();
  const [menu, setMenu] = createSignal<{ readonly row: RunRow; readonly at: Box } | null>(null);
  const chosen = () => [...view.selected()].map(toRunKey);
  // What may have left the table must not stay chosen unseen.
  const letGo = (runs: readonly RunKey[]) => {
    const left = new Set(view.selected());
    for (const run of runs) left.delete(run);
    if (left.size < view.selected().size) view.setSelected(left);
  };
  const questions = createRunQuestions(view, letGo);
  const actionsOf = (runs: readonly RunKey[], anchor: () => Box): readonly RunAction[] => {
    const { experiments } = view.scope();
    return runActions(
      {
        runs,
        here: experiments !== 'all' && experiments.length === 1 ? experiments[0]! : null,
        hereName: hereName(),
        showsDeleted: view.showsDeleted(),
      },
      edits,
      (question) => questions.ask(question, runs, anchor()),
      () => letGo(runs),
    );
  };
  /** A menu on a row that is chosen is about all that are. */
  const runsAt = (row: RunRow) => (view.selected().has(row.run) ? chosen() : [row.run]);
  const menuItems = () => {
    const open = menu();
    return open && share.canEdit() ? actionsOf(runsAt(open.row), () => open.at) : [];
  };
  createEffect(() => void view.hold(menu() !== null));
  return {
    chosen,
    actions: (anchor) => actionsOf(chosen(), anchor),
    onRowAction: (row, action, at) => {
      if (!share.canEdit()) return;
      if (action === 'edit') questions.ask('rename', [row.run], at);
      else setMenu({ row, at });
    },
    Panels: () => (
      <>
        <MenuPanel
          label={`Menu of ${menu()?.row.name ?? 'run'}`}
          items={menuItems()}
          anchor={menu()?.at ?? null}
          onClose={() => setMenu(null)}
        />
        <questions.Dialogs />
      </>
    ),
  };
}
