import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { NO_STAGE } from '../../domain/registry/stages.ts';

export type Direction = 'ascending' | 'descending';
export interface Sort<Key extends string> {
  readonly by: Key;
  readonly direction: Direction;
}

export type ModelSortKey = 'name' | 'latest' | 'versions' | 'user' | 'updated';
export type VersionSortKey = 'number' | 'stage' | 'created' | 'user' | MetricSortKey;
/** By a metric of the versions' runs. */
export type MetricSortKey = `metric:${string}`;

/** Versions that are there, greatest number first. */
export function presentVersions(model: RegisteredModel): readonly ModelVersion[] {
  return model.versions.filter(({ deleted }) => !deleted);
}

export function latestVersion(model: RegisteredModel): ModelVersion | undefined {
  return presentVersions(model)[0];
}

export interface StageCount {
  readonly stage: string;
  readonly count: number;
  /** The greatest number in that stage: MLflow's latest version of it. */
  readonly latest: number;
}

/** By stage, in the order of `stages` and then as found; None is left out. */
export function stageCounts(model: RegisteredModel, stages: readonly string[]): readonly StageCount[] {
  const counts = new Map<string, StageCount>();
  for (const { stage, number } of presentVersions(model)) {
    if (stage === NO_STAGE) continue;
    const known = counts.get(stage);
    counts.set(stage, { stage, count: (known?.count ?? 0) + 1, latest: known?.latest ?? number });
  }
  const place = (stage: string) => {
    const at = stages.indexOf(stage);
    return at < 0 ? stages.length : at;
  };
  return [...counts.values()].sort((a, b) => place(a.stage) - place(b.stage));
}

/** Who registered the first version, as far as its source says; else who made the model here. */
export function modelUser(model: RegisteredModel, people: MadeBy): string {
  return people.madeBy(model.name, null) || (model.versions.findLast(({ user }) => user !== '')?.user ?? '');
}

export function versionUser({ model, number, user }: ModelVersion, people: MadeBy): string {
  return user || people.madeBy(model, number);
}

interface MadeBy {
  madeBy(model: string, version: number | null): string;
}

/** The first line that says something, without Markdown's marks of headings, stress and code. */
export function firstLine(text: string): string {
  const head = text.slice(0, 2000);
  const line = head.split('\n').find((one) => one.trim() !== '') ?? '';
  return line
    .trim()
    .replace(/^#{1,6} /, '')
    .replace(/\*\*|__|`/g, '')
    .slice(0, 300);
}

export function sortModels(
  models: readonly RegisteredModel[],
  { by, direction }: Sort<ModelSortKey>,
  people: MadeBy,
): readonly RegisteredModel[] {
  const key = (model: RegisteredModel): string | number => {
    switch (by) {
      case 'name':
        return model.name.toLowerCase();
      case 'latest':
        return latestVersion(model)?.number ?? 0;
      case 'versions':
        return presentVersions(model).length;
      case 'user':
        return modelUser(model, people).toLowerCase();
      case 'updated':
        return model.updatedMs ?? model.createdMs ?? 0;
    }
  };
  return sortBy(models, key, direction);
}

/** `stages`: their order, which is the order of a sort by stage. */
export function sortVersions(
  versions: readonly ModelVersion[],
  { by, direction }: Sort<VersionSortKey>,
  stages: readonly string[],
  people: MadeBy,
  metricOf: (version: ModelVersion, metric: string) => number | null,
): readonly ModelVersion[] {
  const key = (version: ModelVersion): string | number | null => {
    switch (by) {
      case 'number':
        return version.number;
      case 'stage':
        return stages.indexOf(version.stage);
      case 'created':
        return version.createdMs ?? 0;
      case 'user':
        return versionUser(version, people).toLowerCase();
      default:
        return metricOf(version, by.slice('metric:'.length));
    }
  };
  return sortBy(versions, key, direction);
}

/** What has no key comes last, whichever the direction. */
function sortBy<T>(
  items: readonly T[],
  key: (item: T) => string | number | null,
  direction: Direction,
): readonly T[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return items.toSorted((a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left === right ? 0 : left < right ? -sign : sign;
  });
}
