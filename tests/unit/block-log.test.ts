import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BLOCK_BYTES,
  endBlockLog,
  followBlockLog,
  type LogEnd,
  LogPlace,
  type LogWindow,
  readBlockLog,
} from '../../workers/import/reading/block-log.ts';
import { writeBlockLog } from '../support/block-log-writer.js';
import { makeMemoryFile } from '../support/memory-source.ts';

const HEAD = Uint8Array.from([1, 2, 3, 4, 5, 6, 7]);

async function readLog(bytes: Uint8Array): Promise<{ records: string[]; end: LogEnd }> {
  const records: string[] = [];
  const windows = readBlockLog(makeMemoryFile('log', bytes), HEAD.length, new AbortController().signal);
  for (;;) {
    const step = await windows.next();
    if (step.done) return { records, end: step.value };
    take(step.value, records);
  }
}

function take(window: LogWindow, records: string[]): void {
  while (window.next())
    records.push(Buffer.from(window.bytes.subarray(window.start, window.end)).toString('latin1'));
}

async function followLog(
  bytes: Uint8Array,
  sizes: readonly number[],
): Promise<Awaited<ReturnType<typeof readLog>>> {
  const place = new LogPlace(HEAD.length);
  const records: string[] = [];
  for (const size of [...sizes, bytes.length]) {
    const file = makeMemoryFile('log', bytes.subarray(0, size));
    for await (const window of followBlockLog(file, place, new AbortController().signal))
      take(window, records);
  }
  take(endBlockLog(place), records);
  return { records, end: place.end(bytes.length) };
}

const record = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a log in blocks', () => {
  it('gives back the records that were written, however they lie over the blocks', async () => {
    const lengths = fc.array(fc.oneof(fc.nat(60), fc.integer({ min: 32_700, max: 32_780 }), fc.nat(90_000)), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(lengths, async (sizes) => {
        const texts = sizes.map((size, index) => String.fromCharCode(65 + index).repeat(size));
        const bytes = writeBlockLog(HEAD, texts.map(record));
        const { records, end } = await readLog(bytes);
        expect(records).toEqual(texts);
        expect(end).toEqual({ atByte: end.atByte, isCut: false, damages: 0, firstDamage: -1, tooLarge: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what lies before a cut, and says where that ends', async () => {
    const bytes = writeBlockLog(HEAD, [record('one'), record('two'), record('three')]);
    const { records, end } = await readLog(bytes.subarray(0, bytes.length - 1));
    expect(records).toEqual(['one', 'two']);
    expect(end).toMatchObject({ atByte: 7 + 10 + 10, isCut: true, damages: 0 });
  });

  it('a record that has no end yet is a cut', async () => {
    const bytes = writeBlockLog(HEAD, [record('one'), record('x'.repeat(70_000))]);
    const { records, end } = await readLog(bytes.subarray(0, 2 * BLOCK_BYTES));
    expect(records).toEqual(['one']);
    expect(end).toMatchObject({ atByte: 17, isCut: true });
  });

  it('loses only the record whose bytes are damaged', async () => {
    const bytes = writeBlockLog(HEAD, ['one', 'two', 'three'].map(record));
    bytes[7 + 10 + 8] = bytes[7 + 10 + 8]! ^ 1;
    const { records, end } = await readLog(bytes);
    expect(records).toEqual(['one', 'three']);
    expect(end).toMatchObject({ damages: 1, firstDamage: 17, isCut: false });
  });

  it('goes on at the next block where a length is damaged', async () => {
    const bytes = writeBlockLog(HEAD, [record('one'), record('x'.repeat(40_000)), record('after')]);
    bytes[7 + 10 + 4] = 0xff;
    bytes[7 + 10 + 5] = 0xff;
    const { records, end } = await readLog(bytes);
    expect(records).toEqual(['one', 'after']);
    expect(end).toMatchObject({ damages: 1, firstDamage: 17 });
  });

  it('of nothing, or of a head alone, is empty and whole', async () => {
    expect((await readLog(new Uint8Array(0))).end).toMatchObject({ isCut: false, atByte: 0 });
    expect((await readLog(HEAD)).end).toMatchObject({ isCut: false, atByte: 7 });
  });

  it('of any bytes ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await readLog(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same where it is read on again and again while it grows, damaged or not', async () => {
    const lengths = fc.array(fc.oneof(fc.nat(60), fc.integer({ min: 32_700, max: 32_780 }), fc.nat(70_000)), {
      maxLength: 6,
    });
    const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    const damages = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(lengths, places, damages, async (sizes, cuts, flips) => {
        const texts = sizes.map((size, index) => String.fromCharCode(65 + index).repeat(size));
        const bytes = writeBlockLog(HEAD, texts.map(record));
        for (const [place, byte] of flips) {
          const at = HEAD.length + Math.floor(place * (bytes.length - HEAD.length));
          if (at < bytes.length) bytes[at] = byte;
        }
        const at = cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b);
        expect(await followLog(bytes, at)).toEqual(await readLog(bytes));
      }),
      { numRuns: 200 },
    );
  });
});
