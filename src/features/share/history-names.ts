import { type ExperimentKey, toRunKey } from '../../domain/ids.ts';
import type { HistoryRow } from '../../domain/share-view.ts';
import type { QueryApi } from '../../rpc/query-api.ts';

export interface Subject {
  readonly name: string;
  readonly href: string;
}

const SHORT_KEY = 8;

/** What the changes are about, by key: its name and its page. One that is not here keeps its short key. */
export async function loadSubjects(
  rows: readonly HistoryRow[],
  api: QueryApi,
): Promise<ReadonlyMap<string, Subject>> {
  const experiments = new Map((await api.experiments()).map(({ record }) => [record.key, record.name]));
  const keys = new Set(rows.flatMap((row) => row.notes.map(({ about }) => about)));
  keys.delete('');
  const subjects = new Map<string, Subject>();
  await Promise.all(
    [...keys].map(async (key) => {
      const experiment = experiments.get(key as ExperimentKey);
      const path = experiment === undefined ? 'runs' : 'experiments';
      const name = experiment ?? (await api.run(toRunKey(key)))?.run.name;
      subjects.set(key, {
        name: name || key.slice(0, SHORT_KEY),
        href: `#/${path}/${encodeURIComponent(key)}`,
      });
    }),
  );
  return subjects;
}
