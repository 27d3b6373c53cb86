import type { Point } from '../../base/graph-layout.ts';

const ARROW = 6;

/** A smooth line through the points that leaves and comes in along the direction of the graph, with its arrow. */
export function edgePath(points: readonly Point[], direction: 'right' | 'down'): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  let before = first;
  for (const point of rest) {
    const [dx, dy] = direction === 'right' ? [(point.x - before.x) / 2, 0] : [0, (point.y - before.y) / 2];
    const [a, b] = [
      { x: before.x + dx, y: before.y + dy },
      { x: point.x - dx, y: point.y - dy },
    ];
    parts.push(`C${[a, b, point].map(({ x, y }) => `${round(x)} ${round(y)}`).join(' ')}`);
    before = point;
  }
  const previous = rest.at(-2) ?? first;
  const sign = direction === 'right' ? Math.sign(last.x - previous.x) : Math.sign(last.y - previous.y);
  return `${parts.join('')}${arrowHead(last, direction, sign || 1)}`;
}

function arrowHead({ x, y }: Point, direction: 'right' | 'down', sign: number): string {
  const back = ARROW * sign;
  const [wings, tip] =
    direction === 'right'
      ? [
          [
            [x - back, y - 3.2],
            [x - back, y + 3.2],
          ],
          [x, y],
        ]
      : [
          [
            [x - 3.2, y - back],
            [x + 3.2, y - back],
          ],
          [x, y],
        ];
  const text = (point: readonly number[] | undefined) => (point ?? []).map(round).join(' ');
  return `M${text(wings[0])}L${text(tip)}L${text(wings[1])}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
