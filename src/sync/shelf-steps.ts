import type { SavedView } from '../domain/edits.ts';
import type { CollectionId, ExperimentKey, MetricKey, ViewId } from '../domain/ids.ts';
import type { MetricDirection } from '../domain/metric-direction.ts';
import { type ExperimentField, fieldKey } from './edit-keys.ts';
import { brief, type EditStep, type KeyedEdit, MAX_NAME, MAX_TEXT } from './edit-step.ts';

/** Steps about what runs stand in and how they are looked at: experiments, collections, directions, views. */

export function renameExperimentStep(experiment: ExperimentKey, name: string): EditStep {
  return {
    note: { label: 'Rename experiment', about: experiment, value: brief(name) },
    edits: [experimentName(experiment, name)],
  };
}

export function createExperimentStep(experiment: ExperimentKey, name: string): EditStep {
  return {
    note: { label: 'Create experiment', about: experiment, value: brief(name) },
    edits: [experimentName(experiment, name), experimentFlag(experiment, 'made', true)],
  };
}

export function starExperimentStep(experiment: ExperimentKey, starred: boolean): EditStep {
  return {
    note: { label: starred ? 'Star experiment' : 'Unstar experiment', about: experiment, value: '' },
    edits: [experimentFlag(experiment, 'starred', starred)],
  };
}

export function archiveExperimentStep(experiment: ExperimentKey, archived: boolean): EditStep {
  return {
    note: { label: archived ? 'Archive experiment' : 'Unarchive experiment', about: experiment, value: '' },
    edits: [experimentFlag(experiment, 'archived', archived)],
  };
}

/** Restoring is said even where nobody deleted it here: a source may have. */
export function deleteExperimentStep(experiment: ExperimentKey, deleted: boolean): EditStep {
  const key = fieldKey(experiment, 'deleted' satisfies ExperimentField);
  return {
    note: { label: deleted ? 'Delete experiment' : 'Restore experiment', about: experiment, value: '' },
    edits: [{ map: 'experiments', key, value: deleted }],
  };
}

export function createCollectionStep(
  collection: CollectionId,
  name: string,
  experiments: readonly ExperimentKey[],
): EditStep {
  return {
    note: { label: 'Create collection', about: '', value: brief(name) },
    edits: [
      collectionName(collection, name),
      ...experiments.map((experiment) => membership(collection, experiment, true)),
    ],
  };
}

export function renameCollectionStep(collection: CollectionId, name: string): EditStep {
  return {
    note: { label: 'Rename collection', about: '', value: brief(name) },
    edits: [collectionName(collection, name)],
  };
}

/** Marked as gone: whoever renames it or puts something into it meanwhile does not bring it back by halves. */
export function removeCollectionStep(collection: CollectionId, name: string): EditStep {
  const key = fieldKey(collection, 'removed');
  return {
    note: { label: 'Remove collection', about: '', value: brief(name) },
    edits: [{ map: 'collections', key, value: true }],
  };
}

export function inCollectionStep(
  collection: CollectionId,
  experiment: ExperimentKey,
  isIn: boolean,
  name: string,
): EditStep {
  return {
    note: {
      label: isIn ? 'Add to collection' : 'Take out of collection',
      about: experiment,
      value: brief(name),
    },
    edits: [membership(collection, experiment, isIn)],
  };
}

export function directionStep(metric: MetricKey, direction: MetricDirection | null): EditStep {
  const words = direction === null ? 'as its name says' : `${direction} is better`;
  const key = fieldKey(metric, 'better');
  return {
    note: { label: `Set direction of ${brief(metric)}`, about: '', value: words },
    edits: [{ map: 'directions', key, value: direction, absent: null }],
  };
}

export function saveViewStep(id: ViewId, view: SavedView): EditStep {
  return {
    note: { label: 'Save view', about: '', value: brief(view.name) },
    edits: viewEdits(id, view),
  };
}

/** `name`: what it is called now. */
export function changeViewStep(id: ViewId, name: string, change: Partial<SavedView>): EditStep {
  const isRename = change.name !== undefined && change.name !== name;
  return {
    note: { label: isRename ? 'Rename view' : 'Change view', about: '', value: brief(change.name ?? name) },
    edits: viewEdits(id, change),
  };
}

export function removeViewStep(id: ViewId, name: string): EditStep {
  return {
    note: { label: 'Remove view', about: '', value: brief(name) },
    edits: [{ map: 'views', key: fieldKey(id, 'removed'), value: true }],
  };
}

function experimentName(experiment: ExperimentKey, name: string): KeyedEdit {
  return { map: 'experiments', key: fieldKey(experiment, 'name'), value: name.slice(0, MAX_NAME) };
}

function experimentFlag(experiment: ExperimentKey, field: ExperimentField, value: boolean): KeyedEdit {
  return { map: 'experiments', key: fieldKey(experiment, field), value, absent: false };
}

function collectionName(collection: CollectionId, name: string): KeyedEdit {
  return { map: 'collections', key: fieldKey(collection, 'name'), value: name.slice(0, MAX_NAME) };
}

function membership(collection: CollectionId, experiment: ExperimentKey, isIn: boolean): KeyedEdit {
  return { map: 'collections', key: fieldKey(collection, `in/${experiment}`), value: isIn, absent: false };
}

function viewEdits(id: ViewId, view: Partial<SavedView>): readonly KeyedEdit[] {
  const limits = { name: MAX_NAME, scope: MAX_NAME, code: MAX_TEXT } as const;
  return (['name', 'scope', 'code'] as const).flatMap((field) => {
    const value = view[field]?.slice(0, limits[field]);
    return value === undefined ? [] : [{ map: 'views', key: fieldKey(id, field), value }];
  });
}
