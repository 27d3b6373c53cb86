import type { GraphLayout } from '../../base/graph-layout.ts';

/** How a node is drawn: kinds differ by outline and glyph, so that colour is never alone. */
export type NodeShape = 'drum' | 'box' | 'stack' | 'cut' | 'tag' | 'pill';
export type NodeGlyph = 'table' | 'run' | 'runs' | 'cube' | 'stamp' | 'none';
export type Tone = 'plain' | 'good' | 'accent' | 'failed' | 'muted';

export interface NodeMark {
  readonly shape: 'disc' | 'ring' | 'dots' | 'square' | 'frame' | 'dash';
  readonly tone: Tone;
}

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** A second line; '' for none. */
  readonly detail: string;
  readonly shape: NodeShape;
  readonly glyph: NodeGlyph;
  readonly tone: Tone;
  readonly mark: NodeMark | null;
  /** Struck through and pale: no longer there. */
  readonly gone: boolean;
  /** All of it as a person would say it. */
  readonly words: string;
  /** What Enter and a double click do; null for nothing. */
  readonly opens: string | null;
  readonly expands: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** As a sentence. */
  readonly words: string;
}

/** A graph that is ready to be drawn. */
export interface GraphScene {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Index-aligned with nodes and edges. */
  readonly layout: GraphLayout;
  readonly direction: 'right' | 'down';
  /** What the graph is about. */
  readonly focus: string;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const BIG: Size = { width: 216, height: 46 };
const PILL_HEIGHT = 26;

/** Follows from the node alone. */
export function nodeSize(node: Pick<GraphNode, 'shape' | 'label'>): Size {
  if (node.shape !== 'pill') return BIG;
  return {
    width: Math.min(160, Math.max(56, Math.ceil(textWidth(node.label, 12)) + 26)),
    height: PILL_HEIGHT,
  };
}

/** Room of an edge's label, at most. */
const MOST_LABEL = 150;
const EDGE_FONT = 11;

export function edgeLabel(label: string): string {
  return cutToWidth(label, MOST_LABEL, EDGE_FONT);
}

export function edgeLabelWidth(label: string): number {
  return label === '' ? 0 : Math.ceil(textWidth(edgeLabel(label), EDGE_FONT)) + 10;
}

/**
 * Pixels of a line of text, estimated on the wide side: the picture is made where no font can be measured, and must be
 * the same everywhere.
 */
export function textWidth(text: string, fontPx: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * fontPx;
}

/**
 * As much of a text as fits, with an ellipsis for its middle: names of one kind begin alike, and are told apart by
 * their ends.
 */
export function cutToWidth(text: string, widthPx: number, fontPx: number): string {
  if (textWidth(text, fontPx) <= widthPx) return text;
  const letters = [...text];
  let room = widthPx / fontPx - emsOf('…');
  let [head, tail] = [0, 0];
  while (head + tail < letters.length) {
    const isHead = head <= tail * 1.5;
    const letter = letters[isHead ? head : letters.length - 1 - tail] ?? '';
    room -= emsOf(letter);
    if (room < 0) break;
    if (isHead) head += 1;
    else tail += 1;
  }
  return `${letters.slice(0, head).join('')}…${tail > 0 ? letters.slice(-tail).join('') : ''}`;
}

function emsOf(character: string): number {
  if (/[iljtfrI.,:;'|!()[\] ]/.test(character)) return 0.38;
  if (/[mwMW@%…]/.test(character)) return 0.96;
  if (/[A-Z]/.test(character)) return 0.74;
  return character.charCodeAt(0) < 0x2000 ? 0.64 : 1;
}
