import type { ImportSource } from '../../format.ts';
import { nameOf } from '../../source.ts';
import type { Database } from '../../sqlite/database.ts';
import type { Progress } from '../../sqlite/progress.ts';
import { readTables, TableStore } from '../../sqlite/table-store.ts';
import { PAUSE, type Turn } from '../../sqlite/turn.ts';
import { parseLenientJson, parseWrittenJson } from '../../text/lenient-json.ts';
import { TrackioBook } from './book.ts';

const TABLES = ['metrics', 'configs', 'system_metrics', 'alerts', 'traces'] as const;
type Store = TableStore<(typeof TABLES)[number]>;

/**
 * trackio's database of one project. Runs have ids since 0.17; before, names tell them apart. null for a database of
 * somebody else: MLflow has a table `metrics` as well.
 */
export function openTrackio(
  database: Database,
  roots: ReadonlyMap<string, number>,
  source: ImportSource,
  progress: Progress,
): Generator<Turn> | null {
  const tables = readTables(database, roots, TABLES);
  const metrics = tables.get('metrics')?.columns;
  if (metrics?.has('run_name') !== true || !metrics.has('metrics') || !metrics.has('step')) return null;
  return readStore(new TableStore(database, tables, source.path), source, progress);
}

function* readStore(store: Store, source: ImportSource, progress: Progress): Generator<Turn> {
  // Once to know the runs, once for their points.
  progress.expectRows(2 * (store.estimateRows('metrics') + store.estimateRows('system_metrics')));
  const project = nameOf(source.path).replace(/\.db$/i, '');
  const book = new TrackioBook(project, source);
  for (const table of ['metrics', 'system_metrics'] as const) {
    const turns = store.turns(table, ['run_id', 'run_name', 'timestamp'], (row) =>
      book.meet(row.text(0), row.text(1), row.text(2)),
    );
    for (const rows of turns) yield* [PAUSE, progress.advance(rows)];
  }
  store.each('configs', ['run_id', 'run_name', 'config'], (row) => {
    const config = parseWrittenJson(row.text(2));
    if (config.ok) book.configure(row.text(0), row.text(1), config.value);
  });
  yield* book.begin();
  const columns = ['run_id', 'run_name', 'timestamp', 'step', 'metrics'];
  for (const table of ['metrics', 'system_metrics'] as const) {
    const isSystem = table === 'system_metrics';
    const turns = store.turns(table, columns, (row) => {
      const parsed = parseLenientJson(row.text(4));
      const value = parsed.ok ? parsed.value : undefined;
      book.log(row.text(0), row.text(1), { time: row.text(2), step: row.numberOrNull(3), value, isSystem });
    });
    for (const rows of turns) {
      yield PAUSE;
      yield* book.drain();
      yield progress.advance(rows);
    }
  }
  store.each('alerts', ['run_id', 'run_name', 'timestamp', 'step', 'level', 'title', 'text'], (row) => {
    const words = [row.text(5), row.text(6)].filter((part) => part !== '').join(': ');
    book.alert(row.text(0), row.text(1), row.text(2), row.numberOrNull(3), `${row.text(4)}: ${words}`);
  });
  yield* book.finish();
  const traces = Math.round(store.estimateRows('traces'));
  if (traces > 0) {
    yield { kind: 'problem', problem: { code: 'traces-skipped', path: store.path, facts: { traces } } };
  }
  for (const problem of store.problems) yield { kind: 'problem', problem };
}
