import { toWellFormed } from '../../../src/base/well-formed.ts';
import type { Drawn } from '../../../src/report/chart/tree.ts';

/** Text that is HTML already; everything else is escaped on its way in. */
export class Html {
  constructor(readonly text: string) {}
}

export const NOTHING = new Html('');

type Part = Html | string | number | readonly Html[];

/** `html\`<p>${name}</p>\``: what is put in is text, or HTML that was made in the same way. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = texts[0]!;
  for (const [i, part] of parts.entries()) out += textOf(part) + texts[i + 1]!;
  return new Html(out);
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escapeHtml(part) : part.map(({ text }) => text).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For texts and for quoted attributes. */
export function escapeHtml(text: string): string {
  return toWellFormed(text)
    .replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd')
    .replace(/[&<>"']/g, (one) => ESCAPES[one]!);
}

/** A name from files: its writing direction ends with it. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** The same where room is short: it may go on in another line after what parts words in names. */
export function breakable(text: string): Html {
  const parts = text.split(/(?<=[-_/])(?=[^-_/])|(?<=\.)(?=[A-Za-z])/).map((part) => html`${part}`);
  return html`<bdi>${parts.flatMap((part, i) => (i === 0 ? [part] : [new Html('<wbr>'), part]))}</bdi>`;
}

/** Where there is no markup that would keep a writing direction in. */
export function plainName(text: string): string {
  return text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

export function drawnHtml({ tag, attrs, children, text }: Drawn): Html {
  const written = Object.entries(attrs).map(([key, value]) => html` ${new Html(key)}="${value}"`);
  const content = text === '' ? children.map(drawnHtml) : html`${text}`;
  return html`<${new Html(tag)}${written}>${content}</${new Html(tag)}>`;
}

/** Data for the report's script: no sign in it ends the element. */
export function jsonHtml(value: unknown): Html {
  const text = toWellFormed(JSON.stringify(value)).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json">${text}</script>`);
}
