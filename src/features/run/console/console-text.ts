/** More lines than this nobody reads here; the whole file is among the artifacts. */
export const MOST_LINES = 2000;
/** A line is cut here: minified JSON and base64 are no lines to read. */
const MOST_LETTERS = 2000;

/** Lines as a terminal would show them: colours left out, what a carriage return wrote over is gone. */
export function toConsoleLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-MOST_LINES).map(cleanLine);
}

/** A progress bar writes its line again and again with '\r' before it: the last of it stands. */
export function cleanLine(line: string): string {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
  const last = trimmed.slice(trimmed.lastIndexOf('\r') + 1);
  return withoutEscapes(last.slice(0, MOST_LETTERS * 2)).slice(0, MOST_LETTERS);
}

const ESCAPE = 0x1b;

/** Without the sequences that colour a terminal, and without control characters. */
function withoutEscapes(line: string): string {
  let clean = '';
  let i = 0;
  while (i < line.length) {
    const code = line.charCodeAt(i);
    if (code === ESCAPE) i = endOfEscape(line, i);
    else {
      if (code >= 0x20 || code === 0x09) clean += line[i];
      i += 1;
    }
  }
  return clean;
}

/** `ESC [ … letter`, `ESC ] … BEL`, or ESC and one more. */
function endOfEscape(line: string, start: number): number {
  const kind = line[start + 1];
  let i = start + 2;
  if (kind === '[') {
    while (i < line.length && (line.charCodeAt(i) < 0x40 || line.charCodeAt(i) > 0x7e)) i += 1;
    return i + 1;
  }
  if (kind === ']') {
    while (i < line.length && line.charCodeAt(i) !== 0x07) i += 1;
    return i + 1;
  }
  return i;
}

/** Lines that contain the words, whatever the case; all where nothing is asked. */
export function findLines(lines: readonly string[], typed: string): readonly string[] {
  const words = typed.trim().toLowerCase();
  return words === '' ? lines : lines.filter((line) => line.toLowerCase().includes(words));
}
