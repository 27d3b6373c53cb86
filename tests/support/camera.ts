import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';

const WIDTH = 640;
const HEIGHT = 480;
/** Luma of the table that the code lies on, of paper and of ink: not quite white and black, as cameras see them. */
const TABLE = 120;
const PAPER = 225;
const INK = 30;

/** Options of a browser whose camera sees this text as a QR code. */
export function withCamera<T extends { readonly args: readonly string[] }>(
  options: T,
  text: string,
): Omit<T, 'args'> & { args: string[] } {
  const file = join(mkdtempSync(join(tmpdir(), 'cairn-camera-')), 'code.y4m');
  writeFileSync(file, makeVideo(text));
  return {
    ...options,
    args: [
      ...options.args,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ],
  };
}

/** One frame of YUV4MPEG2, which the browser repeats. */
function makeVideo(text: string): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
  const scale = Math.floor((HEIGHT * 0.8) / rows.length);
  const left = Math.floor((WIDTH - rows.length * scale) / 2);
  const top = Math.floor((HEIGHT - rows.length * scale) / 2);
  const luma = Buffer.alloc(WIDTH * HEIGHT, TABLE);
  for (let y = 0; y < rows.length * scale; y++) {
    for (let x = 0; x < rows.length * scale; x++) {
      const isInk = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      luma[(top + y) * WIDTH + left + x] = isInk ? INK : PAPER;
    }
  }
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`);
  return Buffer.concat([header, luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
}
