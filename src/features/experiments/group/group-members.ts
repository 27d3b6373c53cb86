import { type Accessor, createMemo } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { GroupKey, QueryApi, RunGroup, TableSummary } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import type { GroupItem } from '../run-row.ts';

/** Which runs stand behind the rows of groups; asked for only once somebody selects something. */
export function createGroupMembers(options: {
  readonly api: QueryApi;
  readonly summary: Accessor<TableSummary | undefined>;
  readonly selected: Accessor<ReadonlySet<string>>;
}) {
  const { api, summary, selected } = options;
  const load = (answer: TableSummary) => api.groups(answer.table, answer.groupCount);
  const loaded = createNewestAnswer(
    () => {
      const answer = summary();
      return answer && answer.groupCount > 0 && selected().size > 0 ? answer : undefined;
    },
    async (answer) => ({ table: answer.table, groups: await load(answer) }),
  );
  /** How many runs are chosen, by the path of each group they are in. */
  const counts = createMemo(() => {
    const known = loaded();
    return known && known.table === summary()?.table ? countChosen(known.groups, selected()) : null;
  });
  return {
    loadMembers: async (group: GroupItem): Promise<readonly RunKey[]> => {
      const answer = summary();
      const known = loaded();
      if (!answer) return [];
      const groups = known?.table === answer.table ? known.groups : await load(answer);
      return groups.flatMap((one) => (isWithin(one.path, group.path) ? one.runs : []));
    },
    selection: (group: GroupItem): boolean | 'partly' => {
      const chosen = counts()?.get(pathText(group.path)) ?? 0;
      return chosen >= group.runs && chosen > 0 ? true : chosen > 0 && 'partly';
    },
  };
}

/** Counts the chosen runs of every group, outer ones too. */
export function countChosen(
  groups: readonly RunGroup[],
  selected: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path, runs } of groups) {
    const chosen = runs.reduce((count, run) => count + (selected.has(run) ? 1 : 0), 0);
    if (chosen === 0) continue;
    for (let depth = 1; depth <= path.length; depth++) {
      const text = pathText(path.slice(0, depth));
      counts.set(text, (counts.get(text) ?? 0) + chosen);
    }
  }
  return counts;
}

function isWithin(path: readonly GroupKey[], outer: readonly GroupKey[]): boolean {
  return outer.every((key, depth) => path[depth]?.column === key.column && path[depth].value === key.value);
}

function pathText(path: readonly GroupKey[]): string {
  return JSON.stringify(path.map(({ value }) => value));
}
