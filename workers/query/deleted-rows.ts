import type { ExperimentKey } from '../../src/domain/ids.ts';
import { toExperimentKey } from '../../src/domain/ids.ts';
import type { EditedTable } from './edited-table.ts';

/**
 * By row, 1 for a run that its source or the experiment it stands in makes deleted; what a person said of the run
 * itself comes after. `edited`: rows of runs that people have changed, which may stand elsewhere by now.
 */
export function deletedRows(table: EditedTable, edited: Iterable<number>): Uint8Array {
  const { facts, edits } = table;
  const deleted = Uint8Array.from(facts.deleted, Number);
  const said = new Map<ExperimentKey, boolean>();
  for (const [key, experiment] of edits.experiments)
    if (experiment.deleted !== undefined) said.set(key, experiment.deleted);
  if (said.size === 0) return deleted;
  const { places, texts } = facts.indexes.shared('home', () => facts.experiments);
  const fates = texts.map((key) => fateOf([toExperimentKey(key)]));
  for (let row = 0; row < deleted.length; row++) deleted[row] = fates[places[row]!] ?? deleted[row]!;
  for (const row of edited) deleted[row] = fateOf(table.memberships(row)) ?? Number(facts.deleted[row]);
  return deleted;

  /** Of runs that stand in these: 1 deleted with all of them, 0 restored with what their source deleted, null neither. */
  function fateOf(experiments: readonly ExperimentKey[]): 0 | 1 | null {
    if (experiments.every((key) => said.get(key) === true)) return 1;
    const isRestored = (key: ExperimentKey) =>
      said.get(key) === false && facts.experimentRecords.get(key)?.lifecycle === 'deleted';
    return experiments.some(isRestored) ? 0 : null;
  }
}
