import { expect, it } from 'vitest';
import { type Hash, toHash } from '../../src/domain/ids.ts';
import { PackShelf } from '../../workers/query/pack-shelf.ts';

const [a, b] = ['a', 'b'].map((letter) => toHash(letter.repeat(64))) as [Hash, Hash];
const part = (pack: Hash, count = 3) => ({ pack, offset: 0, count });

it('reads a pack of many short series once, what is asked for together at once, and asks again for what was missing', async () => {
  const asked: (readonly Hash[])[] = [];
  const here = new Map([[a, new Uint8Array([1])]]);
  const shelf = new PackShelf(async (hashes) => {
    asked.push(hashes);
    return hashes.map((hash) => here.get(hash) ?? null);
  });
  const load = shelf.loaderFor([part(a), part(b)]);

  expect(await Promise.all([load([a]), load([b, a])])).toEqual([
    [new Uint8Array([1])],
    [null, new Uint8Array([1])],
  ]);
  expect(asked).toEqual([[a, b]]);

  here.set(b, new Uint8Array([2]));
  expect(await load([a, b])).toEqual([new Uint8Array([1]), new Uint8Array([2])]);
  expect(asked).toEqual([[a, b], [b]]);

  // A long series has its packs for itself.
  await shelf.loaderFor([part(a, 20_000)])([a]);
  expect(asked.at(-1)).toEqual([a]);
  shelf.clear();
  await load([a]);
  expect(asked).toHaveLength(4);
});
