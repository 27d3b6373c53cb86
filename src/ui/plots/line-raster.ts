/** Many thin lines across columns of pixels, blended by hand: a canvas takes ten times as long for their paths. */
export class LineRaster {
  private readonly width: number;
  private readonly height: number;
  /** Red, green, blue and alpha, multiplied by alpha. */
  private readonly pixels: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 4);
  }

  /** From left to right between two places in pixels. */
  line(x0: number, y0: number, x1: number, y1: number, colour: readonly number[], alpha: number): void {
    const { pixels, width, height } = this;
    const [red, green, blue] = [colour[0]! * alpha, colour[1]! * alpha, colour[2]! * alpha];
    const rest = 1 - alpha;
    const first = Math.max(0, Math.round(x0));
    const last = Math.min(width - 1, Math.round(x1) - 1);
    const slope = (y1 - y0) / Math.max(1, x1 - x0);
    const half = Math.abs(slope) / 2;
    for (let x = first; x <= last; x++) {
      const middle = y0 + (x + 0.5 - x0) * slope;
      // Each row is covered once: steep lines are runs of rows in a column.
      const from = Math.round(half <= 0.5 ? middle : middle - half);
      const to = half <= 0.5 ? from : Math.max(from, Math.round(middle + half) - 1);
      const end = Math.min(height - 1, to);
      for (let y = Math.max(0, from); y <= end; y++) {
        // Blended here: a call for each of ten million pixels is most of the time.
        const at = (y * width + x) * 4;
        pixels[at] = pixels[at]! * rest + red;
        pixels[at + 1] = pixels[at + 1]! * rest + green;
        pixels[at + 2] = pixels[at + 2]! * rest + blue;
        pixels[at + 3] = pixels[at + 3]! * rest + alpha;
      }
    }
  }

  /** As a canvas takes it. */
  bytes(): Uint8ClampedArray<ArrayBuffer> {
    const { pixels } = this;
    const bytes = new Uint8ClampedArray(pixels.length);
    for (let at = 3; at < pixels.length; at += 4) {
      const alpha = pixels[at]!;
      if (alpha === 0) continue;
      bytes[at - 3] = pixels[at - 3]! / alpha;
      bytes[at - 2] = pixels[at - 2]! / alpha;
      bytes[at - 1] = pixels[at - 1]! / alpha;
      bytes[at] = alpha * 255;
    }
    return bytes;
  }
}
