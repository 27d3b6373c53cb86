import { mlflowExperimentKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Lifecycle, Pair } from '../../../../src/domain/run.ts';
import { entriesOf, fieldOf, finiteOf, listOf, sortedPairs, textOf } from '../../text/json-fields.ts';
import type { JsonValue } from '../../text/lenient-json.ts';

/** Tags and params: an object, or in some files a list of `{key, value}`. */
export function pairsOf(value: JsonValue | undefined): Pair[] {
  const listed = listOf(value).map(
    (one): Pair => [textOf(fieldOf(one, 'key')), textOf(fieldOf(one, 'value'))],
  );
  return sortedPairs([...listed, ...entriesOf(value).map(([key, one]): Pair => [key, plainText(one)])]);
}

export function toLifecycle(value: JsonValue | undefined): Lifecycle {
  return textOf(value) === 'deleted' ? 'deleted' : 'active';
}

/** null where the object names no experiment. */
export function toExperiment(value: JsonValue | undefined): ExperimentRecord | null {
  const id = textOf(fieldOf(value, 'experiment_id'));
  const name = textOf(fieldOf(value, 'name'));
  if (id === '' || name === '') return null;
  return {
    kind: 'experiment',
    key: mlflowExperimentKey(id, name),
    id,
    name,
    lifecycle: toLifecycle(fieldOf(value, 'lifecycle_stage')),
    createdMs: finiteOf(fieldOf(value, 'creation_time')),
    updatedMs: finiteOf(fieldOf(value, 'last_update_time')),
    artifactLocation: textOf(fieldOf(value, 'artifact_location')),
    tags: pairsOf(fieldOf(value, 'tags')),
  };
}

function plainText(value: JsonValue): string {
  return typeof value === 'boolean' ? String(value) : textOf(value);
}
