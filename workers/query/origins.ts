import type { Hash, ModelKey, RunKey } from '../../src/domain/ids.ts';
import type { ArtifactEntry, StoredRun } from '../../src/domain/run.ts';
import type { Origins } from '../../src/rpc/query-api.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { DifferenceRows, wholeOf } from './difference-rows.ts';
import type { EditedTable } from './edited-table.ts';
import { isEnvironmentFile, MAX_ENVIRONMENT_BYTES, type Packages, parseEnvironment } from './environment.ts';
import type { FactReader } from './fact-reader.ts';

/** Files read of one run, the nearest to the root first: a run that logs a model each epoch has hundreds alike. */
const MOST_FILES = 8;
/** Of all runs together. Equal files are read once. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What a run's source is compared by: as the row says it, and where it stands. */
const SOURCE_ROWS: readonly (readonly [string, (run: StoredRun) => string])[] = [
  ['name', (run) => run.source.name],
  ['type', (run) => run.source.type],
  ['entry point', (run) => run.source.entryPoint],
  ['commit', (run) => run.source.gitCommit],
  ['branch', (run) => run.source.gitBranch],
  ['repository', (run) => run.source.gitRepo],
];
/** Tags that tell whether the commit is all there was, under whichever name a version of MLflow writes them. */
const SOURCE_TAGS = [
  'mlflow.git.dirty',
  'mlflow.source.git.dirty',
  'mlflow.source.git.diff',
  'mlflow.git.diff',
];

/** Where these runs came from, side by side: their source, and the packages that their environment files list. */
export async function loadOrigins(
  runs: readonly RunKey[],
  facts: FactReader,
  store: FactStore,
  table: EditedTable,
  textLimit?: number,
): Promise<Origins> {
  const records = await facts.runsAmong(new Set(runs));
  const found = new DifferenceRows(runs.length, textLimit);
  for (const [key, textOf] of SOURCE_ROWS) {
    found.add(
      'source',
      key,
      runs.map((run) => {
        const record = records.get(run);
        return (record && textOf(record)) || null;
      }),
    );
  }
  for (const tag of SOURCE_TAGS) {
    const label = tag.endsWith('dirty') ? 'uncommitted changes' : 'uncommitted changes (diff)';
    found.add(
      'source',
      `${label}, ${tag}`,
      runs.map((run) => sourceTag(table, tag, run)),
    );
  }
  const { packages, unreadFiles } = await loadEnvironments(runs, records, facts, store);
  const values = new Map<string, Map<number, string>>();
  for (const [index, run] of runs.entries()) {
    for (const [name, version] of packages.get(run) ?? []) {
      const row = values.get(name) ?? new Map<number, string>();
      values.set(name, row.set(index, version));
    }
  }
  found.addAll('environment', values);
  return { ...found.end(), unreadFiles };
}

/** A value as a whole; null where the run has none. */
export async function loadWholeOrigin(
  section: 'source' | 'environment',
  key: string,
  run: RunKey,
  facts: FactReader,
  store: FactStore,
  table: EditedTable,
): Promise<string | null> {
  const origins = await loadOrigins([run], facts, store, table, Number.POSITIVE_INFINITY);
  return wholeOf(origins, section, key);
}

function sourceTag(table: EditedTable, tag: string, run: RunKey): string | null {
  const row = table.facts.rowOf(run);
  return row === undefined ? null : table.anyTag(row, tag);
}

async function loadEnvironments(
  runs: readonly RunKey[],
  records: ReadonlyMap<RunKey, StoredRun>,
  facts: FactReader,
  store: FactStore,
): Promise<{ readonly packages: ReadonlyMap<RunKey, Packages>; readonly unreadFiles: number }> {
  const modelsOf = modelsByRun(runs, records, facts);
  const owners = new Set<RunKey | ModelKey>([...runs, ...[...modelsOf.values()].flat()]);
  const artifacts = await facts.artifactsAmong(owners);
  const reader = new EnvironmentFiles(store);
  const packages = new Map<RunKey, Packages>();
  for (const run of runs) {
    const entries = [run, ...(modelsOf.get(run) ?? [])].flatMap((owner) => artifacts.get(owner) ?? []);
    const united = new Map<string, string>();
    for (const entry of environmentFiles(entries))
      for (const [name, version] of await reader.read(entry)) {
        // Files nearer to the root, and exact versions, say it better.
        const known = united.get(name);
        if (known === undefined || (!isExact(known) && isExact(version))) united.set(name, version);
      }
    if (united.size > 0) packages.set(run, united);
  }
  return { packages, unreadFiles: reader.unread };
}

function isExact(version: string): boolean {
  return /^[0-9]/.test(version);
}

/** The files that say what was installed, the nearest to the root first. */
export function environmentFiles(entries: readonly ArtifactEntry[]): readonly ArtifactEntry[] {
  const depth = ({ path }: ArtifactEntry) => path.split('/', 64).length;
  return entries
    .filter(({ path }) => isEnvironmentFile(path))
    .sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_FILES);
}

/** Models that runs logged. */
export function modelsByRun(
  runs: readonly RunKey[],
  records: ReadonlyMap<RunKey, StoredRun>,
  facts: FactReader,
): ReadonlyMap<RunKey, readonly ModelKey[]> {
  const models = new Map<RunKey, Set<ModelKey>>();
  for (const run of runs) {
    const linked = records.get(run)?.models.filter((link) => link.direction === 'output') ?? [];
    models.set(run, new Set(linked.map((link) => link.model)));
  }
  for (const model of facts.loggedModels.values())
    if (model.sourceRun !== null) models.get(model.sourceRun)?.add(model.key);
  return new Map([...models].map(([run, keys]) => [run, [...keys]]));
}

/** Reads environment files, equal ones once, and counts those it could not. */
class EnvironmentFiles {
  unread = 0;
  private bytesLeft = MOST_BYTES;
  private readonly known = new Map<string, Packages | null>();
  private readonly store: FactStore;

  constructor(store: FactStore) {
    this.store = store;
  }

  async read(entry: ArtifactEntry): Promise<Packages> {
    const about = entry.chunks === null ? null : `${entry.path.split('/').at(-1)} ${entry.chunks.join()}`;
    let packages = about === null ? null : this.known.get(about);
    if (packages === undefined) {
      packages = await this.parse(entry, entry.chunks ?? []);
      this.known.set(about!, packages);
    }
    if (packages === null) this.unread += 1;
    return packages ?? new Map();
  }

  private async parse(entry: ArtifactEntry, chunks: readonly Hash[]): Promise<Packages | null> {
    if (entry.sizeBytes > Math.min(MAX_ENVIRONMENT_BYTES, this.bytesLeft)) return null;
    const parts = await this.store.loadChunks(chunks);
    let bytes = 0;
    for (const part of parts) bytes += part?.length ?? Number.POSITIVE_INFINITY;
    if (bytes > Math.min(MAX_ENVIRONMENT_BYTES, this.bytesLeft)) return null;
    this.bytesLeft -= bytes;
    const text = await new Blob(parts.flatMap((part) => part ?? [])).text();
    return parseEnvironment(entry.path, text);
  }
}
