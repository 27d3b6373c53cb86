import { expect, test } from 'vitest';
import { toHash, toRunKey } from '../../src/domain/ids.ts';
import { listImages, parseImagePath } from '../../workers/query/image-list.ts';

const entry = (path: string) => ({ path, sizeBytes: 1, chunks: [toHash(path)] });
const list = (...paths: string[]) => listImages(toRunKey('a'), paths.map(entry));

test.each(['%', '+'])('an image of log_image with its smaller copy, separated by %s', (s) => {
  const stem = `images/eval#sample${s}step${s}12${s}timestamp${s}1700000000000${s}g1b2`;
  const images = list(`${stem}.png`, `${stem}${s}compressed.webp`);
  expect(images).toHaveLength(1);
  expect(images[0]).toMatchObject({ key: 'eval/sample', step: 12, path: `${stem}.png` });
  expect(images[0]!.preview?.path).toBe(`${stem}${s}compressed.webp`);
});

test('a key that holds the separator', () => {
  expect(parseImagePath('images/a+b%step%3%timestamp%5%x.png')).toMatchObject({ key: 'a+b', step: 3 });
  expect(parseImagePath('images/a%b%step%3%timestamp%5%x.png')).toMatchObject({ key: 'a%b', step: 3 });
});

test('of two images logged at one step the later one', () => {
  const images = list('images/k%step%1%timestamp%9%x.png', 'images/k%step%1%timestamp%5%y.png');
  expect(images.map((image) => image.path)).toEqual(['images/k%step%1%timestamp%9%x.png']);
});

test('an image of W&B media', () => {
  expect(parseImagePath('media/images/val_pred_40_0a1b2c3d4e.png')).toMatchObject({
    key: 'val_pred',
    step: 40,
  });
});

test('any other image is a key of its own, and what is no image is none', () => {
  expect(list('plots/Confusion.PNG', 'model.pkl', 'images/x%step%y%timestamp%1%z.png')).toMatchObject([
    { key: 'plots/Confusion.PNG', step: null, preview: null },
    { key: 'images/x%step%y%timestamp%1%z.png', step: null },
  ]);
});
