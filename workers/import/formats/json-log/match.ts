import type { Match } from '../../format.ts';
import { parseJsonRow } from '../../text/json-leaves.ts';

/** An object of JSON to each line. */
export const LINES_NAME = /\.(?:jsonl|ndjson|jsonlines)$/i;
const NUMBER = '(?:-?[0-9]|null|-?NaN|-?Infinity)';
const KEY = String.raw`"(?:[^"\\]|\\.){1,200}"\s*:\s*`;
/**
 * A list that begins with a number, also in the object that Keras' history is kept in, or values by the number of their
 * row. Lists by dataset and metric are told by `evals-result`.
 */
const COLUMNS = new RegExp(
  String.raw`^\{\s*(?:"(?:history|metrics)"\s*:\s*\{\s*)?${KEY}(?:\[\s*${NUMBER}|\{\s*"-?[0-9]{1,15}"\s*:\s*${NUMBER})`,
);
/** The same further down, where the name says that it is a measure. */
const MEASURE = new RegExp(String.raw`"[\w./-]{0,100}(?:loss|acc|accuracy)"\s*:\s*\[\s*${NUMBER}`);
/** Lists in an object of another name: `evals-result` tells what they are. */
const BY_DATASET = new RegExp(String.raw`^\{\s*(?!"(?:history|metrics)")${KEY}\{\s*${KEY}\[`);
const ROWS = /^\[\s*\{\s*"/;

/** Whether a head of at most 4 KiB begins a log in JSON. Bytes decide; an ending only for what has one line. */
export function matchJson(name: string, head: Uint8Array, sizeBytes: number): Match {
  if (head.includes(0)) return 'no';
  const isWhole = head.length >= sizeBytes;
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (ROWS.test(text)) return 'structure';
  const lines = text.split('\n');
  if (!isWhole && lines.length > 1) lines.pop();
  const found = countRows(lines);
  if (found.rows >= 2 && found.rows >= found.lines / 2) return 'structure';
  // One long row and the beginning of the next, or a file that is called what it is.
  const rest = isWhole ? '' : text.slice(text.lastIndexOf('\n') + 1);
  if (found.rows === 1 && found.lines === 1 && rest.startsWith('{"')) return 'structure';
  if (LINES_NAME.test(name) && text.startsWith('{') && (found.rows > 0 || !isWhole)) return 'name';
  if (!text.startsWith('{') || BY_DATASET.test(text)) return 'no';
  return COLUMNS.test(text) || MEASURE.test(text) ? 'structure' : 'no';
}

function countRows(lines: readonly string[]): { readonly rows: number; readonly lines: number } {
  let rows = 0;
  let filled = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    filled += 1;
    if (parseJsonRow(line) !== null) rows += 1;
  }
  return { rows, lines: filled };
}
