import { drawNode, type Piece } from './draw-node.ts';
import { edgePath } from './edge-path.ts';
import { edgeLabel, type GraphScene } from './graph-scene.ts';

/** The colours of a picture that leaves the page. */
export interface Palette {
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentGround: string;
  readonly good: string;
  readonly failed: string;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** The whole picture as an SVG file that needs nothing else; dark where its reader prefers that. */
export function toSvg(scene: GraphScene, title: string, light: Palette, dark: Palette): string {
  const width = Math.ceil(scene.layout.width);
  const height = Math.ceil(scene.layout.height);
  const edges = scene.edges.map((edge, index) => {
    const placed = scene.layout.edges[index];
    const at = placed?.label;
    const label = edgeLabel(edge.label);
    const text = at && label ? textOf(label, at.x, at.y + 4, 'edge-label') : '';
    return `<path class="edge" d="${edgePath(placed?.points ?? [], scene.direction)}"/>${text}`;
  });
  const nodes = scene.nodes.map((node, index) => {
    const at = scene.layout.nodes[index] ?? { x: 0, y: 0 };
    const marks = `${node.id === scene.focus ? ' focus' : ''}${node.gone ? ' gone' : ''}`;
    const pieces = drawNode({ ...node, expands: false })
      .map(pieceText)
      .join('');
    return `<g class="node${marks}" transform="translate(${at.x} ${at.y})"><title>${escaped(node.words)}</title>${pieces}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styleOf(light)}@media (prefers-color-scheme: dark){${styleOf(dark)}}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...edges,
    ...nodes,
    '</svg>',
    '',
  ].join('\n');
}

function pieceText(piece: Piece): string {
  if (piece.kind === 'text') return textOf(piece.text, piece.x, piece.y, piece.class);
  return `<path class="${piece.class} ${piece.tone}" d="${piece.d}"/>`;
}

function textOf(text: string, x: number, y: number, name: string): string {
  return `<text class="${name}" x="${x}" y="${y}">${escaped(text)}</text>`;
}

function styleOf(palette: Palette): string {
  const { panel, ink, muted, accent, accentGround, good, failed } = palette;
  return [
    `text{font:13px ${FONT};fill:${ink}}`,
    `.ground{fill:${panel}}`,
    `.edge,.outline,.behind,.line,.glyph{fill:none;stroke:${muted};stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}`,
    `.outline{fill:${panel}}`,
    `.label{font-weight:550}`,
    `.detail,.edge-label{font-size:11px;fill:${muted}}`,
    `.edge-label{text-anchor:middle;stroke:${panel};stroke-width:4px;paint-order:stroke}`,
    `.pill{font-size:12px;text-anchor:middle}`,
    `.good{stroke:${good}}.accent{stroke:${accent}}.failed{stroke:${failed}}`,
    `.fill.good{fill:${good}}.fill.failed{fill:${failed}}`,
    `.focus .outline{fill:${accentGround};stroke:${accent};stroke-width:1.8}`,
    `.gone .outline{stroke-dasharray:4 3}.gone .label{text-decoration:line-through}`,
  ].join('');
}

/** XML takes neither marks of its own nor control characters. */
function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
