import type { ImportProblem, ProblemCode } from '../../../../src/domain/problem.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { ImportSource } from '../../format.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import { isEventFile } from './folders.ts';
import { hasRecordHead } from './records.ts';

/** Whoever is something else than its name says shows it in so many bytes. */
const HEAD_BYTES = 256;

type Verdict = 'events' | { readonly stranger: ProblemCode; readonly sizeBytes: number };

/** The files of a group by what they are: an event file, a stranger under the name of one, or not to be told yet. */
export class EventFiles {
  /** Event files that can be read, in the order of the source. */
  readonly events: SourceFile[] = [];
  /** Other files that tell of a run. */
  readonly companions: SourceFile[] = [];
  /** Too short to be told, yet. */
  private readonly unsettled = new Map<string, SourceFile>();
  private readonly verdicts = new Map<string, Verdict>();

  /** False where an event file that was read is gone. */
  async look({ file, files }: ImportSource): Promise<boolean> {
    const before = new Set(this.events.map(({ path }) => path));
    this.events.length = 0;
    this.companions.length = 0;
    this.unsettled.clear();
    for (const one of file ? [file] : (files ?? [])) {
      if (!file && !isEventFile(one.path)) this.companions.push(one);
      else if ((await this.verdictOf(one, false)) === 'events') this.events.push(one);
      before.delete(one.path);
    }
    return before.size === 0;
  }

  /** Files that may become event files. */
  get waiting(): Iterable<SourceFile> {
    return this.unsettled.values();
  }

  /** Nobody writes any more: what is short stays so. Returns the files that are read after all. */
  async settle(): Promise<readonly SourceFile[]> {
    const late: SourceFile[] = [];
    for (const file of [...this.unsettled.values()])
      if ((await this.verdictOf(file, true)) === 'events') late.push(file);
    return late;
  }

  *problems(): Generator<ImportProblem> {
    for (const [path, verdict] of this.verdicts)
      if (verdict !== 'events') yield { code: verdict.stranger, path };
  }

  private async verdictOf(file: SourceFile, isOver: boolean): Promise<Verdict | null> {
    const { path, sizeBytes } = file;
    const known = this.verdicts.get(path);
    if (known === 'events' || known?.sizeBytes === sizeBytes) return known;
    const head = sizeBytes === 0 ? new Uint8Array() : await file.slice(0, HEAD_BYTES);
    const isSettled = isOver || hasRecordHead(head) || sizeBytes >= HEAD_BYTES;
    if (!isSettled) {
      this.unsettled.set(path, file);
      return null;
    }
    const stranger = nameStranger(nameOf(path), head, sizeBytes);
    const verdict = stranger === null ? 'events' : { stranger, sizeBytes };
    this.verdicts.set(path, verdict);
    return verdict;
  }
}
