import { type DatasetKey, datasetKey } from '../../../../src/domain/ids.ts';
import type { DatasetRecord } from '../../../../src/domain/records.ts';
import type { DatasetInput, Pair } from '../../../../src/domain/run.ts';
import { readPairsBy } from './experiments.ts';
import { sortPairs } from './pairs.ts';
import type { Store } from './schema.ts';

const CONTEXT_TAG = 'mlflow.data.context';

export interface RunLinks {
  readonly datasets: DatasetInput[];
  readonly models: {
    readonly model: string;
    readonly direction: 'input' | 'output';
    readonly step: number;
  }[];
}

/** What runs took in and gave out, by run id. */
export type RunInputs = ReadonlyMap<string, RunLinks>;

export function readDatasets(store: Store): ReadonlyMap<string, DatasetRecord> {
  const found = new Map<string, DatasetRecord>();
  const columns = [
    'dataset_uuid',
    'name',
    'digest',
    'dataset_source_type',
    'dataset_source',
    'dataset_schema',
    'dataset_profile',
  ];
  store.each('datasets', columns, (row) => {
    const name = row.text(1);
    const digest = row.text(2);
    found.set(row.text(0), {
      kind: 'dataset',
      key: datasetKey(name, digest),
      name,
      digest,
      sourceType: row.text(3),
      source: row.text(4),
      schema: row.text(5),
      profile: row.text(6),
    });
  });
  return found;
}

/** `inputs` holds three kinds of arrows: dataset to run, run to the models it read, run to the models it made. */
export function readInputs(store: Store, datasets: ReadonlyMap<string, DatasetRecord>): RunInputs {
  const tags = readPairsBy(store, 'input_tags', ['input_uuid', 'name', 'value'], (row) => row.text(0));
  const found = new Map<string, RunLinks>();
  const linksOf = (run: string): RunLinks => {
    const known = found.get(run);
    if (known !== undefined) return known;
    const links: RunLinks = { datasets: [], models: [] };
    found.set(run, links);
    return links;
  };
  const columns = ['input_uuid', 'source_type', 'source_id', 'destination_type', 'destination_id', 'step'];
  store.each('inputs', columns, (row) => {
    const source = row.text(2);
    const destination = row.text(4);
    const dataset = datasets.get(source);
    switch (`${row.text(1)} ${row.text(3)}`) {
      case 'DATASET RUN':
        if (dataset === undefined) return;
        linksOf(destination).datasets.push(toInput(dataset.key, tags.get(row.text(0)) ?? []));
        return;
      case 'RUN_INPUT MODEL_INPUT':
        linksOf(source).models.push({ model: destination, direction: 'input', step: row.number(5) });
        return;
      case 'RUN_OUTPUT MODEL_OUTPUT':
        linksOf(source).models.push({ model: destination, direction: 'output', step: row.number(5) });
    }
  });
  return found;
}

function toInput(dataset: DatasetKey, tags: Pair[]): DatasetInput {
  const context = tags.find(([key]) => key === CONTEXT_TAG)?.[1] ?? '';
  return { dataset, context, tags: sortPairs(tags) };
}
