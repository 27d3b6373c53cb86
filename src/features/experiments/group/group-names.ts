import { type Accessor, createMemo, createSignal } from 'solid-js';
import { type ExperimentKey, toRunKey } from '../../../domain/ids.ts';
import type { ExperimentSummary, GroupKey, QueryApi } from '../../../rpc/query-api.ts';
import { groupValue } from './group-label.ts';

export interface GroupNames {
  experiment(key: ExperimentKey): string;
  /** The value of a group as a person knows it: keys of experiments and parent runs by their names. Tracks. */
  value(key: GroupKey): string;
  label(path: readonly GroupKey[]): string;
}

/** Names of what groups have as values only by key. Parents are looked up as they come into sight. */
export function createGroupNames(
  api: QueryApi,
  experiments: Accessor<readonly ExperimentSummary[] | undefined>,
): GroupNames {
  const names = createMemo(
    () => new Map<string, string>((experiments() ?? []).map(({ record }) => [record.key, record.name])),
  );
  const [parents, setParents] = createSignal<ReadonlyMap<string, string>>(new Map());
  const asked = new Set<string>();
  let waiting: string[] = [];
  const lookUp = async () => {
    const keys = waiting;
    waiting = [];
    const rows = await api.runRows(keys.map(toRunKey), []);
    setParents((known) => new Map([...known, ...rows.map(({ run, name }) => [run, name] as const)]));
  };
  const parentName = (key: string): string => {
    const name = parents().get(key);
    if (name !== undefined) return name;
    if (!asked.has(key)) {
      asked.add(key);
      if (waiting.push(key) === 1) queueMicrotask(() => void lookUp().catch(reportError));
    }
    return key.slice(0, 8);
  };
  const value = (key: GroupKey): string => {
    if (key.value !== null && key.column === 'experiment') return names().get(key.value) ?? key.value;
    if (key.value !== null && key.column === 'parent') return parentName(key.value);
    return groupValue(key);
  };
  return {
    experiment: (key) => names().get(key) ?? '',
    value,
    label: (path) => path.map(value).join(' · '),
  };
}
