import { diffArrays } from 'diff';
import { encodingOf } from '../../src/base/text-encoding.ts';
import {
  type DiffLine,
  type DiffPiece,
  MAX_DIFF_BYTES,
  MAX_DIFF_LINES,
  type TextDiff,
} from '../../src/rpc/preview-api.ts';

/** Texts that have little in common take the square of their length. */
const LINES_LIMIT_MS = 3_000;
const WORDS_LIMIT_MS = 1_500;
/** A pair of longer lines is marked as a whole. */
const LONGEST_PAIR = 40_000;
/** With less in common than this share, marks on single words would only be noise. */
const LEAST_IN_COMMON = 0.2;

/** Two texts line by line, and word by word where a line took another's place. */
export async function diffTexts(left: Blob, right: Blob): Promise<TextDiff> {
  if (Math.max(left.size, right.size) > MAX_DIFF_BYTES) return { kind: 'too-large' };
  const [before, after] = [await readLines(left), await readLines(right)];
  if (Math.max(before.length, after.length) > MAX_DIFF_LINES) return { kind: 'too-large' };
  const ids = new Map<string, number>();
  const toIds = (lines: readonly string[]) => lines.map((line) => idOf(ids, line));
  const changes = diffArrays(toIds(before), toIds(after), { timeout: LINES_LIMIT_MS });
  if (!changes) return { kind: 'too-different' };
  const rows = new DiffRows(before, after);
  for (const { added, removed, count } of changes) {
    if (removed) rows.leave(count);
    else if (added) rows.enter(count);
    else rows.keep(count);
  }
  return { kind: 'lines', lines: rows.end() };
}

async function readLines(blob: Blob): Promise<readonly string[]> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const lines = new TextDecoder(encodingOf(bytes)).decode(bytes).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function idOf(ids: Map<string, number>, line: string): number {
  let id = ids.get(line);
  if (id === undefined) {
    id = ids.size;
    ids.set(line, id);
  }
  return id;
}

/** Puts lines side by side: of a stretch that changed, the first line beside the first, and so on. */
class DiffRows {
  private readonly lines: DiffLine[] = [];
  private left = 0;
  private right = 0;
  private leaving = 0;
  private entering = 0;
  private readonly wordsUntil = Date.now() + WORDS_LIMIT_MS;
  private readonly before: readonly string[];
  private readonly after: readonly string[];

  constructor(before: readonly string[], after: readonly string[]) {
    this.before = before;
    this.after = after;
  }

  leave(count: number): void {
    this.leaving += count;
  }

  enter(count: number): void {
    this.entering += count;
  }

  keep(count: number): void {
    this.settle();
    for (let i = 0; i < count; i++) {
      this.lines.push({ kind: 'same', left: this.left, right: this.right, text: this.before[this.left]! });
      this.left += 1;
      this.right += 1;
    }
  }

  end(): readonly DiffLine[] {
    this.settle();
    return this.lines;
  }

  private settle(): void {
    const { leaving, entering } = this;
    for (let i = 0; i < Math.max(leaving, entering); i++) {
      const left = i < leaving ? this.left + i : null;
      const right = i < entering ? this.right + i : null;
      const [before, after] = this.pieces(left, right);
      this.lines.push({ kind: 'changed', left, right, before, after });
    }
    this.left += leaving;
    this.right += entering;
    this.leaving = 0;
    this.entering = 0;
  }

  private pieces(
    left: number | null,
    right: number | null,
  ): readonly [before: readonly DiffPiece[], after: readonly DiffPiece[]] {
    const before = left === null ? '' : this.before[left]!;
    const after = right === null ? '' : this.after[right]!;
    const whole = [toPieces(before), toPieces(after)] as const;
    if (left === null || right === null || Math.max(before.length, after.length) > LONGEST_PAIR) return whole;
    const timeout = this.wordsUntil - Date.now();
    return (timeout > 0 ? wordPieces(before, after, timeout) : null) ?? whole;
  }
}

function toPieces(text: string): readonly DiffPiece[] {
  return text === '' ? [] : [{ text, changed: true }];
}

function wordPieces(
  before: string,
  after: string,
  timeout: number,
): readonly [readonly DiffPiece[], readonly DiffPiece[]] | null {
  const changes = diffArrays(toWords(before), toWords(after), { timeout });
  if (!changes) return null;
  let common = 0;
  const left: DiffPiece[] = [];
  const right: DiffPiece[] = [];
  for (const { value, added, removed } of changes) {
    const text = value.join('');
    if (!added) left.push({ text, changed: removed });
    if (!removed) right.push({ text, changed: added });
    if (!added && !removed) common += text.trim().length;
  }
  return common < LEAST_IN_COMMON * Math.min(before.length, after.length) ? null : [left, right];
}

/** Words, numbers and versions (`1.26.0`) each as one, white space, and any other character alone. */
function toWords(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+(?:\.\p{N}[\p{L}\p{N}_]*)*|\s+|./gsu) ?? [];
}
