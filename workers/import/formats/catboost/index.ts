import { type OwnFolder, ownFolderGroups } from '../../detect/own-folders.ts';
import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

const OWN =
  /^(?:catboost_training\.json|learn_error\.tsv|test_error\.tsv|time_left\.tsv|tmp\/.*|(?:learn|test\d*)\/events\.out\.tfevents[^/]*)$/;

const WITH_JSON: OwnFolder = {
  name: 'catboost_training.json',
  beside: ['time_left.tsv', 'learn_error.tsv', 'test_error.tsv'],
  owns: (inside) => OWN.test(inside),
};
const WITHOUT_JSON: OwnFolder = {
  ...WITH_JSON,
  name: 'time_left.tsv',
  beside: ['learn_error.tsv', 'test_error.tsv'],
};

/** The folder `catboost_info` that CatBoost writes while it trains. Its event files hold the same values once more. */
export const catboost: ImportFormat = {
  id: 'catboost',
  label: 'CatBoost',
  match: () => 'no',
  groups(paths) {
    const found = ownFolderGroups(paths, WITH_JSON);
    const known = new Set(found.map(({ folder }) => folder));
    return [...found, ...ownFolderGroups(paths, WITHOUT_JSON).filter(({ folder }) => !known.has(folder))];
  },
  read: (source, context) =>
    readLazily(async () => (await import('./read.ts')).readCatboost(source, context)),
};
