import type { DatasetKey, RunKey } from '../../src/domain/ids.ts';
import type { DatasetRecord, LoggedModelRecord, ModelVersionRecord } from '../../src/domain/records.ts';
import type { DatasetLink, RunBlock } from './run-block.ts';
import type { DatasetUse, RunTexts } from './run-table.ts';

const NO_DATASETS: readonly DatasetUse[] = [];
export const HISTORY_TAG = 'mlflow.log-model.history';

/** What the texts of runs are made of besides the runs. */
export interface OtherFacts {
  readonly datasets: ReadonlyMap<DatasetKey, DatasetRecord>;
  readonly loggedModels: ReadonlyMap<unknown, LoggedModelRecord>;
  readonly modelVersions: ReadonlyMap<unknown, ModelVersionRecord>;
  /** Takes those that are looked for in vain. */
  readonly unknownDatasets?: Set<DatasetKey>;
}

/** What the Models and Datasets columns say of the runs of a block, by their places in it. */
export function makeRunTexts(
  facts: OtherFacts,
): (block: RunBlock, keys: readonly (RunKey | null)[]) => (place: number) => RunTexts {
  const versionsByRun = groupBy(
    [...facts.modelVersions.values()].filter(isShown),
    (version) => version.run ?? '',
  );
  const loggedByRun = groupBy([...facts.loggedModels.values()], (model) => model.sourceRun ?? '');
  const datasetsOf = makeDatasetUses(facts);
  return (block, keys) => {
    const histories = historiesOf(block);
    return (place) => {
      const key = keys[place] ?? '';
      const history = histories.get(place) ?? '';
      return {
        models: modelsText(versionsByRun.get(key) ?? [], loggedByRun.get(key) ?? [], history),
        datasets: datasetsOf(block.datasets[place] ?? null),
      };
    };
  };
}

/** Thousands of runs use the same few datasets: they share the lists. */
function makeDatasetUses({ datasets, unknownDatasets }: OtherFacts) {
  const known = new Map<string, readonly DatasetUse[]>();
  return (links: readonly DatasetLink[] | null): readonly DatasetUse[] => {
    if (!links) return NO_DATASETS;
    const about = JSON.stringify(links.map(({ dataset, context }) => [dataset, context]));
    let uses = known.get(about);
    if (!uses) {
      uses = links.flatMap(({ dataset, context }) => {
        const record = datasets.get(dataset);
        if (!record) unknownDatasets?.add(dataset);
        return record ? [{ name: record.name, digest: record.digest, context }] : [];
      });
      known.set(about, uses);
    }
    return uses;
  };
}

function historiesOf({ tags, texts }: RunBlock): ReadonlyMap<number, string> {
  const histories = new Map<number, string>();
  const column = tags.find(({ key }) => key === HISTORY_TAG);
  for (const [index, id] of column?.ids.entries() ?? [])
    histories.set(column?.places?.[index] ?? index, texts[id] ?? '');
  return histories;
}

/** MLflow's tombstone of a deleted version. */
function isShown(version: ModelVersionRecord): boolean {
  return version.stage !== 'Deleted_Internal';
}

/** `history`: the tag that older MLflow keeps of what was logged. */
export function modelsText(
  versions: readonly { readonly model: string; readonly version: number }[],
  logged: readonly LoggedModelRecord[],
  history: string,
): string {
  if (versions.length > 0)
    return versions.map((version) => `${version.model} v${version.version}`).join(', ');
  if (logged.length > 0) return logged.map((model) => model.name || model.key).join(', ');
  return [...new Set(artifactPaths(history))].join(', ');
}

/** The tag is often cut off in mid-JSON; its complete `artifact_path` members still say what was logged. */
function artifactPaths(history: string): string[] {
  return [...history.matchAll(/"artifact_path":\s*"([^"\\]{1,250})"/g)].map((match) => match[1]!);
}

export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
