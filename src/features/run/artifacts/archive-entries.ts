import { toCsv } from '../../../base/csv.ts';
import type { MetricKey } from '../../../domain/ids.ts';
import type { StoredRun } from '../../../domain/run.ts';
import type { ArchiveEntry } from '../../../rpc/download-api.ts';
import type { QueryApi, RunDetail } from '../../../rpc/query-api.ts';
import type { ArtifactFolder, ArtifactSeries } from './artifact-tree.ts';

/** Everything below a folder; its paths begin with `under`. */
export function folderEntries(folder: ArtifactFolder, under: string): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  const walk = (at: ArtifactFolder, path: string): void => {
    for (const node of at.children) {
      if (node.kind === 'folder') walk(node, `${path}${node.name}/`);
      else if (node.kind === 'series') entries.push(...seriesEntries(node, folder.path, under));
      else {
        const { sizeBytes, chunks } = node.entry;
        entries.push({ path: path + node.name, sizeBytes, content: chunks });
      }
    }
  };
  walk(folder, under);
  return entries;
}

/** Where they were logged: the slashes of a key are folders in the tree alone. */
function seriesEntries(series: ArtifactSeries, folder: string, under: string): readonly ArchiveEntry[] {
  const start = folder === '' ? '' : `${folder}/`;
  return series.files.map(({ name, entry }) => {
    const inside = entry.path.startsWith(start) ? entry.path.slice(start.length) : name;
    return { path: under + inside, sizeBytes: entry.sizeBytes, content: entry.chunks };
  });
}

/** What an archive of a whole run holds besides artifacts, and what those tables lack. */
export interface RunTables {
  readonly entries: readonly ArchiveEntry[];
  readonly notes: readonly string[];
}

/** `run.json`, `params.csv` and `metrics.csv`, with every point that is on this device, as it was logged. */
export async function runTables(detail: RunDetail, api: QueryApi): Promise<RunTables> {
  const { run } = detail;
  const packs = new Set(run.series.flatMap(({ parts }) => parts.map(({ pack }) => pack)));
  const missing = await api.missingChunks([...packs]);
  const metrics = await api.seriesCsv({
    runs: [run.key],
    groups: null,
    centre: 'mean',
    band: 'none',
    ys: run.series.map(({ key }) => asMetric(key)),
    axis: 'step',
    logX: false,
    smoothing: { kind: 'ema', amount: 0 },
    range: null,
    widthPx: 1,
  });
  const params = toCsv([['key', 'value'], ...run.params]);
  return {
    entries: [
      textEntry('run.json', `${JSON.stringify(runFacts(detail), replaceOddNumbers, 2)}\n`),
      textEntry('params.csv', params),
      { path: 'metrics.csv', sizeBytes: metrics.size, content: metrics },
    ],
    notes:
      missing.length === 0
        ? []
        : [`metrics.csv lacks points: ${missing.length} of ${packs.size} packs are not on this device.`],
  };
}

/** A key that begins like an expression has to be put as one. */
function asMetric(key: MetricKey): string {
  return key.startsWith('=') ? `="${key.replaceAll('"', '""')}"` : key;
}

function textEntry(path: string, text: string): ArchiveEntry {
  const content = new Blob([text]);
  return { path, sizeBytes: content.size, content };
}

function runFacts({ run, experiment, parentName, datasets, loggedModels, versions }: RunDetail): object {
  const { content: _, series, ...logged } = run;
  return {
    ...logged,
    experimentName: experiment?.name ?? null,
    parentName,
    metrics: series.map(toSummary),
    datasetRecords: datasets,
    loggedModels,
    versions,
  };
}

function toSummary({ parts: _, fingerprint: __, ...summary }: StoredRun['series'][number]): object {
  return summary;
}

/** JSON has no NaN and no infinity: they become texts instead of null. */
function replaceOddNumbers(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
