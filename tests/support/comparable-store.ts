import type { Point, ShownRun, ShownStore } from './shown-store.ts';

/** Tags that an export adds where the source said the same elsewhere, or said nothing that MLflow knows. */
const ADDED =
  /^(cairn\.(run|status)|mlflow\.(user|source\.\w+(\.\w+)?|log-model\.history|project\.entryPoint))$/;

/**
 * What of a store has to be the same here and there: experiments by name, as ids may change; points as a set, as a
 * database keeps no order and no duplicates; sources of versions from the run's artifacts on, as the files have moved.
 */
export function comparable(
  store: ShownStore,
  { shown, read }: { readonly shown: ShownStore; readonly read: ShownStore },
  side: 'read' | 'shown',
): unknown {
  const experiments = Object.values(store.experiments) as { name: string; lifecycle: string }[];
  const names = new Set(Object.values(shown.experiments).map(({ name }) => name));
  const nameOf = (id: string) => (side === 'read' ? store.experiments[id]!.name : id);
  return {
    experiments: experiments
      .filter(({ name }) => name !== 'Default' || names.has('Default'))
      .map(({ name, lifecycle }) => `${name} ${lifecycle}`)
      .sort(),
    runs: Object.fromEntries(
      Object.entries(store.runs).map(([id, run]) => [
        id,
        comparableRun(run, shown.runs[id], nameOf, read.runs[id]?.history !== null),
      ]),
    ),
    models: Object.fromEntries(
      Object.entries(store.models ?? {}).map(([name, { versions, ...model }]) => [
        name,
        {
          ...model,
          latest: undefined,
          versions: Object.fromEntries(
            Object.entries(versions).map(([number, version]) => [
              number,
              { ...(version as object), source: tailOf((version as { source: string }).source) },
            ]),
          ),
        },
      ]),
    ),
  };
}

function comparableRun(
  run: ShownRun,
  shown: ShownRun | undefined,
  nameOf: (id: string) => string,
  isOpened: boolean,
): unknown {
  const latest = Object.entries(run.latest).filter(([key]) => !isTied(shown?.history[key] ?? []));
  const tags = Object.entries(run.tags).filter(
    ([key]) => !ADDED.test(key) || (shown && Object.hasOwn(shown.tags, key) && !key.endsWith('history')),
  );
  return {
    ...run,
    experiment: nameOf(run.experiment),
    latest: Object.fromEntries(latest),
    status: run.status || 'FINISHED',
    user: run.user ?? '',
    tags: Object.fromEntries(tags),
    artifacts: isOpened ? run.artifacts : null,
    history: isOpened
      ? Object.fromEntries(Object.entries(run.history).map(([key, points]) => [key, asSet(points)]))
      : null,
    inputs: [...(run.inputs ?? [])].map((input) => JSON.stringify(input)).sort(),
  };
}

/** Several values of the same time at the last step: which of them is the latest, every store says in its own way. */
function isTied(points: readonly Point[]): boolean {
  const sorted = [...points].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const [first, second] = [...new Map(sorted.map((point) => [JSON.stringify(point), point])).values()];
  return first !== undefined && second !== undefined && first[0] === second[0] && first[1] === second[1];
}

function asSet(points: readonly Point[]): readonly string[] {
  return [...new Set(points.map((point) => JSON.stringify(point)))].sort();
}

function tailOf(source: string): string {
  const at = source.lastIndexOf('/artifacts');
  if (/^(models:\/m-|runs:\/)/.test(source)) return 'model';
  return at < 0 ? source : source.slice(at);
}
