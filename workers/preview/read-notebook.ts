import { encodingOf } from '../../src/base/text-encoding.ts';
import type { NotebookCell, NotebookOutput, NotebookResult } from '../../src/rpc/notebook.ts';
import { fieldOf, listOf, numberOf, objectOf, textOf } from './foreign-json.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { withoutAnsi } from './without-ansi.ts';

const LIMIT_BYTES = 48 * 1024 * 1024;
const MAX_CELLS = 2_000;
const MAX_OUTPUTS = 50;
const TEXT_CHARS = 60_000;
const HTML_CHARS = 1024 * 1024;
const IMAGE_CHARS = 16 * 1024 * 1024;

/** Kinds of output in the order of preference: the first that a bundle has is shown. */
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
/** nbformat 3 had short names. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['text/plain', 'text'],
  ['text/html', 'html'],
  ['text/latex', 'latex'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/svg+xml', 'svg'],
  ['application/javascript', 'javascript'],
]);

/** A notebook of nbformat 3 or 4. Nothing of it is run, here or later. */
export async function readNotebook(blob: Blob): Promise<NotebookResult> {
  if (blob.size > LIMIT_BYTES) return { kind: 'unreadable' };
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return parseNotebook(new TextDecoder(encodingOf(bytes)).decode(bytes));
}

export function parseNotebook(text: string): NotebookResult {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return { kind: 'unreadable' };
  }
  const sheet = listOf(fieldOf(root, 'worksheets'))?.[0];
  const found = listOf(fieldOf(root, 'cells')) ?? listOf(fieldOf(sheet, 'cells'));
  if (found === null) return { kind: 'unreadable' };
  const metadata = fieldOf(root, 'metadata');
  const language =
    textOf(fieldOf(fieldOf(metadata, 'language_info'), 'name')) ??
    textOf(fieldOf(fieldOf(metadata, 'kernelspec'), 'language')) ??
    '';
  const cells = found.slice(0, MAX_CELLS).map(toCell);
  return { kind: 'notebook', notebook: { language: language.slice(0, 40), cells, cellCount: found.length } };
}

function toCell(cell: unknown): NotebookCell {
  const source = joined(fieldOf(cell, 'source')) ?? joined(fieldOf(cell, 'input')) ?? '';
  switch (fieldOf(cell, 'cell_type')) {
    case 'markdown':
      return { kind: 'markdown', blocks: parseMarkdown(source) };
    case 'heading': {
      const level = Math.min(6, Math.max(1, Math.round(numberOf(fieldOf(cell, 'level')) ?? 1)));
      return { kind: 'markdown', blocks: parseMarkdown(`${'#'.repeat(level)} ${source}`) };
    }
    case 'code':
      return toCodeCell(cell, source);
    default:
      return { kind: 'raw', text: source.slice(0, TEXT_CHARS) };
  }
}

function toCodeCell(cell: unknown, source: string): NotebookCell {
  const count = numberOf(fieldOf(cell, 'execution_count')) ?? numberOf(fieldOf(cell, 'prompt_number'));
  const outputs = listOf(fieldOf(cell, 'outputs')) ?? [];
  const prompt = count === null ? ' ' : String(count);
  const shown = outputs.slice(0, MAX_OUTPUTS).flatMap(toOutputs);
  const cut = source.slice(0, TEXT_CHARS);
  const outputsLeft = Math.max(0, outputs.length - MAX_OUTPUTS);
  return { kind: 'code', prompt, source: cut, outputs: shown, outputsLeft };
}

function toOutputs(output: unknown): readonly NotebookOutput[] {
  switch (fieldOf(output, 'output_type')) {
    case 'stream':
      return [toText(joined(fieldOf(output, 'text')) ?? '', fieldOf(output, 'name') === 'stderr')];
    case 'error':
    case 'pyerr':
      return [toText(tracebackOf(output), true)];
    default:
      return toDisplay(output);
  }
}

function tracebackOf(output: unknown): string {
  const lines = listOf(fieldOf(output, 'traceback'))?.map((line) => textOf(line) ?? '') ?? [];
  if (lines.length > 0) return lines.join('\n');
  return `${textOf(fieldOf(output, 'ename')) ?? 'Error'}: ${textOf(fieldOf(output, 'evalue')) ?? ''}`;
}

/** What one output shows of its several forms, and what of it is never run. */
function toDisplay(output: unknown): readonly NotebookOutput[] {
  const bundle = objectOf(fieldOf(output, 'data')) ?? output;
  const form = (mime: string): string | null =>
    joined(fieldOf(bundle, mime)) ?? joined(fieldOf(bundle, OLD_NAMES.get(mime) ?? mime));
  const shown: NotebookOutput[] = [];
  if (form('application/javascript') !== null)
    shown.push({ kind: 'not-shown', what: 'a script, which is never run' });
  const first = richest(form);
  if (first) return [...shown, first];
  const names = Object.keys(objectOf(bundle) ?? {})
    .filter((name) => name.includes('/') && name !== 'application/javascript')
    .slice(0, 5);
  if (names.length > 0)
    shown.push({ kind: 'not-shown', what: `an output of the type ${names.join(', ')}`.slice(0, 300) });
  return shown;
}

function richest(form: (mime: string) => string | null): NotebookOutput | null {
  for (const mime of IMAGES) {
    const encoded = form(mime);
    if (encoded !== null) return toImage(encoded, mime);
  }
  const svg = form('image/svg+xml');
  if (svg !== null) return { kind: 'image', mime: 'image/svg+xml', bytes: new TextEncoder().encode(svg) };
  const html = form('text/html');
  const plain = form('text/plain');
  // Widgets and charts come as HTML that is only a script; their words say more.
  if (html !== null && html.length <= HTML_CHARS && (plain === null || hasContent(html)))
    return { kind: 'html', text: html };
  const markdown = form('text/markdown');
  if (markdown !== null) return { kind: 'markdown', blocks: parseMarkdown(markdown) };
  const words = plain ?? form('text/latex') ?? html;
  return words === null ? null : toText(words, false);
}

/** Whether anything is left of it without scripts. */
function hasContent(html: string): boolean {
  const start = html.trimStart().slice(0, 20).toLowerCase();
  return !start.startsWith('<script');
}

function toImage(encoded: string, mime: string): NotebookOutput {
  if (encoded.length > IMAGE_CHARS) return { kind: 'not-shown', what: 'an image that is too large' };
  try {
    return { kind: 'image', mime, bytes: Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)) };
  } catch {
    return { kind: 'not-shown', what: 'an image that is damaged' };
  }
}

function toText(raw: string, isError: boolean): NotebookOutput {
  const charsLeft = Math.max(0, raw.length - TEXT_CHARS);
  return { kind: 'text', text: withoutAnsi(raw.slice(0, TEXT_CHARS)), isError, charsLeft };
}

/** Text of several lines is a string or a list of strings. */
function joined(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  return value.filter((part) => typeof part === 'string').join('');
}
