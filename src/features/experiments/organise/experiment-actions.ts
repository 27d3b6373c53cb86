import type { CollectionId } from '../../../domain/ids.ts';
import type { EditsState } from '../../../state/edits.ts';
import type { MenuItem } from '../../../ui/menu-panel.tsx';
import { showToast } from '../../../ui/toast.tsx';
import type { ListedExperiment } from './experiment-tree.ts';

/** Says what was done, with the way back. */
export function sayDone(edits: EditsState, text: string): void {
  showToast({ text, action: { label: 'Undo', onSelect: () => edits.undo() } });
}

/** What needs a name first. */
export interface Asking {
  readonly rename: () => void;
  readonly newCollection: () => void;
}

/** The menu of one experiment. */
export function experimentMenu(
  experiment: ListedExperiment,
  edits: EditsState,
  ask: Asking,
): readonly MenuItem[] {
  const { key, name, starred, archived, deleted } = experiment;
  const setDeleted = (next: boolean) => {
    edits.setExperimentDeleted(key, next);
    sayDone(edits, `${next ? 'Deleted' : 'Restored'} ${name} and its runs.`);
  };
  return [
    { label: 'Rename', icon: 'edit', onSelect: () => ask.rename() },
    {
      label: starred ? 'Unstar' : 'Star',
      icon: 'star',
      onSelect: () => {
        edits.setExperimentStarred(key, !starred);
        sayDone(edits, `${starred ? 'Unstarred' : 'Starred'} ${name}.`);
      },
    },
    {
      label: archived ? 'Unarchive' : 'Archive',
      icon: 'archive',
      onSelect: () => {
        edits.setExperimentArchived(key, !archived);
        sayDone(edits, `${archived ? 'Unarchived' : 'Archived'} ${name}.`);
      },
    },
    deleted
      ? { label: 'Restore', icon: 'restore', onSelect: () => setDeleted(false) }
      : { label: 'Delete', icon: 'trash', onSelect: () => setDeleted(true) },
    ...inCollections(experiment, edits),
    { label: 'Add to new collection…', icon: 'plus', onSelect: () => ask.newCollection() },
  ];
}

function inCollections({ key, name }: ListedExperiment, edits: EditsState): readonly MenuItem[] {
  return [...edits.collections()].map(([id, collection], at) => {
    const isIn = collection.experiments.includes(key);
    return {
      label: `In collection ${collection.name}`,
      checked: isIn,
      rule: at === 0,
      onSelect: () => {
        edits.setInCollection(id, key, !isIn);
        sayDone(edits, `${isIn ? 'Took' : 'Put'} ${name} ${isIn ? 'out of' : 'into'} ${collection.name}.`);
      },
    };
  });
}

export function collectionMenu(
  id: CollectionId,
  name: string,
  edits: EditsState,
  onRename: () => void,
): readonly MenuItem[] {
  return [
    { label: 'Rename collection', icon: 'edit', onSelect: onRename },
    {
      label: 'Remove collection',
      icon: 'trash',
      onSelect: () => {
        edits.removeCollection(id);
        sayDone(edits, `Removed collection ${name}. Its experiments stay.`);
      },
    },
  ];
}
