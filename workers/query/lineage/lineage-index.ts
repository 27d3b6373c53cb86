import type { DatasetKey, ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { ModelVersion, RegistryView } from '../../../src/domain/registry/registry-view.ts';
import type { DatasetInput, ModelLink } from '../../../src/domain/run.ts';
import type { FactReader } from '../fact-reader.ts';
import type { DatasetUse, RunTable } from '../run-table.ts';
import type { ModelUse } from './lineage-source.ts';

type Input = Pick<DatasetInput, 'dataset' | 'context'>;

/** What facts say of runs, from the other end: made in one pass over all of them, and kept as long as they stand. */
export interface FactLinks {
  readonly children: ReadonlyMap<RunKey, readonly RunKey[]>;
  readonly users: ReadonlyMap<DatasetKey, readonly RunKey[]>;
  readonly uses: ReadonlyMap<ModelKey, readonly ModelUse[]>;
  readonly models: ReadonlyMap<RunKey, readonly ModelLink[]>;
  inputs(row: number): readonly Input[];
}

export interface VersionLinks {
  readonly byId: ReadonlyMap<string, ModelVersion>;
  readonly byRun: ReadonlyMap<RunKey, readonly ModelVersion[]>;
  readonly byModel: ReadonlyMap<ModelKey, readonly ModelVersion[]>;
}

export function linkFacts(table: RunTable, facts: FactReader): FactLinks {
  const inputs = makeInputs(table, facts);
  const children = new Map<RunKey, RunKey[]>();
  const users = new Map<DatasetKey, RunKey[]>();
  for (let row = 0; row < table.count; row++) {
    const run = table.keys[row]!;
    const parent = table.parents[row] ?? null;
    if (parent !== null && parent !== run) push(children, parent, run);
    for (const dataset of new Set(inputs(row).map((input) => input.dataset))) push(users, dataset, run);
  }
  return { children, users, inputs, ...linkModels(table, facts) };
}

/** Thousands of runs share a list of datasets: it is read once. */
function makeInputs(table: RunTable, facts: FactReader): FactLinks['inputs'] {
  const keys = new Map<string, DatasetKey>();
  const nameOf = (name: string, digest: string) => JSON.stringify([name, digest]);
  for (const { name, digest, key } of facts.datasets.values()) keys.set(nameOf(name, digest), key);
  const known = new Map<readonly DatasetUse[], readonly Input[]>();
  return (row) => {
    const uses = table.datasetUses[row];
    if (!uses || uses.length === 0) return [];
    let inputs = known.get(uses);
    if (!inputs) {
      inputs = uses.flatMap(({ name, digest, context }) => {
        const dataset = keys.get(nameOf(name, digest));
        return dataset ? [{ dataset, context }] : [];
      });
      known.set(uses, inputs);
    }
    return inputs;
  };
}

/** What runs say of models, and models of runs: a model without a link names its run, and runs that measured it. */
function linkModels(table: RunTable, facts: FactReader): Pick<FactLinks, 'uses' | 'models'> {
  const uses = new Map<ModelKey, ModelUse[]>();
  const models = new Map<RunKey, ModelLink[]>();
  const known = new Set<string>();
  const add = (run: RunKey, link: ModelLink): void => {
    known.add(JSON.stringify([run, link.model]));
    push(uses, link.model, { run, direction: link.direction, step: link.step });
    push(models, run, link);
  };
  for (const [row, links] of table.modelLinks) for (const link of links) add(table.keys[row]!, link);
  for (const { key: model, sourceRun, metrics } of facts.loggedModels.values()) {
    const measured = new Set(metrics.map((metric) => metric.run));
    for (const run of [sourceRun, ...measured]) {
      if (run === null || known.has(JSON.stringify([run, model]))) continue;
      add(run, { model, direction: run === sourceRun ? 'output' : 'input', step: 0 });
    }
  }
  return { uses, models };
}

export function linkVersions(view: RegistryView): VersionLinks {
  const byId = new Map<string, ModelVersion>();
  const byRun = new Map<RunKey, ModelVersion[]>();
  const byModel = new Map<ModelKey, ModelVersion[]>();
  for (const model of view.models) {
    for (const one of model.versions) {
      const version = model.deleted ? { ...one, deleted: true } : one;
      byId.set(versionId(version.model, version.ref), version);
      if (version.run !== null) push(byRun, version.run, version);
      if (version.loggedModel !== null) push(byModel, version.loggedModel, version);
    }
  }
  return { byId, byRun, byModel };
}

export function versionId(model: string, version: string): string {
  return `${version}\n${model}`;
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
