import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { joinPath, nameOf, readText } from '../../source.ts';
import { fieldOf, textOf } from '../../text/json-fields.ts';
import { parseLenientJson } from '../../text/lenient-json.ts';
import { readSqlite } from '../sqlite/read.ts';
import { readTrackioCopies } from './copies.ts';

const LARGEST_SETTINGS = 1024 * 1024;

/** Reads the projects of the folder one after the other, databases before copies of them. */
export async function* readTrackioFolder(
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const { tree } = source;
  const paths = new Set((source.files ?? []).map(({ path }) => path));
  for (const file of source.files ?? []) {
    const { path } = file;
    const stem = path.slice(0, -'.parquet'.length);
    if (path.endsWith('.db')) yield* readSqlite({ path, file, tree }, context);
    else if (
      path === joinPath(source.path, 'metrics.parquet') &&
      paths.has(joinPath(source.path, 'runs.json'))
    ) {
      const aux = joinPath(source.path, 'aux');
      yield* readTrackioCopies(
        {
          project: await staticProject(source),
          metrics: file,
          system: tree.get(joinPath(aux, 'system_metrics.parquet')) ?? null,
          configs: tree.get(joinPath(aux, 'configs.parquet')) ?? null,
        },
        { path, file, tree },
        context,
      );
    } else if (path.endsWith('.parquet') && isProject(stem, paths)) {
      yield* readTrackioCopies(
        {
          project: nameOf(stem),
          metrics: file,
          system: tree.get(`${stem}_system.parquet`) ?? null,
          configs: tree.get(`${stem}_configs.parquet`) ?? null,
        },
        { path, file, tree },
        context,
      );
    }
  }
}

function isProject(stem: string, paths: ReadonlySet<string>): boolean {
  if (paths.has(`${stem}.db`)) return false;
  return paths.has(`${stem}_configs.parquet`) || paths.has(`${stem}_system.parquet`);
}

async function staticProject(source: ImportSource): Promise<string> {
  const file = source.tree.get(joinPath(source.path, 'settings.json'));
  const parsed = file && file.sizeBytes <= LARGEST_SETTINGS ? parseLenientJson(await readText(file)) : null;
  const named = parsed?.ok ? textOf(fieldOf(parsed.value, 'project')) : '';
  return named || nameOf(source.path) || 'trackio';
}
