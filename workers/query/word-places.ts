/** Numbers words from 0 on as they are met, whatever their case, without making a text of each one that is known. */
export class WordPlaces {
  /** By place, in lower case, each once. */
  readonly words: string[] = [];
  private readonly byHash = new Map<number, number>();
  private readonly byWord = new Map<string, number>();

  /** The place of the stretch of a text; it must not be empty. */
  placeOf(text: string, from: number, to: number): number {
    let hash = 0;
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return this.placeOfWord(text.slice(from, to).toLowerCase());
      hash = (Math.imul(hash, 31) + toLower(code)) | 0;
    }
    const place = this.byHash.get(hash);
    if (place !== undefined && isSame(this.words[place]!, text, from, to)) return place;
    const added = this.placeOfWord(text.slice(from, to).toLowerCase());
    if (place === undefined) this.byHash.set(hash, added);
    return added;
  }

  private placeOfWord(word: string): number {
    let place = this.byWord.get(word);
    if (place === undefined) {
      place = this.words.length;
      this.words.push(word);
      this.byWord.set(word, place);
    }
    return place;
  }
}

function toLower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function isSame(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++)
    if (word.charCodeAt(i) !== toLower(text.charCodeAt(from + i))) return false;
  return true;
}
