import { expect, it } from 'vitest';
import { LivePages } from '../../workers/import/sqlite/live-pages.ts';
import { loadPagesOf } from '../../workers/import/sqlite/page-loader.ts';
import { makeMemoryFile } from '../support/memory-source.ts';

const PAGE = 512;

it('keeps a page that it reads along as it was known', async () => {
  const pages = new LivePages(PAGE, 0);
  pages.pageCount = 400;
  pages.claimedCount = 400;
  const newer = new Uint8Array(PAGE).fill(7);
  pages.put(11, newer);
  const main = makeMemoryFile('data.db', new Uint8Array(400 * PAGE).fill(1));
  // Every second page, so many that those between them are read along.
  const wanted = Array.from({ length: 150 }, (_, i) => 2 + i * 2);
  await loadPagesOf(pages, wanted, { main, wal: null, journal: null });
  expect(pages.block(10)).toBe(newer);
  expect(pages.block(11)[0]).toBe(1);
  pages.missing.clear();
  pages.block(12);
  expect([...pages.missing]).toEqual([13]);
});
