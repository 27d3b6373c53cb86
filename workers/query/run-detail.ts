import type { ModelKey, RunKey } from '../../src/domain/ids.ts';
import type { RegistryView } from '../../src/domain/registry/registry-view.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { RunDetail } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';
import { experimentRecord } from './experiment-list.ts';
import type { FactReader } from './fact-reader.ts';
import { versionsOf } from './registry-reader.ts';

/** Everything the page of one run shows, but points and bytes. */
export async function loadRunDetail(
  run: StoredRun,
  facts: FactReader,
  table: EditedTable,
  registry: RegistryView,
): Promise<RunDetail> {
  const modelKeys = new Set<ModelKey>(run.models.map((link) => link.model));
  for (const model of facts.loggedModels.values()) if (model.sourceRun === run.key) modelKeys.add(model.key);
  const loggedModels = [...modelKeys].flatMap((key) => facts.loggedModels.get(key) ?? []);
  const modelArtifacts = await Promise.all(
    [...modelKeys].map(async (model) => ({ model, entries: await facts.artifacts(model) })),
  );
  const row = table.facts.rowOf(run.key);
  return {
    run,
    deleted: row === undefined ? run.lifecycle === 'deleted' : table.deleted(row),
    ...(row === undefined ? { liveness: null, lastSignMs: null } : table.life(row)),
    colour: row === undefined ? 0 : table.colour(row),
    experiment: experimentOf(run, facts, table),
    parentName: nameOf(run.parent, table),
    children: childrenOf(run.key, table),
    datasets: run.datasets.flatMap((input) => facts.datasets.get(input.dataset) ?? []),
    loggedModels,
    versions: versionsOf(registry, run.key, modelKeys),
    artifacts: await facts.artifacts(run.key),
    modelArtifacts: modelArtifacts.filter((model) => model.entries.length > 0),
  };
}

/** The one it was moved to, under the name that people gave it. */
function experimentOf(run: StoredRun, facts: FactReader, table: EditedTable): RunDetail['experiment'] {
  const key = table.edits.runs.get(run.key)?.home ?? run.experiment;
  return experimentRecord(table, facts.experiments, key);
}

function nameOf(run: RunKey | null, table: EditedTable): string | null {
  const row = run === null ? undefined : table.facts.rowOf(run);
  return row === undefined ? null : table.name(row);
}

function childrenOf(run: RunKey, table: EditedTable): RunDetail['children'] {
  const { parents, keys, statuses } = table.facts;
  const children: { run: RunKey; name: string; status: (typeof statuses)[number] }[] = [];
  for (let row = 0; row < parents.length; row++) {
    if (parents[row] === run)
      children.push({ run: keys[row]!, name: table.name(row), status: statuses[row]! });
  }
  return children;
}
