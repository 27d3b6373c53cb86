import type { Point } from '../../base/graph-layout.ts';
import type { Size } from './graph-scene.ts';
import type { View } from './viewport.ts';

/** How many nodes have their middle beyond an edge of the window, and which edge, in words; '' for none. */
export function outsideWords(nodes: readonly Point[], { x, y, k }: View, window: Size): string {
  const counts = { left: 0, right: 0, above: 0, below: 0 };
  if (window.width === 0) return '';
  for (const node of nodes) {
    const [left, top] = [x + k * node.x, y + k * node.y];
    if (left < 0) counts.left++;
    else if (left > window.width) counts.right++;
    else if (top < 0) counts.above++;
    else if (top > window.height) counts.below++;
  }
  const sides = Object.entries(counts).filter(([, count]) => count > 0);
  return sides.length === 0
    ? ''
    : `Not in view: ${sides.map(([side, count]) => `${count} ${side}`).join(', ')}`;
}
