/** Lines longer than this are cut into several: nobody reads them, and each costs its length again with every `\r`. */
const MOST_LINE = 64 * 1024;
/** A line that is longer is not drawn over: each piece would cost its whole length. */
const MOST_DRAWN_OVER = 1024;
const MOST_LENGTH = 32 * 1024 * 1024;
const ESCAPE = 27;
const BACKSPACE = 8;

/**
 * The console of a run, put together from the pieces that were caught: a progress bar that draws itself anew (`\r`)
 * ends as its last state, colours are dropped. Streams are lines of their own, in the order in which lines ended.
 */
export class ConsoleText {
  private readonly streams = new Map<string, StreamLine>();
  private readonly lines: string[] = [];
  private length = 0;
  /** Pieces that were taken. */
  pieces = 0;
  /** Characters that were left out because there was too much. */
  dropped = 0;

  add(stream: string, text: string): void {
    this.pieces += 1;
    let line = this.streams.get(stream);
    if (line === undefined) {
      line = new StreamLine((whole) => this.end(whole));
      this.streams.set(stream, line);
    }
    line.add(text);
  }

  get isEmpty(): boolean {
    return this.lines.length === 0 && [...this.streams.values()].every((line) => line.text === '');
  }

  /** The lines that ended since the last call; they are forgotten here. */
  take(): string[] {
    this.length = 0;
    return this.lines.splice(0);
  }

  /** All of it, with what has no line end yet. */
  text(): string {
    const open = [...this.streams.values()].map((line) => line.text).filter((text) => text !== '');
    return [...this.lines, ...open].map((line) => `${line}\n`).join('');
  }

  private end(line: string): void {
    if (this.length + line.length > MOST_LENGTH) {
      this.dropped += line.length + 1;
      return;
    }
    this.length += line.length + 1;
    this.lines.push(line);
  }
}

/** The line that a stream is writing, as a terminal shows it. */
class StreamLine {
  text = '';
  private cursor = 0;
  /** An escape sequence that goes on in the next piece. */
  private rest = '';
  private readonly onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  add(piece: string): void {
    const text = this.rest + piece;
    this.rest = '';
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 32 || code === 9) continue;
      this.write(text.slice(from, at));
      from = at + 1;
      if (code === 10) this.endLine();
      else if (code === 13) this.cursor = 0;
      else if (code === BACKSPACE) this.cursor = Math.max(0, this.cursor - 1);
      else if (code === ESCAPE) {
        const end = escapeEnd(text, at);
        if (end === null) {
          this.rest = text.slice(at);
          return;
        }
        if (text.startsWith('\u001b[', at) && text[end - 1] === 'K') this.erase(text.slice(at + 2, end - 1));
        at = end - 1;
        from = end;
      }
    }
    this.write(text.slice(from));
  }

  private write(piece: string): void {
    if (piece === '') return;
    if (this.cursor < this.text.length && this.text.length > MOST_DRAWN_OVER) this.endLine();
    const end = this.cursor + piece.length;
    this.text = this.text.slice(0, this.cursor) + piece + this.text.slice(end);
    this.cursor = end;
    if (this.text.length > MOST_LINE) this.endLine();
  }

  /** `ESC[K` to the end of the line, `ESC[2K` all of it. */
  private erase(mode: string): void {
    if (mode === '' || mode === '0') this.text = this.text.slice(0, this.cursor);
    else if (mode === '2') this.text = '';
    this.cursor = Math.min(this.cursor, this.text.length);
  }

  private endLine(): void {
    this.onLine(this.text);
    this.text = '';
    this.cursor = 0;
  }
}

const MOST_ESCAPE = 256;

/** Behind the escape sequence at `at`; null where it goes on beyond the text. */
function escapeEnd(text: string, at: number): number | null {
  const kind = text[at + 1];
  if (kind === undefined) return null;
  if (kind === '[') {
    for (let i = at + 2; i < text.length && i < at + MOST_ESCAPE; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x40 && code <= 0x7e) return i + 1;
      if (code < 0x20) return i;
    }
  } else if (kind === ']') {
    for (let i = at + 2; i < text.length && i < at + MOST_ESCAPE; i++) {
      if (text.charCodeAt(i) === 7) return i + 1;
      if (text[i] === '\u001b') return text[i + 1] === '\\' ? i + 2 : i;
    }
  } else return at + 2;
  return text.length - at >= MOST_ESCAPE ? at + MOST_ESCAPE : null;
}
