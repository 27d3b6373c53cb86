/**
 * HTML text without what a strict policy reports as soon as it is parsed, even in a document that is never shown:
 * styles and handlers as attributes, scripts, style sheets. This is no sanitiser (`clean-html.ts` is, and runs after
 * it): where its idea of the text and the browser's differ, less is shown and nothing more can act.
 */
export interface PlainSource {
  readonly html: string;
  readonly scriptCount: number;
  /** Of them those that would have come from elsewhere: they stay blocked in the sandbox too. */
  readonly remoteScriptCount: number;
  /** Characters of the source that came after the last element within the limits. */
  readonly charsLeft: number;
}

/** Elements shown of one page; cleaning takes about a tenth of a second for so many. */
export const MAX_ELEMENTS = 8_000;
/** Attributes of one element. */
const MAX_ATTRIBUTES = 100;

/** Elements whose content is text for the tokeniser, and nothing that is shown. */
const DROPPED = new Set([
  'script',
  'style',
  'iframe',
  'noembed',
  'noframes',
  'xmp',
  'noscript',
  'plaintext',
  'template',
]);
const TEXT_ONLY = new Set(['title', 'textarea']);
/** Elements without content that change or load something even before they are cleaned away. */
const DROPPED_TAGS = new Set(['base', 'meta', 'link']);
const NAME_END = /[\s/>]/g;
const VALUE_END = /[\s>]/g;
const ATTRIBUTE_END = /[\s/>=]/g;
const NOT_SPACE = /[^\s/]/g;

export function toPlainSource(text: string, maxElements = MAX_ELEMENTS): PlainSource {
  const parts: string[] = [];
  let at = 0;
  let scriptCount = 0;
  let remoteScriptCount = 0;
  for (let elements = 0; at < text.length; ) {
    const open = text.indexOf('<', at);
    if (open < 0) {
      parts.push(text.slice(at));
      at = text.length;
      break;
    }
    parts.push(text.slice(at, open));
    if (text.startsWith('<!', open) || text.startsWith('<?', open)) {
      at = afterComment(text, open);
      continue;
    }
    const isEnd = text[open + 1] === '/';
    const nameAt = isEnd ? open + 2 : open + 1;
    if (!isLetter(text.charCodeAt(nameAt))) {
      parts.push('&lt;');
      at = open + 1;
      continue;
    }
    const nameEnd = find(text, NAME_END, nameAt);
    const name = text.slice(nameAt, Math.min(nameEnd, nameAt + 40)).toLowerCase();
    const tag = readAttributes(text, nameEnd);
    at = tag.end;
    if (!tag.isWhole || DROPPED_TAGS.has(name)) continue;
    if (isEnd) {
      if (!DROPPED.has(name)) parts.push(`</${name}>`);
      continue;
    }
    if (DROPPED.has(name) || TEXT_ONLY.has(name)) {
      if (name === 'script') {
        scriptCount += 1;
        if (/ src="(?!data:)/.test(tag.attributes)) remoteScriptCount += 1;
      }
      at = afterElement(text, name, at);
      continue;
    }
    if (elements >= maxElements)
      return { html: parts.join(''), scriptCount, remoteScriptCount, charsLeft: text.length - open };
    elements += 1;
    parts.push(`<${name}${tag.attributes}>`);
  }
  return { html: parts.join(''), scriptCount, remoteScriptCount, charsLeft: 0 };
}

/** Behind a comment, a doctype or a processing instruction. */
function afterComment(text: string, open: number): number {
  const mark = text.startsWith('<!--', open) ? '-->' : '>';
  const end = text.indexOf(mark, open + 2);
  return end < 0 ? text.length : end + mark.length;
}

/** Behind the end tag of an element whose content is dropped, or behind all of the text. */
function afterElement(text: string, name: string, from: number): number {
  if (name === 'plaintext') return text.length;
  const mark = `</${name}`;
  for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2)) {
    if (text.slice(at, at + mark.length).toLowerCase() !== mark) continue;
    const end = text.indexOf('>', at);
    return end < 0 ? text.length : end + 1;
  }
  return text.length;
}

interface Attributes {
  /** As they are written again: every value in quotes. */
  readonly attributes: string;
  readonly end: number;
  /** A tag without its end is none. */
  readonly isWhole: boolean;
}

function readAttributes(text: string, from: number): Attributes {
  let attributes = '';
  let at = from;
  for (let count = 0; ; count++) {
    at = find(text, NOT_SPACE, at);
    if (at >= text.length) return { attributes, end: text.length, isWhole: false };
    if (text[at] === '>') return { attributes, end: at + 1, isWhole: true };
    // An equals sign that stands first belongs to the name.
    const nameEnd = find(text, ATTRIBUTE_END, at + 1);
    const name = text.slice(at, nameEnd).toLowerCase();
    at = nameEnd;
    const valueAt = skipSpace(text, nameEnd);
    let value = '';
    if (text[valueAt] === '=') {
      const read = readValue(text, skipSpace(text, valueAt + 1));
      value = read.value;
      at = read.end;
    }
    if (count < MAX_ATTRIBUTES && isKept(name)) attributes += ` ${name}="${value.replaceAll('"', '&quot;')}"`;
  }
}

function readValue(text: string, at: number): { readonly value: string; readonly end: number } {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, at + 1);
    return end < 0 ? { value: '', end: text.length } : { value: text.slice(at + 1, end), end: end + 1 };
  }
  const end = find(text, VALUE_END, at);
  return { value: text.slice(at, end), end };
}

function isKept(name: string): boolean {
  return /^[a-z][a-z-]{0,30}$/.test(name) && !name.startsWith('on') && name !== 'style' && name !== 'srcdoc';
}

/** Where the pattern (with the flag g) first matches from `from` on, or the end of the text. */
function find(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at += 1;
  return at;
}

function isLetter(unit: number): boolean {
  return (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}
