const ANY_TEXT = '%';
const ANY_CHARACTER = '_';

/**
 * SQL's LIKE over a whole text: `%` is any text, line breaks too, `_` one character; there is no escape. Takes time in
 * proportion to the text for a given pattern, whatever either holds.
 */
export function makeLike(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const pieces = (ignoreCase ? pattern.toLowerCase() : pattern).split(ANY_TEXT);
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const first = pieces[0]!;
  if (pieces.length === 1) return (text) => endOf(first, fold(text), 0) === fold(text).length;
  const last = pieces[pieces.length - 1]!;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (given) => {
    const text = fold(given);
    let at = endOf(first, text, 0);
    for (const piece of middle) {
      if (at < 0) return false;
      at = endOfFirst(piece, text, at);
    }
    return at >= 0 && endsWith(last, text, at);
  };
}

/** Where the piece ends when it stands at `from`, or -1. */
function endOf(piece: string, text: string, from: number): number {
  if (!piece.includes(ANY_CHARACTER)) return text.startsWith(piece, from) ? from + piece.length : -1;
  let at = from;
  for (const character of piece) {
    if (at >= text.length) return -1;
    if (character === ANY_CHARACTER) at += widthAt(text, at);
    else if (text.startsWith(character, at)) at += character.length;
    else return -1;
  }
  return at;
}

/** The end of the first place from `from` on where the piece stands: the earliest leaves the most for the rest. */
function endOfFirst(piece: string, text: string, from: number): number {
  if (!piece.includes(ANY_CHARACTER)) {
    const at = text.indexOf(piece, from);
    return at < 0 ? -1 : at + piece.length;
  }
  for (let at = from; at < text.length; at += widthAt(text, at)) {
    const end = endOf(piece, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

function endsWith(piece: string, text: string, from: number): boolean {
  let at = text.length;
  for (const _ of piece) {
    at -= at > 1 && text.codePointAt(at - 2)! > 0xffff ? 2 : 1;
    if (at < from) return false;
  }
  return endOf(piece, text, at) === text.length;
}

/** Characters outside the basic plane are two units of a string. */
function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}
