/** Text that Markdown shows as it is, in one line. Nothing in a cell begins a block, so inline marks are all there is. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~&$]/g, (mark, at: number, line: string) => {
      // `max_depth` emphasises nothing, and the source stays readable.
      const isInWord = mark === '_' && isWordMark(line[at - 1]) && isWordMark(line[at + 1]);
      return isInWord ? mark : `\\${mark}`;
    });
}

function isWordMark(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
