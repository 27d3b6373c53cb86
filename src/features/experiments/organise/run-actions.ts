import { formatPlural } from '../../../base/format.ts';
import type { ExperimentKey, RunKey } from '../../../domain/ids.ts';
import type { EditsState } from '../../../state/edits.ts';
import type { IconName } from '../../../ui/icon.tsx';
import type { MenuItem } from '../../../ui/menu-panel.tsx';
import { sayDone } from './experiment-actions.ts';

/** What needs more than a press. */
export type RunQuestion = 'rename' | 'colour' | 'tag' | 'move' | 'copy';

export interface RunsInPlace {
  readonly runs: readonly RunKey[];
  /** The experiment whose table it is; null where the table has several. */
  readonly here: ExperimentKey | null;
  readonly hereName: string;
  /** Whether some of them may be deleted already. */
  readonly showsDeleted: boolean;
}

export interface RunAction extends MenuItem {
  readonly icon: IconName;
  /** A shorter word for a button, where the label says more. */
  readonly word: string;
  /** Done often enough to have a button of its own. */
  readonly isCommon: boolean;
}

const COMMON = new Set([
  'Star',
  'Unstar',
  'Colour',
  'Tag',
  'Move',
  'Archive',
  'Unarchive',
  'Delete',
  'Restore',
]);

/**
 * What can be done with some runs, in the order of menus. `ask` opens a dialog or the palette; `onGone` is told when
 * they may have left the table.
 */
export function runActions(
  { runs, here, hereName, showsDeleted }: RunsInPlace,
  edits: EditsState,
  ask: (question: RunQuestion) => void,
  onGone: () => void,
): readonly RunAction[] {
  const many = formatPlural(runs.length, 'run');
  const starred = runs.length > 0 && runs.every((run) => edits.starred(run));
  const archived = runs.length > 0 && runs.every((run) => edits.archived(run));
  const copied = here === null ? [] : runs.filter((run) => edits.alsoIn(run).includes(here));
  const action = (word: string, icon: IconName, onSelect: () => void, label = word): RunAction => ({
    word,
    label,
    icon,
    onSelect,
    isCommon: COMMON.has(word),
  });
  const question = (word: string, icon: IconName, asked: RunQuestion) =>
    action(word, icon, () => ask(asked), `${word}…`);
  const setDeleted = (deleted: boolean) => {
    edits.setDeleted(runs, deleted);
    onGone();
    sayDone(edits, `${deleted ? 'Deleted' : 'Restored'} ${many}.`);
  };
  return [
    ...(runs.length === 1 ? [question('Rename', 'edit', 'rename')] : []),
    action(starred ? 'Unstar' : 'Star', 'star', () => {
      edits.setStarred(runs, !starred);
      sayDone(edits, `${starred ? 'Unstarred' : 'Starred'} ${many}.`);
    }),
    question('Colour', 'palette', 'colour'),
    question('Tag', 'tag', 'tag'),
    question('Move', 'move', 'move'),
    question('Copy to', 'copy', 'copy'),
    ...(here !== null && copied.length > 0
      ? [
          action('Take out of here', 'minus', () => {
            edits.setAlsoIn(copied, here, false, hereName);
            onGone();
            sayDone(edits, `Took ${formatPlural(copied.length, 'run')} out of ${hereName}.`);
          }),
        ]
      : []),
    action(archived ? 'Unarchive' : 'Archive', 'archive', () => {
      edits.setArchived(runs, !archived);
      onGone();
      sayDone(edits, `${archived ? 'Unarchived' : 'Archived'} ${many}.`);
    }),
    action('Delete', 'trash', () => setDeleted(true)),
    ...(showsDeleted ? [action('Restore', 'restore', () => setDeleted(false))] : []),
  ];
}
