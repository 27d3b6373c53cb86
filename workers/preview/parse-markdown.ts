import type { Definition, Nodes, PhrasingContent, Root, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { MarkdownBlock, MarkdownInline, MarkdownItem } from '../../src/base/markdown-tree.ts';
import { toSafeAddress } from '../../src/base/safe-address.ts';

/** Longer text is shown as its source. */
export const MARKDOWN_LIMIT_CHARS = 128 * 1024;
/** Levels of quotes, lists and emphasis; what lies deeper is shown as its source. */
const MAX_DEPTH = 24;
const MAX_NODES = 40_000;

interface Context {
  readonly source: string;
  readonly definitions: ReadonlyMap<string, Definition>;
  nodesLeft: number;
}

/**
 * Markdown (GitHub's flavour) to a tree that is safe to show. Some short inputs (16 KiB of `]`, lists in lists in
 * lists) keep the parser busy for a minute or overflow its stack, and no cheap look beforehand tells which: the
 * caller runs this in a worker that it stops when the time is up.
 */
export function parseMarkdown(source: string): readonly MarkdownBlock[] {
  if (source.length > MARKDOWN_LIMIT_CHARS) return [{ kind: 'source', text: source }];
  let root: Root;
  try {
    root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  } catch (error) {
    if (error instanceof RangeError) return [{ kind: 'source', text: source }];
    throw error;
  }
  const definitions = new Map<string, Definition>();
  for (const node of root.children) {
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
  }
  return toBlocks(root.children, { source, definitions, nodesLeft: MAX_NODES }, 0);
}

function toBlocks(nodes: readonly RootContent[], context: Context, depth: number): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  for (const node of nodes) {
    if (context.nodesLeft <= 0) break;
    const block = toBlock(node, context, depth);
    if (block) blocks.push(block);
  }
  return blocks;
}

function toBlock(node: RootContent, context: Context, depth: number): MarkdownBlock | null {
  context.nodesLeft -= 1;
  if (depth > MAX_DEPTH) return { kind: 'source', text: sourceOf(node, context) };
  switch (node.type) {
    case 'heading':
      return { kind: 'heading', level: node.depth, children: toInlines(node.children, context, depth) };
    case 'paragraph':
      return { kind: 'paragraph', children: toInlines(node.children, context, depth) };
    case 'blockquote':
      return { kind: 'quote', children: toBlocks(node.children, context, depth + 1) };
    case 'list': {
      const items: MarkdownItem[] = node.children.map((item) => ({
        checked: item.checked ?? null,
        children: toBlocks(item.children, context, depth + 1),
      }));
      return { kind: 'list', ordered: node.ordered === true, start: node.start ?? 1, items };
    }
    case 'code':
      return { kind: 'code', language: node.lang ?? '', text: node.value };
    case 'table':
      return toTable(node, context, depth);
    case 'thematicBreak':
      return { kind: 'rule' };
    case 'html':
      return { kind: 'source', text: node.value };
    case 'footnoteDefinition': {
      const mark: MarkdownBlock = {
        kind: 'paragraph',
        children: [{ kind: 'text', text: `[${node.label ?? node.identifier}]` }],
      };
      return { kind: 'quote', children: [mark, ...toBlocks(node.children, context, depth + 1)] };
    }
    case 'definition':
      return null;
    default:
      return { kind: 'source', text: sourceOf(node, context) };
  }
}

function toTable(node: Table, context: Context, depth: number): MarkdownBlock {
  const rows = node.children.map((row) =>
    row.children.map((cell) => toInlines(cell.children, context, depth)),
  );
  return { kind: 'table', align: node.align ?? [], head: rows[0] ?? [], rows: rows.slice(1) };
}

function toInlines(
  nodes: readonly PhrasingContent[],
  context: Context,
  depth: number,
): readonly MarkdownInline[] {
  const inlines: MarkdownInline[] = [];
  for (const node of nodes) {
    if (context.nodesLeft <= 0) break;
    inlines.push(toInline(node, context, depth + 1));
  }
  return inlines;
}

function toInline(node: PhrasingContent, context: Context, depth: number): MarkdownInline {
  context.nodesLeft -= 1;
  if (depth > MAX_DEPTH * 2) return { kind: 'text', text: sourceOf(node, context) };
  switch (node.type) {
    case 'text':
    case 'html':
      return { kind: 'text', text: node.value };
    case 'inlineCode':
      return { kind: 'code', text: node.value };
    case 'strong':
    case 'emphasis':
      return { kind: node.type, children: toInlines(node.children, context, depth) };
    case 'delete':
      return { kind: 'strike', children: toInlines(node.children, context, depth) };
    case 'link':
      return toLink(node.url, toInlines(node.children, context, depth), node, context);
    case 'linkReference': {
      const target = context.definitions.get(node.identifier);
      return toLink(target?.url ?? '', toInlines(node.children, context, depth), node, context);
    }
    case 'image':
      return { kind: 'image-note', alt: node.alt ?? '', address: node.url };
    case 'imageReference': {
      const target = context.definitions.get(node.identifier);
      return { kind: 'image-note', alt: node.alt ?? '', address: target?.url ?? '' };
    }
    case 'footnoteReference':
      return { kind: 'text', text: `[${node.label ?? node.identifier}]` };
    case 'break':
      return { kind: 'break' };
    default:
      return { kind: 'text', text: sourceOf(node, context) };
  }
}

/** A link that may not be followed is shown as it was written, so that nobody wonders where it went. */
function toLink(
  url: string,
  children: readonly MarkdownInline[],
  node: Nodes,
  context: Context,
): MarkdownInline {
  const address = toSafeAddress(url);
  return address === null
    ? { kind: 'text', text: sourceOf(node, context) }
    : { kind: 'link', address, children };
}

function sourceOf(node: Nodes, context: Context): string {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  return start === undefined || end === undefined ? '' : context.source.slice(start, end);
}
