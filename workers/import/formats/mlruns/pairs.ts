import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { SourceFile } from '../../source.ts';
import { keyOf } from './listing.ts';
import type { FileTaker } from './read-ahead.ts';

/** Text of params and tags that one owner may hold in memory. */
const MAX_PAIRS_BYTES = 64 * 1024 * 1024;

export interface PairOptions {
  readonly folder: string;
  readonly group: 'params' | 'tags' | 'aliases';
  /** Versions below 1.0: values are one line each, and the file ended with a line feed for a while. */
  readonly isOld?: boolean;
  /** Pairs known from elsewhere; a file of the same key wins. */
  readonly base?: readonly Pair[];
}

/** A file per key whose whole content is the value. Sorted by key. */
export async function readPairs(
  ahead: FileTaker,
  files: readonly SourceFile[],
  options: PairOptions,
  problems: ImportProblem[],
): Promise<readonly Pair[]> {
  const pairs = new Map<string, string>(options.base ?? []);
  const fromFiles = new Set<string>();
  let sizeBytes = 0;
  for (const file of files) {
    const outcome = await ahead.take(file);
    const key = keyOf(file, options.folder, options.group);
    if (outcome.kind !== 'bytes') {
      const code = outcome.kind === 'large' ? 'file-too-large' : 'unreadable-file';
      problems.push({ code, path: file.path });
      continue;
    }
    if (fromFiles.has(key)) {
      problems.push({ code: 'key-collision', path: file.path, facts: { key } });
      continue;
    }
    sizeBytes += outcome.bytes.length;
    if (sizeBytes > MAX_PAIRS_BYTES) {
      problems.push({ code: 'limit-reached', path: options.folder, facts: { what: options.group } });
      break;
    }
    const value = toValue(fromUtf8(outcome.bytes), options.isOld ?? false);
    if (value === null) problems.push({ code: 'value-unreadable', path: file.path, facts: { key } });
    else {
      fromFiles.add(key);
      pairs.set(key, value);
    }
  }
  return [...pairs].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

/** Null for a file that a power cut has filled with NUL bytes. */
function toValue(text: string, isOld: boolean): string | null {
  let value = text;
  const nul = value.indexOf('\0');
  if (nul === 0) return null;
  if (nul > 0) value = value.slice(0, nul);
  // Only a version control system on Windows makes these pairs; MLflow writes the value as it is.
  if (value.includes('\r')) value = value.replaceAll('\r\n', '\n');
  return isOld && value.endsWith('\n') ? value.slice(0, -1) : value;
}

export function findPair(pairs: readonly Pair[], key: string): string {
  return pairs.find((pair) => pair[0] === key)?.[1] ?? '';
}
