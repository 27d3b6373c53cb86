import { expect, test } from 'vitest';
import { outsideWords } from '../../../src/ui/graph/outside.ts';
import { createViewport } from '../../../src/ui/graph/viewport.ts';

const WINDOW = { width: 400, height: 200 };
const NODES = [0, 300, 600, 900, 1200].map((x) => ({ x, y: 50 }));
const PICTURE = { width: 1200, height: 100 };

test('a picture too wide to be read begins at its focus and says what lies outside', () => {
  const viewport = createViewport();
  viewport.fit(WINDOW, PICTURE, { x: 1200, y: 50 });
  expect(viewport.view().k).toBe(0.55);
  expect(outsideWords(NODES, viewport.view(), WINDOW)).toBe('Not in view: 2 left');
});

test('asked for all of it, nothing lies outside', () => {
  const viewport = createViewport();
  viewport.fitAll(WINDOW, PICTURE);
  expect(viewport.view().k).toBeCloseTo(1 / 3);
  expect(outsideWords(NODES, viewport.view(), WINDOW)).toBe('');
});
