import { ConsoleText } from '../../import/reading/console-text.ts';
import { nameOf, type SourceFile, SourceReadError } from '../../import/source.ts';

const LINES = 500;
const MOST_READ = 64 * 1024;
/** Longer lines are cut. */
const MOST_CHARACTERS = 2000;
const CONSOLE =
  /^(?:output|console|stdout|stderr|cout|slurm|train|training)(?:[-_.][\w-]{0,60})?(?:\.(?:log|txt|out))?$/i;

/** Whether an artifact of this path is what a training wrote to its console. */
export function isConsole(path: string): boolean {
  const name = nameOf(path);
  return name.length < 100 && CONSOLE.test(name) && /(?:\.(?:log|txt|out)|^std(?:out|err))$/i.test(name);
}

interface Tail {
  file: SourceFile;
  /** Bytes that were read or passed over. */
  offset: number;
  decoder: TextDecoder;
  text: ConsoleText;
}

/** The last lines of the console of a run. Of what was written since, only the end is read. */
export class ConsoleTail {
  private readonly tails = new Map<string, Tail>();
  private readonly waiting = new Set<string>();
  private lines: readonly string[] = [];
  private fresh: string[] = [];

  /** The file is there, or has changed. */
  note(path: string, file: SourceFile): void {
    const tail = this.tails.get(path);
    if (tail) tail.file = file;
    else this.tails.set(path, { file, offset: 0, ...start() });
    this.waiting.add(path);
  }

  /** Reads what is new of the files that were noted; true when lines came. */
  async read(): Promise<boolean> {
    for (const path of this.waiting) {
      try {
        const lines = await readNew(this.tails.get(path)!);
        this.fresh = [...this.fresh, ...lines].slice(-LINES);
        this.waiting.delete(path);
      } catch (error) {
        if (!(error instanceof SourceReadError)) throw error;
        return this.fresh.length > 0;
      }
    }
    return this.fresh.length > 0;
  }

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** What came since the last call. */
  takeFresh(): readonly string[] {
    const { fresh } = this;
    this.fresh = [];
    this.lines = [...this.lines, ...fresh].slice(-LINES);
    return fresh;
  }

  /** The last lines, for somebody who knows nothing. */
  takeAll(): readonly string[] {
    this.takeFresh();
    return this.lines;
  }
}

async function readNew(tail: Tail): Promise<string[]> {
  const { file } = tail;
  if (file.sizeBytes < tail.offset) Object.assign(tail, { offset: 0, ...start() });
  const from = Math.max(tail.offset, file.sizeBytes - MOST_READ);
  const isCut = from > tail.offset;
  if (isCut) Object.assign(tail, start());
  const bytes = await file.slice(from, file.sizeBytes);
  tail.offset = from + bytes.byteLength;
  tail.text.add('', tail.decoder.decode(bytes, { stream: true }));
  const lines = tail.text.take();
  // The first line begins somewhere in its middle.
  return lines.slice(isCut ? 1 : 0).map((line) => line.slice(0, MOST_CHARACTERS));
}

function start(): Pick<Tail, 'decoder' | 'text'> {
  return { decoder: new TextDecoder(), text: new ConsoleText() };
}
