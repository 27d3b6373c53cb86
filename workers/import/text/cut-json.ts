import { toUtf8 } from '../../../src/base/bytes.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import { nameStranger } from '../detect/known-strangers.ts';
import { nameOf } from '../source.ts';
import {
  type JsonLimits,
  type JsonOf,
  type JsonResult,
  parseLenientJson,
  parseWrittenJson,
  type WrittenNumber,
} from './lenient-json.ts';

export interface CutJson<N> {
  readonly value: JsonOf<N>;
  /** The text ended too early, or is damaged on the way: what was complete before is there. */
  readonly isCut: boolean;
  /** Bytes of UTF-8 before what was left out; absent for all of it. */
  readonly cutByte?: number;
}

/** The JSON of a file, as far as it goes: writers are killed while they write. null where it is no JSON. */
export function parseCutJson(text: string, limits: JsonLimits = {}): CutJson<number> | null {
  return parseAsFar(text, (part) => parseLenientJson(part, limits));
}

/** The same with numbers as they were written. */
export function parseCutWrittenJson(text: string, limits: JsonLimits = {}): CutJson<WrittenNumber> | null {
  return parseAsFar(text, (part) => parseWrittenJson(part, limits));
}

/** What is wrong with a file that should have been the JSON of a producer, and is not. */
export function jsonProblem(path: string, text: string): ImportProblem {
  const stranger = nameStranger(nameOf(path), toUtf8(text.slice(0, 1024)), text.length);
  if (stranger !== null && stranger !== 'unrecognised-file') return { code: stranger, path };
  return { code: parseLenientJson(text).ok ? 'unrecognised-file' : 'json-damaged', path };
}

function parseAsFar<N>(text: string, parse: (text: string) => JsonResult<N>): CutJson<N> | null {
  const whole = parse(text);
  if (whole.ok) return { value: whole.value, isCut: false };
  if (whole.reason !== 'malformed') return null;
  // Behind damage nothing can be believed; before it everything is as it was written.
  for (const part of [text, text.slice(0, whole.at)]) {
    const closed = closeBrackets(part);
    const rest = closed === null ? null : parse(closed.text);
    if (rest?.ok)
      return { value: rest.value, isCut: true, cutByte: toUtf8(text.slice(0, closed?.safeAt)).length };
  }
  return null;
}

/** The text up to its last complete member, with what is open then closed. null where nothing is open at its end. */
function closeBrackets(text: string): { readonly text: string; readonly safeAt: number } | null {
  const open: string[] = [];
  let safeAt = -1;
  let safeDepth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '{':
        open.push('}');
        break;
      case '[':
        open.push(']');
        break;
      case '}':
      case ']':
        if (open.pop() !== text[at]) return null;
        safeAt = at + 1;
        safeDepth = open.length;
        break;
      case ',':
        safeAt = at;
        safeDepth = open.length;
        break;
      default:
    }
  }
  if (open.length === 0 || safeAt < 0) return null;
  return { text: text.slice(0, safeAt) + open.slice(0, safeDepth).reverse().join(''), safeAt };
}

/** Where the string that begins here ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
