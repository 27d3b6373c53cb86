import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CarryProblem } from '../../../src/sync/carry/cargo.ts';
import { readTeammateFile, writeTeammateFile } from '../../../src/sync/carry/teammate-file.ts';
import { anImport } from '../../support/log-bodies.ts';
import { makeTeam, NOW, Person } from '../../support/log-team.ts';
import { MemoryCargo } from '../../support/memory-cargo.ts';

const MAGIC_BYTES = 13;
const PREFIX_BYTES = 5;

interface Place {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

/** Where the records of a file lie, read by the format's description. */
function placesIn(bytes: Uint8Array<ArrayBuffer>): readonly Place[] {
  const places: Place[] = [];
  const view = new DataView(bytes.buffer);
  for (let from = MAGIC_BYTES; from < bytes.length; from = places.at(-1)?.to ?? bytes.length)
    places.push({ kind: bytes[from] ?? 0, from, to: from + PREFIX_BYTES + view.getUint32(from + 1) });
  return places;
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

/** Ana's file of three envelopes that Ben lacks and three chunks, and Ben to take it. */
async function makeFile() {
  const { ana, others } = await makeTeam(['editor']);
  const [ben] = others;
  if (!ben) throw new Error();
  for (const label of ['one', 'two', 'three']) await ana.write(anImport(label));
  const [from, to] = [new MemoryCargo(ana), new MemoryCargo(ben)];
  const hashes = [];
  for (const size of [10, 0, 300]) hashes.push(await from.add(new Uint8Array(size).fill(size)));
  const envelopes = ana.log.missingFor(ben.log.heads());
  const bytes = await bytesOf(await writeTeammateFile(from, envelopes, hashes, NOW));
  return { ana, ben, from, to, bytes, hashes };
}

/** Somebody with Ben's log of before the file: reading changes it, so each try takes its own. */
async function fresh(ben: Person): Promise<MemoryCargo> {
  const person = await Person.withLink(ben);
  await person.hear(ben);
  return new MemoryCargo(person);
}

describe('a file for a teammate', () => {
  test('brings what the other lacks, and nothing the second time', async () => {
    const { ana, ben, to, bytes, hashes } = await makeFile();
    const file = new Blob([bytes]);
    expect(await readTeammateFile(to, file)).toEqual({
      changes: 3,
      chunks: 3,
      letIn: 0,
      isCut: false,
      damaged: 0,
    });
    expect(await ben.log.digest()).toBe(await ana.log.digest());
    expect([...to.chunks.keys()].sort()).toEqual([...hashes].sort());
    expect(await readTeammateFile(to, file)).toEqual({
      changes: 0,
      chunks: 0,
      letIn: 0,
      isCut: false,
      damaged: 0,
    });
  });

  test('is known as one of something else', async () => {
    const { to, bytes } = await makeFile();
    const { from: other } = await makeFile();
    const code = (file: Blob) => readTeammateFile(to, file).catch((error: CarryProblem) => error.code);
    expect(await code(await writeTeammateFile(other, [], [], NOW))).toBe('other-workspace');
    expect(await code(new Blob(['PK\u0003\u0004']))).toBe('not-a-file');
    expect(await code(new Blob([]))).toBe('not-a-file');
    const newer = bytes.slice();
    newer[MAGIC_BYTES - 2] = '2'.charCodeAt(0);
    expect(await code(new Blob([newer]))).toBe('newer-link');
  });

  test('that was cut anywhere gives what was whole, and is known as cut', async () => {
    const { ben, bytes, hashes } = await makeFile();
    const places = placesIn(bytes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        const to = await fresh(ben);
        const result = await readTeammateFile(to, new Blob([bytes.slice(0, length)])).catch((error) => error);
        const whole = places.filter((place) => place.to <= length);
        if (whole.length === 0) {
          expect(result).toBeInstanceOf(CarryProblem);
          return;
        }
        const count = (kind: number) => whole.filter((place) => place.kind === kind).length;
        expect(result).toEqual({ changes: count(2), chunks: count(3), letIn: 0, isCut: true, damaged: 0 });
        expect([...to.chunks.keys()]).toEqual(hashes.slice(0, count(3)));
      }),
      { numRuns: 60 },
    );
  });

  test('with any byte changed gives what was whole, and never more', async () => {
    const { ben, bytes, hashes } = await makeFile();
    const places = placesIn(bytes);
    const chunks = places.filter(({ kind }) => kind === 3);
    const anyByte = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(anyByte, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const to = await fresh(ben);
        const damaged = bytes.map((byte, index) => (index === at ? byte ^ mask : byte));
        const result = await readTeammateFile(to, new Blob([damaged])).catch((error) => error);
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(CarryProblem);
          return;
        }
        const hit = places.findIndex((place) => at >= place.from && at < place.to);
        expect(hit).toBeGreaterThanOrEqual(0);
        expect(result.isCut || result.damaged > 0 || hit === 0).toBe(true);
        const isLengthHit = at - (places[hit]?.from ?? 0) < PREFIX_BYTES;
        const expected = hashes.filter((_, index) => {
          const place = places.indexOf(chunks[index] ?? { kind: 0, from: 0, to: 0 });
          return isLengthHit ? place < hit : place !== hit;
        });
        // A change to the head may name an epoch that nobody has: then no chunk opens.
        if (hit > 0) for (const hash of expected) expect(to.chunks.has(hash)).toBe(true);
        expect(to.chunks.size).toBeLessThanOrEqual(hashes.length);
      }),
      { numRuns: 120 },
    );
  });

  test('that says it is whole and is not is known as cut', async () => {
    const { to, bytes } = await makeFile();
    const places = placesIn(bytes);
    const [, first, second] = places;
    const end = places.at(-1);
    if (!first || !second || !end) throw new Error();
    const spliced = new Blob([bytes.slice(0, first.from), bytes.slice(second.from)]);
    expect((await readTeammateFile(to, spliced)).isCut).toBe(true);
  });

  test('is taken in bounded pieces, however large its envelopes say to be', async () => {
    const { to } = await makeFile();
    const sizes: number[] = [];
    to.ingest = async (batch) => {
      sizes.push(batch.reduce((sum, one) => sum + one.byteLength, 0));
      return [];
    };
    const big = new Uint8Array(6 * 1024 * 1024);
    const from = new MemoryCargo(to.person);
    from.bytesOf = async (ids) => ids.map(() => big);
    const ids = Array.from({ length: 12 }, () => to.person.log.workspace);
    await readTeammateFile(to, await writeTeammateFile(from, ids, [], NOW));
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32 * 1024 * 1024);
  });
});
