import type { AttributeName } from '../../../src/domain/filter/fields.ts';
import type { ExperimentKey } from '../../../src/domain/ids.ts';
import { MLFLOW_STATUS } from '../../../src/domain/mlflow-status.ts';
import type { EditedTable } from '../edited-table.ts';

/** What a run says of itself in text; '' is none. Its name and its lifecycle are as people have edited them. */
export function attributeText(table: EditedTable, row: number, name: AttributeName): string {
  const { facts } = table;
  switch (name) {
    case 'run_id':
      return facts.keys[row]!;
    case 'run_name':
      return table.name(row);
    case 'status':
      return MLFLOW_STATUS[facts.statuses[row]!];
    case 'user_id':
      return facts.users[row]!;
    case 'artifact_uri':
      return facts.artifactUri(row);
    case 'source':
      return facts.sources[row]!;
    case 'source_type':
      return facts.sourceTypes[row]!;
    case 'version':
      return facts.versions[row]!;
    case 'imported_from':
      return facts.origins[row]!;
    case 'models':
      return table.models(row);
    case 'experiment':
      return table.experimentName(table.experiment(row));
    case 'experiment_id':
      return experimentId(table, table.experiment(row));
    case 'lifecycle_stage':
      return table.deleted(row) ? 'deleted' : 'active';
    case 'parent_run_id':
      return facts.parents[row] ?? '';
    case 'note':
      return table.note(row) ?? '';
    case 'starred':
      return String(table.starred(row));
    case 'archived':
      return String(table.archived(row));
    case 'start_time':
    case 'end_time':
    case 'duration':
      return '';
  }
}

/** All of them, where a run can have several: it may be listed in other experiments as well. */
export function attributeTexts(table: EditedTable, row: number, name: AttributeName): readonly string[] {
  const texts =
    name === 'experiment' || name === 'experiment_id'
      ? table
          .memberships(row)
          .map((key) => (name === 'experiment' ? table.experimentName(key) : experimentId(table, key)))
      : [attributeText(table, row, name)];
  return texts.filter((text) => text !== '');
}

/** An experiment that was made here has no other id than its key. */
function experimentId({ facts, edits }: EditedTable, key: ExperimentKey): string {
  return facts.experimentRecords.get(key)?.id ?? (edits.experiments.get(key)?.made ? key : '');
}

/** Times and durations in milliseconds; NaN is none. */
export function attributeNumber(table: EditedTable, row: number, name: AttributeName): number {
  switch (name) {
    case 'start_time':
      return table.facts.starts[row]!;
    case 'end_time':
      return table.facts.ends[row]!;
    case 'duration':
      return table.durationMs(row) ?? Number.NaN;
    default:
      return Number.NaN;
  }
}
