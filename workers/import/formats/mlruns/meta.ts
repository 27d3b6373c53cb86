import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Lifecycle, Pair } from '../../../../src/domain/run.ts';
import { parseYaml, type YamlEntries, type YamlNode } from '../../text/yaml.ts';
import type { ReadOutcome } from './read-ahead.ts';

export type MetaResult =
  | { readonly ok: true; readonly meta: Meta }
  | { readonly ok: false; readonly problem: ImportProblem };

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const NO_ENTRIES: YamlEntries = new Map();

/** The fields of a `meta.yaml`, converted by who asks: the text alone does not say what is a number. */
export class Meta {
  private readonly entries: YamlEntries;

  constructor(entries: YamlEntries = NO_ENTRIES) {
    this.entries = entries;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** '' for what is missing or null; the quoted word 'null' is a name like any other. */
  text(key: string): string {
    return textOf(this.entries.get(key));
  }

  number(key: string): number | null {
    const text = this.text(key);
    if (text === '' || text.length > 32) return null;
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }

  /** Missing means active: older and newer writers leave it out. */
  lifecycle(): Lifecycle {
    return this.text('lifecycle_stage') === 'deleted' ? 'deleted' : 'active';
  }

  /** A mapping of texts; also the lists of Python objects that versions below 1.0 wrote. */
  pairs(key: string): readonly Pair[] {
    const node = this.entries.get(key);
    if (node?.kind === 'map') return [...node.entries].map(([name, value]) => [name, textOf(value)]);
    if (node?.kind !== 'list') return [];
    return node.items.flatMap((item) => toTaggedPair(item, 0));
  }
}

export function parseMeta(outcome: ReadOutcome, path: string): MetaResult {
  if (outcome.kind === 'unreadable') return { ok: false, problem: { code: 'unreadable-file', path } };
  if (outcome.kind === 'large') {
    return { ok: false, problem: { code: 'meta-unreadable', path, facts: { reason: 'too-large' } } };
  }
  const text = fromUtf8(outcome.bytes);
  if (isBlank(text)) return { ok: false, problem: { code: 'meta-empty', path } };
  const result = parseYaml(text);
  if (!result.ok) {
    const { reason, line } = result;
    return { ok: false, problem: { code: 'meta-unreadable', path, line, facts: { reason } } };
  }
  if (result.node.kind !== 'map') {
    return { ok: false, problem: { code: 'meta-unreadable', path, line: 1, facts: { reason: 'malformed' } } };
  }
  return { ok: true, meta: new Meta(result.node.entries) };
}

function isBlank(text: string): boolean {
  return text.replaceAll('\0', '').trim() === '';
}

function textOf(node: YamlNode | undefined): string {
  if (node === undefined || node.kind !== 'scalar') return '';
  return node.plain && NULLS.has(node.text) ? '' : node.text;
}

function toTaggedPair(node: YamlNode, depth: number): Pair[] {
  if (node.kind !== 'map' || depth > 2) return [];
  const { entries } = node;
  const key = textOf(entries.get('key') ?? entries.get('_key'));
  if (key !== '') return [[key, textOf(entries.get('value') ?? entries.get('_value'))]];
  const state = entries.get('state');
  return state === undefined ? [] : toTaggedPair(state, depth + 1);
}
