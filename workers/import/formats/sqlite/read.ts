import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { type SourceFile, SourceReadError } from '../../source.ts';
import type { Database } from '../../sqlite/database.ts';
import { type OpenedSqlite, openSqlite } from '../../sqlite/open.ts';
import { Progress, TICK_MS } from '../../sqlite/progress.ts';
import { readRootPages } from '../../sqlite/table-info.ts';
import { PAUSE, type Turn } from '../../sqlite/turn.ts';
import { openAim } from '../aim/database.ts';
import { openMlflow } from '../mlflow-db/reader.ts';
import { openOptuna } from '../optuna/database.ts';
import { openTrackio } from '../trackio/database.ts';

/** What a producer's reader makes of an open database; null when its tables are not there. */
export type OpenTables = (
  database: Database,
  roots: ReadonlyMap<string, number>,
  source: ImportSource,
  progress: Progress,
) => Iterable<Turn> | null;

const PRODUCERS: readonly OpenTables[] = [openMlflow, openOptuna, openTrackio, openAim];
const MOST_NAMED_TABLES = 12;

/** Opens a database and hands it to whoever knows its tables. */
export async function* readSqlite(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const main = source.file;
  if (main === null) return;
  const progress = new Progress(main);
  const opening: Opening = { bytes: 0, opened: null };
  const done = open(main, source, context.signal, opening);
  while (opening.opened === null) {
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, TICK_MS))]);
    yield progress.loading(opening.bytes);
  }
  const { database, problems } = opening.opened;
  try {
    for (const problem of problems) yield { kind: 'problem', problem };
    yield progress.opened();
    for (const turn of database === null ? [] : readDatabase(database, source, progress)) {
      if (turn !== PAUSE) yield turn;
      else if (progress.isTime()) await progress.breathe();
      // Asked for every event: a caller may cancel at any of them.
      throwIfAborted(context.signal);
    }
  } finally {
    database?.close();
  }
  throwIfAborted(context.signal);
  yield progress.finished();
}

function readDatabase(database: Database, source: ImportSource, progress: Progress): Iterable<Turn> {
  const roots = readRootPages(database);
  for (const openTables of PRODUCERS) {
    const turns = openTables(database, roots, source, progress);
    if (turns !== null) return turns;
  }
  const facts = { tables: [...roots.keys()].slice(0, MOST_NAMED_TABLES).join(', ').slice(0, 500) };
  return [{ kind: 'problem', problem: { code: 'sqlite-unknown', path: source.path, facts } }];
}

/** How far opening is, for the progress bar. */
interface Opening {
  bytes: number;
  opened: OpenedSqlite | null;
}

async function open(
  main: SourceFile,
  source: ImportSource,
  signal: AbortSignal,
  opening: Opening,
): Promise<void> {
  const beside = (ending: string) => source.tree.get(`${source.path}${ending}`);
  try {
    const files = { main, wal: beside('-wal'), journal: beside('-journal') };
    const onBytes = (bytes: number): void => {
      opening.bytes = bytes;
    };
    opening.opened = await openSqlite(files, { signal, onBytes });
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
    const problem: ImportProblem = { code: 'unreadable-file', path: error.path };
    opening.opened = { database: null, problems: [problem] };
  }
}
