import type { ExportNote, ExportNoteCode } from '../../src/rpc/export-api.ts';

const MOST_EXAMPLES = 5;
const MOST_TEXT = 120;

/** What the reader of an export has to know: how often each happened, and the first few by name. */
export class NoteList {
  private readonly found = new Map<ExportNoteCode, { count: number; examples: string[] }>();

  add(code: ExportNoteCode, example = '', count = 1): void {
    const note = this.found.get(code) ?? { count: 0, examples: [] };
    this.found.set(code, note);
    note.count += count;
    if (example !== '' && note.examples.length < MOST_EXAMPLES)
      note.examples.push(example.slice(0, MOST_TEXT));
  }

  list(): readonly ExportNote[] {
    return [...this.found].map(([code, note]) => ({ code, ...note }));
  }
}
