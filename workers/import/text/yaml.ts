import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';

/** YAML without types: every scalar is its text, and the field it stands in says what it means. */
export type YamlNode =
  | { readonly kind: 'scalar'; readonly text: string; readonly plain: boolean }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'map'; readonly entries: YamlEntries };

export type YamlEntries = ReadonlyMap<string, YamlNode>;

export type YamlResult =
  | { readonly ok: true; readonly node: YamlNode }
  | { readonly ok: false; readonly reason: 'too-large' | 'too-complex' | 'malformed'; readonly line: number };

/** Characters. A credible file of facts about one run has a few kilobytes. */
export const MAX_YAML_LENGTH = 1024 * 1024;
const MAX_TOKENS = 100_000;
/** The parser behind this recurses and takes the process with it when the stack ends, so nesting is cut before. */
const MAX_FLOW_DEPTH = 32;
const MAX_INDENT = 128;
const MAX_MARKS_PER_LINE = 64;
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;
const MAX_NODES = 100_000;

/**
 * Reads one document. Tags are ignored and nothing is ever made from them. Line ends of any kind, a byte order mark
 * and the NUL bytes that a power cut leaves behind are taken for what they are.
 */
export function parseYaml(text: string): YamlResult {
  if (text.length > MAX_YAML_LENGTH) return { ok: false, reason: 'too-large', line: 1 };
  const clean = withoutNoise(text);
  const flat = parseFlatYaml(clean);
  if (flat !== null) return { ok: true, node: { kind: 'map', entries: flat } };
  return parseAnyYaml(clean);
}

/** The general parser alone; `parseYaml` must not differ from it. */
export function parseAnyYaml(text: string): YamlResult {
  if (!isBounded(text)) return { ok: false, reason: 'too-complex', line: 1 };
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
  });
  const error = document.errors[0];
  if (error !== undefined) {
    return { ok: false, reason: 'malformed', line: Math.max(1, lineCounter.linePos(error.pos[0]).line) };
  }
  const node = new NodeReader(document).read(document.contents, 0);
  return node === null ? { ok: false, reason: 'too-complex', line: 1 } : { ok: true, node };
}

const FLAT_LINE = /^([A-Za-z_][\w.-]*):(?: (.*))?$/;
/** Starts with what cannot begin anything but a plain scalar, and holds printable ASCII only. */
const PLAIN_VALUE = /^(?:[A-Za-z0-9_/.~]|-[0-9])[ -~]*$/;
const QUOTED_VALUE = /^'(?:[ -&(-~]|'')*'$/;

/**
 * `key: value` lines and nothing else, which is what nearly every meta.yaml is: many times cheaper than the general
 * parser. Null as soon as anything is out of the ordinary.
 */
export function parseFlatYaml(text: string): YamlEntries | null {
  const entries = new Map<string, YamlNode>();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return null;
  for (const line of lines) {
    const found = FLAT_LINE.exec(line);
    if (found === null) return null;
    const value = toFlatNode(found[2] ?? '');
    if (value === null || entries.has(found[1]!)) return null;
    entries.set(found[1]!, value);
  }
  return entries;
}

function toFlatNode(value: string): YamlNode | null {
  if (value === '') return { kind: 'scalar', text: '', plain: true };
  if (value === '[]') return { kind: 'list', items: [] };
  if (value === '{}') return { kind: 'map', entries: new Map() };
  if (QUOTED_VALUE.test(value)) {
    return { kind: 'scalar', text: value.slice(1, -1).replaceAll("''", "'"), plain: false };
  }
  if (!PLAIN_VALUE.test(value) || /: | #|[: ]$/.test(value)) return null;
  return { kind: 'scalar', text: value, plain: true };
}

function withoutNoise(text: string): string {
  let clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const nul = clean.indexOf('\0');
  if (nul >= 0) clean = clean.slice(0, nul);
  return clean.includes('\r') ? clean.replace(/\r\n?/g, '\n') : clean;
}

/** Looks at the tokens before anything recurses over them. */
function isBounded(text: string): boolean {
  let tokens = 0;
  let flowDepth = 0;
  let marks = 0;
  let aliases = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    const first = token[0];
    if (first === '\n') marks = 0;
    else if (first === '[' || first === '{') flowDepth += 1;
    else if (token === ']' || token === '}') flowDepth = Math.max(0, flowDepth - 1);
    else if (first === '*') aliases += 1;
    else if (first === '-' || first === '?' || first === ':' || first === '!' || first === '&') marks += 1;
    else if (first === ' ' && token.length > MAX_INDENT && token.trim() === '') return false;
    if (tokens > MAX_TOKENS || flowDepth > MAX_FLOW_DEPTH || marks > MAX_MARKS_PER_LINE) return false;
    if (aliases > MAX_ALIASES) return false;
  }
  return true;
}

/** Turns the parser's tree into ours. Null when there is too much of it: aliases can multiply a small text. */
class NodeReader {
  private readonly targets: ReadonlyMap<unknown, unknown>;
  private nodes = 0;

  constructor(document: Document) {
    this.targets = targetsOf(document);
  }

  read(raw: unknown, depth: number): YamlNode | null {
    this.nodes += 1;
    if (depth > MAX_DEPTH || this.nodes > MAX_NODES) return null;
    const node = isAlias(raw) ? this.targets.get(raw) : raw;
    if (isMap(node)) return this.readMap(node.items, depth);
    if (isSeq(node)) return this.readList(node.items, depth);
    if (!isScalar(node)) return { kind: 'scalar', text: '', plain: true };
    const text = typeof node.value === 'string' ? node.value : '';
    return { kind: 'scalar', text, plain: node.type === undefined || node.type === 'PLAIN' };
  }

  private readMap(pairs: readonly { key: unknown; value: unknown }[], depth: number): YamlNode | null {
    const entries = new Map<string, YamlNode>();
    for (const pair of pairs) {
      const key = this.read(pair.key, depth + 1);
      const value = this.read(pair.value, depth + 1);
      if (key === null || value === null) return null;
      if (key.kind === 'scalar') entries.set(key.text, value);
    }
    return { kind: 'map', entries };
  }

  private readList(raw: readonly unknown[], depth: number): YamlNode | null {
    const items: YamlNode[] = [];
    for (const item of raw) {
      const node = this.read(item, depth + 1);
      if (node === null) return null;
      items.push(node);
    }
    return { kind: 'list', items };
  }
}

/** What each alias stands for: the last node before it with that anchor. The parser's own answer walks all of it each time. */
function targetsOf(document: Document): ReadonlyMap<unknown, unknown> {
  const anchored = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) targets.set(node, anchored.get(node.source));
      else if ('anchor' in node && typeof node.anchor === 'string') anchored.set(node.anchor, node);
    },
  });
  return targets;
}
