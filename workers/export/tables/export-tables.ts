import { toUtf8 } from '../../../src/base/bytes.ts';
import type {
  ExportEnding,
  ExportProgress,
  ExportQuery,
  ExportResult,
  TableSettings,
} from '../../../src/rpc/export-api.ts';
import { ColumnDescriber } from '../../query/describe-columns.ts';
import { type ByteSpace, type OpenSpace, SpaceFull } from '../bytes/byte-space.ts';
import { ZipFile } from '../bytes/zip-file.ts';
import type { OnProgress } from '../export-workspace.ts';
import { NoteList } from '../notes.ts';
import { OpenedWorkspace } from '../opened-workspace.ts';
import { NotWhole } from '../parquet/column-chunk.ts';
import { artifactRows } from './artifact-rows.ts';
import type { OutTable } from './out-table.ts';
import { pointRows } from './point-rows.ts';
import { runObjects } from './run-objects.ts';
import { runColumns, runRows } from './run-rows.ts';
import { stepRows } from './step-rows.ts';
import { encodeTable } from './table-encoder.ts';
import { TableSource } from './table-source.ts';
import { type ReadmeFile, tablesReadme } from './tables-readme.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file of the export: made anew each time, since steps may turn out to have fractions on the way. */
interface TableFile extends Omit<ReadmeFile, 'path'> {
  readonly name: string;
  readonly chunks: (stepsAreWhole: boolean) => AsyncIterable<Bytes>;
}

/** Between two messages of progress (ms). */
const TELL_EVERY_MS = 100;

/** Writes runs and points as plain tables: one file, or a zip of several with a README. */
export async function exportTables(
  query: ExportQuery,
  settings: TableSettings,
  open: OpenSpace,
  onProgress: OnProgress,
): Promise<ExportResult> {
  onProgress({ stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 });
  const workspace = await OpenedWorkspace.open(query.workspace, query.edits);
  try {
    const source = new TableSource(workspace, chooseRows(workspace, query, settings));
    const files = listFiles(source, settings);
    const space = await open();
    const writer = new Writing(source, space, onProgress);
    const isOne = files.length === 1;
    const file = isOne ? await writer.writeOne(files[0]!) : await writer.writeZip(files, settings.format);
    const notes = new NoteList();
    for (const metric of source.missing) notes.add('points-elsewhere', metric);
    const { table } = workspace;
    const counts = {
      experiments: new Set(source.rows.map((row) => table.experiment(row))).size,
      runs: source.rows.length,
      points: source.pointCount,
      models: 0,
      versions: 0,
      files: 0,
      bytes: file.size,
    };
    const ending: ExportEnding = isOne ? settings.format : 'zip';
    return { kind: 'file', file, ending, counts, notes: notes.list() };
  } catch (error) {
    if (error instanceof SpaceFull)
      return { kind: 'failed', code: error.where === 'memory' ? 'too-large' : 'disk-full' };
    throw error;
  } finally {
    workspace.close();
  }
}

function chooseRows(
  workspace: OpenedWorkspace,
  { scope }: ExportQuery,
  { withDeleted }: TableSettings,
): readonly number[] {
  const rows = workspace.rowsOf(scope);
  const isChosen = scope.kind === 'runs' || withDeleted;
  return isChosen ? rows : rows.filter((row) => !workspace.table.deleted(row));
}

function listFiles(source: TableSource, settings: TableSettings): readonly TableFile[] {
  const { table } = source.workspace;
  const infos = new ColumnDescriber().describe(table, Uint32Array.from(source.rows).sort());
  const files: TableFile[] = [];
  const add = (make: (stepsAreWhole: boolean) => OutTable) => {
    const { name, about, columns } = make(true);
    const chunks = (stepsAreWhole: boolean) => encodeTable(make(stepsAreWhole), settings);
    files.push({ name, about, columns, chunks });
  };
  const isNested = settings.points === 'nested';
  if (settings.runs || isNested) {
    const columns = runColumns(source, infos);
    if (settings.format === 'ndjson')
      files.push({
        name: 'runs',
        about: `an object for each run${isNested ? ', with all points of its metrics' : ''}`,
        columns,
        chunks: () => runObjects(source, columns, isNested),
      });
    else add(() => runRows(source, columns));
  }
  if (settings.points === 'long') add((stepsAreWhole) => pointRows(source, stepsAreWhole));
  if (settings.points === 'wide') {
    const metrics = infos.flatMap((info) => (info.kind === 'metric' ? [info.key] : []));
    add((stepsAreWhole) => stepRows(source, metrics, stepsAreWhole));
  }
  if (settings.artifacts) {
    const runs = source.rows.map((row) => table.facts.keys[row]!);
    add(() => artifactRows(source, runs));
  }
  return files;
}

class Writing {
  private toldAtMs = 0;

  constructor(
    private readonly source: TableSource,
    private readonly space: ByteSpace,
    private readonly onProgress: OnProgress,
  ) {}

  async writeOne(file: TableFile): Promise<Blob> {
    await retryWithFractions(async (stepsAreWhole) => {
      this.space.truncate(0);
      for await (const chunk of this.watched(file.chunks(stepsAreWhole)))
        this.space.write(chunk, this.space.size);
    });
    this.tell('finishing', true);
    return this.space.finish();
  }

  async writeZip(files: readonly TableFile[], ending: TableSettings['format']): Promise<Blob> {
    const zip = new ZipFile(this.space);
    const listed = files.map(({ name, about, columns }) => ({ path: `${name}.${ending}`, about, columns }));
    zip.addBytes('README.md', toUtf8(tablesReadme(ending, listed, this.source.rows.length)));
    for (const file of files)
      await retryWithFractions((stepsAreWhole) => {
        const chunks = this.watched(file.chunks(stepsAreWhole));
        const path = `${file.name}.${ending}`;
        // Parquet is packed already.
        return ending === 'parquet' ? zip.addStream(path, chunks) : zip.addPacked(path, chunks);
      });
    this.tell('finishing', true);
    return zip.finish();
  }

  private async *watched(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
    for await (const chunk of chunks) {
      yield chunk;
      await this.space.drain?.();
      this.tell('runs');
    }
  }

  private tell(stage: ExportProgress['stage'], isNow = false): void {
    const now = performance.now();
    if (!isNow && now - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = now;
    const { runCount, rows } = this.source;
    this.onProgress({ stage, runs: runCount, ofRuns: rows.length, bytes: this.space.size });
  }
}

/** Nearly all steps are whole numbers; where one is not, the column is one of doubles and the file begins anew. */
async function retryWithFractions(write: (stepsAreWhole: boolean) => Promise<void>): Promise<void> {
  try {
    await write(true);
  } catch (error) {
    if (!(error instanceof NotWhole)) throw error;
    await write(false);
  }
}
