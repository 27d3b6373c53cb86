import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../../workers/import/source.ts';
import { KeptBytes } from '../../../workers/watch/folder/kept-bytes.ts';

/** A file with these bytes that counts what is read of it. */
function countedFile(
  bytes: Uint8Array<ArrayBuffer>,
  modifiedMs: number,
  read: { bytes: number },
): SourceFile {
  return {
    path: 'log.csv',
    sizeBytes: bytes.length,
    modifiedMs,
    slice: async (start, end) => {
      const part = bytes.slice(start, Math.min(end, bytes.length));
      read.bytes += part.length;
      return part;
    },
  };
}

describe('bytes that are kept of a growing file', () => {
  it('are those of the file, and only what came is read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.integer({ min: 1, max: 500 }),
        async (raw, steps, sliceBytes) => {
          const all = Uint8Array.from(raw);
          const kept = new KeptBytes();
          const read = { bytes: 0, refusals: 0, refused: new Map() };
          let size = 0;
          for (const [turn, step] of [...steps, all.length].entries()) {
            size = Math.min(all.length, size + step);
            const file = await kept.over(countedFile(all.slice(0, size), turn, read));
            const parts: number[] = [];
            for (let at = 0; at < size; at += sliceBytes)
              parts.push(...(await file.slice(at, at + sliceBytes)));
            expect(parts).toEqual([...all.slice(0, size)]);
          }
          expect(read.bytes).toBeLessThanOrEqual(all.length + 128 * (steps.length + 1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are those of the file, also where several ask at once', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 251);
    const file = await new KeptBytes().over(countedFile(bytes, 0, { bytes: 0 }));
    await Promise.all([file.slice(0, 100), file.slice(0, 200)]);
    expect([...(await file.slice(0, 300))]).toEqual([...bytes]);
  });

  it('are forgotten when it is another file', async () => {
    const kept = new KeptBytes();
    const read = { bytes: 0, refusals: 0, refused: new Map() };
    const told = async (text: string, modifiedMs: number) => {
      const file = await kept.over(countedFile(new TextEncoder().encode(text), modifiedMs, read));
      return new TextDecoder().decode(await file.slice(0, 1000));
    };
    for (const [turn, text] of [
      'step,loss\n',
      'step,loss\n1,2\n',
      'step,LOSS\n1,2\n',
      's',
      'other,loss,lr\n1,2,3\n',
    ].entries())
      expect(await told(text, turn)).toBe(text);
  });
});
