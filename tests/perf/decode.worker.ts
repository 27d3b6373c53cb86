import { detect, sourceOf } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { fromFile } from '../../workers/import/source/file-source.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { RunSelector } from '../../workers/query/select-runs.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';
import { asyncBufferOf, readWithHyparquet } from './hyparquet-alone.ts';
import { sortableRun } from './sortable-run.ts';

export interface BareRequest {
  readonly what: 'raw' | 'decode' | 'hyparquet' | 'sort';
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

export interface Bare {
  readonly ms: number;
  readonly bytes: number;
  readonly points: number;
}

const BLOCK_BYTES = 1024 * 1024;
const READS_AT_ONCE = 32;

self.onmessage = (event: MessageEvent<BareRequest>) => {
  // A rejection alone would not reach the page, which would wait for ever.
  measure(event.data).then((bare) => self.postMessage(bare), self.reportError);
};

async function measure({ what, files }: BareRequest): Promise<Bare> {
  const run = { raw: readRaw, decode, hyparquet: hyparquetAlone, sort: sortAlone }[what];
  if (what === 'sort') prepareSort();
  const startedMs = performance.now();
  const result = await run(files);
  const ms = performance.now() - startedMs;
  // Whoever reads nothing is the fastest.
  if (what !== 'raw' && result.points === 0) throw new Error(`${what} yielded no points`);
  return { ...result, ms };
}

type Files = BareRequest['files'];
type Counted = Omit<Bare, 'ms'>;

/** Every byte once, the fastest plain way: blocks for large files, many at once for small ones. */
async function readRaw(files: Files): Promise<Counted> {
  let bytes = 0;
  if (files.length === 1) {
    const { file } = files[0]!;
    const reader = new FileReaderSync();
    for (let at = 0; at < file.size; at += BLOCK_BYTES) {
      bytes += reader.readAsArrayBuffer(file.slice(at, at + BLOCK_BYTES)).byteLength;
    }
    return { bytes, points: 0 };
  }
  let next = 0;
  const take = async (): Promise<void> => {
    while (next < files.length) {
      const { byteLength } = await files[next++]!.file.arrayBuffer();
      bytes += byteLength;
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, take));
  return { bytes, points: 0 };
}

/** The reader alone: every event is made and dropped. Artifacts are found and not read. */
async function decode(files: Files): Promise<Counted> {
  const { signal } = new AbortController();
  const tree = new SourceTree(files.map(({ path, file }) => fromFile(path, file)));
  const { claims } = await detect(tree, FORMATS, signal);
  if (claims.length === 0) throw new Error('No format claims the input');
  let points = 0;
  for (const claim of claims) {
    const source = sourceOf(claim, tree);
    const guess = await claim.format.guess?.(source, { signal });
    const context = guess ? { signal, layout: guess.layout } : { signal };
    for await (const event of claim.format.read(source, context)) {
      if (event.kind === 'points') points += event.points.steps.length;
    }
  }
  return { bytes: files.reduce((sum, { file }) => sum + file.size, 0), points };
}

let sortTable: EditedTable | null = null;
const SORT_ROWS = 5000;

/** 5,000 runs with one metric: what the query worker holds, without the way there. */
function prepareSort(): void {
  const table = new RunTable();
  for (let i = 0; i < SORT_ROWS; i++) table.add(sortableRun(i), [], { models: '', datasets: [] });
  sortTable = new EditedTable(table);
}

async function sortAlone(): Promise<Counted> {
  const sort = [{ column: 'metrics.loss', descending: false }];
  const query = {
    ...ALL_RUNS_QUERY,
    experiments: 'all',
    sort,
    lifecycle: 'active',
    tree: true,
    folded: [],
    filter: '',
  } as const;
  const { rows } = new RunSelector().select(sortTable!, query, null, 0);
  return { bytes: 0, points: rows.length };
}

async function hyparquetAlone(files: Files): Promise<Counted> {
  const { file } = files[0]!;
  const rows = await readWithHyparquet(asyncBufferOf(file));
  return { bytes: file.size, points: rows };
}
