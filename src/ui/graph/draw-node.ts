import {
  cutToWidth,
  type GraphNode,
  type NodeGlyph,
  type NodeMark,
  nodeSize,
  type Size,
  type Tone,
} from './graph-scene.ts';

/** A piece of a picture, around the centre of its node. Classes and tones are coloured by whoever draws it. */
export type Piece =
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly class: 'outline' | 'behind' | 'glyph' | 'line' | 'fill' | 'expand';
      readonly tone: Tone;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly class: 'label' | 'detail' | 'pill';
    };

const LABEL_FONT = 13;
/** Bold letters are wider. */
const BOLD = 1.05;
const DETAIL_FONT = 11;
const PILL_FONT = 12;

/** On a field of 16 × 16. */
const GLYPHS: Readonly<Record<NodeGlyph, string>> = {
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6 3v10',
  run: 'M4.5 3v10l8-5z',
  runs: 'M2.5 4v8l5.5-4zM8.5 4v8l5.5-4z',
  cube: 'M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.7 5 8 8l5.3-3M8 8v6',
  stamp: 'M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01',
  none: '',
};

/** Everything of a node that does not change while it is looked at. */
export function drawNode(node: GraphNode): readonly Piece[] {
  const size = nodeSize(node);
  if (node.shape === 'pill') return drawPill(node, size);
  const left = -size.width / 2;
  const textLeft = left + 36;
  const right =
    size.width / 2 -
    (node.mark || node.expands ? 26 : node.shape === 'tag' || node.shape === 'drum' ? 16 : 10);
  const room = right - textLeft;
  const pieces: Piece[] = [...outlines(node, size)];
  const d = shifted(GLYPHS[node.glyph], left + 12, -8);
  if (d) pieces.push({ kind: 'path', d, class: 'glyph', tone: node.tone });
  const isTall = node.detail !== '';
  const label = cutToWidth(node.label, room, LABEL_FONT * BOLD);
  pieces.push({ kind: 'text', x: textLeft, y: isTall ? -3 : 5, text: label, class: 'label' });
  if (isTall) {
    const text = cutToWidth(node.detail, node.mark ? room + 16 : room, DETAIL_FONT);
    pieces.push({ kind: 'text', x: textLeft, y: 13, text, class: 'detail' });
  }
  if (node.mark) pieces.push(drawMark(node.mark, size.width / 2 - 14, -8));
  if (node.expands)
    pieces.push({
      kind: 'path',
      d: `M${size.width / 2 - 20} 0h9M${size.width / 2 - 15.5} -4.5v9`,
      class: 'expand',
      tone: 'accent',
    });
  return pieces;
}

function drawPill(node: GraphNode, size: Size): readonly Piece[] {
  const text = cutToWidth(node.label, size.width - 18, PILL_FONT);
  return [
    { kind: 'path', d: outlinePath(node.shape, size), class: 'outline', tone: node.tone },
    { kind: 'text', x: 0, y: 4, text, class: 'pill' },
  ];
}

function outlines(node: GraphNode, size: Size): readonly Piece[] {
  const outline: Piece = {
    kind: 'path',
    d: outlinePath(node.shape, size),
    class: 'outline',
    tone: node.tone,
  };
  const [x, y] = [size.width / 2, size.height / 2];
  if (node.shape === 'stack') {
    const behind = `M${-x + 6} ${y + 3}H${x}a3 3 0 0 0 3-3V${-y + 6}M${-x + 10} ${y + 6}H${x + 3}a3 3 0 0 0 3-3V${-y + 10}`;
    return [{ kind: 'path', d: behind, class: 'behind', tone: node.tone }, outline];
  }
  if (node.shape !== 'drum') return [outline];
  return [
    outline,
    { kind: 'path', d: `M${-x + 7} ${-y}q-5 ${y} 0 ${2 * y}`, class: 'line', tone: node.tone },
  ];
}

/** The outline around the centre; also where the focus is drawn. */
export function outlinePath(shape: GraphNode['shape'], { width, height }: Size, grow = 0): string {
  const [x, y] = [width / 2 + grow, height / 2 + grow];
  switch (shape) {
    case 'drum':
      return `M${-x + 7} ${-y}H${x - 7}q8 ${y} 0 ${2 * y}H${-x + 7}q-8 ${-y} 0 ${-2 * y}z`;
    case 'cut':
      return `M${-x + 9} ${-y}H${x - 9}L${x} ${-y + 9}V${y - 9}L${x - 9} ${y}H${-x + 9}L${-x} ${y - 9}V${-y + 9}z`;
    case 'tag':
      return `M${-x + 5} ${-y}H${x - 14}L${x} 0L${x - 14} ${y}H${-x + 5}a5 5 0 0 1-5-5V${-y + 5}a5 5 0 0 1 5-5z`;
    case 'pill':
      return `M${-x + y} ${-y}H${x - y}a${y} ${y} 0 0 1 0 ${2 * y}H${-x + y}a${y} ${y} 0 0 1 0 ${-2 * y}z`;
    case 'box':
    case 'stack':
      return `M${-x + 6} ${-y}H${x - 6}a6 6 0 0 1 6 6V${y - 6}a6 6 0 0 1-6 6H${-x + 6}a6 6 0 0 1-6-6V${-y + 6}a6 6 0 0 1 6-6z`;
  }
}

/** Disc, ring, square, frame or dash. */
function drawMark({ shape, tone }: NodeMark, x: number, y: number): Piece {
  const disc = `M${x - 4} ${y}a4 4 0 1 1 8 0a4 4 0 1 1-8 0z`;
  const square = `M${x - 4} ${y - 4}h8v8h-8z`;
  switch (shape) {
    case 'disc':
      return { kind: 'path', d: disc, class: 'fill', tone };
    case 'square':
      return { kind: 'path', d: square, class: 'fill', tone };
    case 'ring':
      return { kind: 'path', d: disc, class: 'line', tone };
    case 'dots':
      return { kind: 'path', d: `M${x - 4} ${y}h.01M${x} ${y}h.01M${x + 4} ${y}h.01`, class: 'glyph', tone };
    case 'frame':
      return { kind: 'path', d: square, class: 'line', tone };
    case 'dash':
      return { kind: 'path', d: `M${x - 4} ${y}h8`, class: 'line', tone };
  }
}

/** Absolute commands only in the first of each figure: they are moved, the others are relative to it. */
function shifted(path: string, dx: number, dy: number): string {
  return path.replace(/([MLHV])([^A-Za-z]*)/g, (_, command: string, numbers: string) => {
    const values = [...numbers.matchAll(/-?\d*\.?\d+/g)].map(Number);
    const moved = values.map((value, index) =>
      command === 'H' ? value + dx : command === 'V' ? value + dy : value + (index % 2 === 0 ? dx : dy),
    );
    return `${command}${moved.join(' ')}`;
  });
}
