import type { ImportFormat } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';
import { filesBeside } from '../../tables/files-beside.ts';
import { matchCsv } from './match.ts';

/**
 * Tables of text: comma, tab, semicolon or bar between cells (RFC 4180 quotes), UTF-8, UTF-16 or Windows-1252.
 * Tried with Lightning, Keras, Stable-Baselines3, Ultralytics, Ray, W&B, Optuna, MLflow, DVCLive, TensorBoard,
 * pandas and polars. Left out on purpose: fixed-width columns, several header lines, cells that hold lists.
 */
export const csv: ImportFormat = {
  id: 'csv',
  label: 'CSV / TSV',
  match(probe) {
    return probe.kind === 'file' ? matchCsv(probe.name, probe.head, probe.sizeBytes) : 'no';
  },
  companions(path, tree) {
    const beside = COMPANIONS.get(nameOf(path)) ?? [];
    const files = filesBeside(tree, path).map((file) => file.path);
    return [...beside.map((name) => joinPath(folderOf(path), name)), ...files];
  },
  richness(path) {
    return LOG_NAME.test(nameOf(path)) ? 20 : null;
  },
  async guess(source, context) {
    const { guessCsv } = await import('./guess.ts');
    return guessCsv(source, context);
  },
  async *read(source, context) {
    const { readCsv } = await import('./read.ts');
    yield* readCsv(source, context);
  },
  async follow() {
    const { CsvFollower } = await import('./follow.ts');
    return new CsvFollower();
  },
};

const COMPANIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['metrics.csv', ['hparams.yaml']],
  ['results.csv', ['args.yaml']],
  ['progress.csv', ['params.json', 'params.pkl', 'result.json']],
]);

/** Names that loggers give the log of a run. Any other table may be data, which is no rival of a log. */
const LOG_NAME =
  /^(?:metrics|progress|results|train(?:ing)?|history|(?:train(?:ing)?[_-]?)?log)\.(?:csv|tsv|log|log\.csv)$/i;
