import { expect, test } from 'vitest';
import { LineRaster } from '../../src/ui/plots/line-raster.ts';

function alphas(raster: LineRaster, width: number): string[] {
  const bytes = raster.bytes();
  const rows: string[] = [];
  for (let at = 3; at < bytes.length; at += 4) {
    const row = Math.floor(at / 4 / width);
    rows[row] = (rows[row] ?? '') + (bytes[at]! > 0 ? '#' : '.');
  }
  return rows;
}

const RED = [255, 0, 0];

test('a flat line covers each column once', () => {
  const raster = new LineRaster(4, 3);
  raster.line(0, 1, 4, 1, RED, 0.5);
  expect(alphas(raster, 4)).toEqual(['....', '####', '....']);
  expect([...raster.bytes().slice(16, 20)]).toEqual([255, 0, 0, 128]);
});

test('a steep line has no gaps', () => {
  const raster = new LineRaster(2, 8);
  raster.line(0, 0, 2, 8, RED, 1);
  const rows = alphas(raster, 2);
  expect(rows.every((row) => row.includes('#'))).toBe(true);
  expect(rows.join('').replaceAll('.', '')).toHaveLength(8);
});

test('lines on one another add up, and what lies outside is left out', () => {
  const raster = new LineRaster(2, 2);
  for (let i = 0; i < 20; i++) raster.line(-5, -3, 7, -3, RED, 1);
  expect(alphas(raster, 2)).toEqual(['..', '..']);
  raster.line(0, 0, 2, 0, RED, 0.5);
  raster.line(0, 0, 2, 0, [0, 0, 255], 0.5);
  expect([...raster.bytes().slice(0, 4)]).toEqual([85, 0, 170, 191]);
});
