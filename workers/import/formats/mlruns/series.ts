import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { ImportEvent } from '../../format.ts';
import { type SourceFile, SourceReadError } from '../../source.ts';
import { keyOf, type OwnedFiles } from './listing.ts';
import { type MetricDamage, MetricParser } from './metric-file.ts';
import { type ReadAhead, SMALL_FILE_BYTES } from './read-ahead.ts';

/** Points that a long series is handed on in. */
const BATCH_POINTS = 65_536;

/** The series of a run, one file each. */
export async function* readSeries(
  files: OwnedFiles,
  run: RunKey,
  ahead: ReadAhead,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const seen = new Set<string>();
  for (const file of files.metrics) {
    const metric = keyOf(file, files.folder, 'metrics');
    const outcome = await ahead.take(file);
    if (outcome.kind === 'unreadable') {
      yield { kind: 'problem', problem: { code: 'unreadable-file', path: file.path } };
      continue;
    }
    if (seen.has(metric)) {
      yield {
        kind: 'problem',
        problem: { code: 'key-collision', path: file.path, facts: { key: metric } },
      };
      continue;
    }
    seen.add(metric);
    const parser = new MetricParser(file.sizeBytes);
    if (outcome.kind === 'bytes') {
      parser.push(outcome.bytes);
      parser.finish();
      if (parser.points.length > 0) yield { kind: 'points', run, metric, points: parser.points.columns() };
    } else {
      yield* readLongSeries(file, run, metric, parser, ahead, signal);
    }
    for (const problem of toProblems(parser.damage, file)) yield { kind: 'problem', problem };
  }
}

async function* readLongSeries(
  file: SourceFile,
  run: RunKey,
  metric: string,
  parser: MetricParser,
  ahead: ReadAhead,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const { points } = parser;
  let goesOn = true;
  for (let at = 0; at < file.sizeBytes && goesOn; at += SMALL_FILE_BYTES) {
    throwIfAborted(signal);
    let chunk: Uint8Array;
    try {
      chunk = await file.slice(at, at + SMALL_FILE_BYTES);
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      yield { kind: 'problem', problem: { code: 'unreadable-file', path: file.path, byte: at } };
      break;
    }
    ahead.bytesRead += chunk.length;
    goesOn = parser.push(chunk);
    if (points.length < BATCH_POINTS) continue;
    yield { kind: 'points', run, metric, points: points.columns() };
    parser.clearPoints();
  }
  parser.finish();
  if (points.length > 0) yield { kind: 'points', run, metric, points: points.columns() };
}

/** What was wrong with a metric file, as at most three problems. */
export function toProblems(damage: MetricDamage, file: SourceFile): ImportProblem[] {
  const { path } = file;
  if (file.sizeBytes === 0) return [{ code: 'empty-file', path }];
  const problems: ImportProblem[] = [];
  if (damage.skippedLines > 0) {
    const facts = { lines: damage.skippedLines, text: damage.firstSkippedText };
    problems.push({ code: 'metric-line-skipped', path, line: damage.firstSkippedLine, facts });
  }
  if (damage.truncatedLine > 0) problems.push({ code: 'metric-truncated', path, line: damage.truncatedLine });
  return problems;
}
