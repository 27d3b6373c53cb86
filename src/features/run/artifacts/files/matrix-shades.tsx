import { createEffect, type JSX } from 'solid-js';
import { formatCount } from '../../../../base/format.ts';

/** A small matrix as a picture: a pixel for each value, from the ground (least) to the ink (greatest). */
export function MatrixShades(props: {
  readonly shades: Uint8Array;
  readonly shape: readonly number[];
}): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const rows = () => props.shape[0] ?? 0;
  const columns = () => props.shape[1] ?? 0;
  createEffect(() => {
    const context = canvas.getContext('2d');
    if (!context || rows() * columns() !== props.shades.length) return;
    canvas.width = columns();
    canvas.height = rows();
    context.fillStyle = getComputedStyle(canvas).color;
    for (const [index, shade] of props.shades.entries()) {
      context.globalAlpha = shade / 255;
      context.fillRect(index % columns(), Math.floor(index / columns()), 1, 1);
    }
  });
  return (
    <canvas
      ref={canvas}
      class="file-shades"
      role="img"
      aria-label={`Values as shades: ${formatCount(rows())} rows, ${formatCount(columns())} columns, the fuller the higher`}
    />
  );
}
