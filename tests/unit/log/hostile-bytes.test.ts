import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLOOD_ENVELOPES, MAX_WAITING } from '../../../src/sync/log/limits.ts';
import type { EnvelopeId } from '../../../src/sync/log/replica.ts';
import { anImport, type Bytes, edit, Session } from '../../support/log-bodies.ts';
import { makeTeam, NOW, type Person } from '../../support/log-team.ts';

async function pair(): Promise<{ ana: Person; ben: Person }> {
  const { ana, others } = await makeTeam(['editor']);
  const [ben] = others;
  if (!ben) throw new Error('Nobody');
  return { ana, ben };
}

async function stateOf(person: Person): Promise<string> {
  const { log, storage } = person;
  return JSON.stringify([await log.digest(), log.entries(), log.members(), [...storage.rows.keys()]]);
}

describe('hostile bytes', () => {
  test('cut short at every place change nothing', async () => {
    const { ana, ben } = await pair();
    const whole = await ben.forge(edit(new Session().set('a', 1)));
    const before = await stateOf(ana);
    const cut = Array.from({ length: whole.length }, (_, at) => whole.slice(0, at));
    const outcomes = await ana.log.ingest(cut, NOW);
    expect(outcomes.every(({ kind }) => kind === 'refused')).toBe(true);
    expect(await stateOf(ana)).toBe(before);
    expect(await ana.log.ingest([whole], NOW)).toMatchObject([{ kind: 'accepted' }]);
  });

  test('mutated at random never throw and change nothing', async () => {
    const { ana, ben } = await pair();
    const samples = [
      await ben.forge(edit(new Session().set('a', 1))),
      await ben.forge(anImport()),
      ...(await ana.log.bytesOf(ana.log.idsHeld())).flatMap((each) => each ?? []),
    ];
    const before = await stateOf(ana);
    const mutation = fc.record({
      sample: fc.nat(samples.length - 1),
      edits: fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 8 }), async (mutations) => {
        const batch = mutations.flatMap(({ sample, edits }) => {
          const original = samples[sample] ?? new Uint8Array(0);
          const mutated = edits.reduce(mutate, original);
          return Buffer.compare(mutated, original) === 0 ? [] : [mutated];
        });
        const outcomes = await ana.log.ingest(batch, NOW);
        expect(outcomes.every(({ kind }) => kind === 'refused')).toBe(true);
        expect(await stateOf(ana)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  test('signed garbage for an update never throws', async () => {
    const { ana, ben } = await pair();
    const real = new Session().set('key', { nested: [1, 'two'] });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(real.length - 1),
        fc.nat(255),
        fc.uint8Array({ maxLength: 40 }),
        async (at, value, noise) => {
          const bent = real.map((byte, index) => (index === at ? value : byte));
          const updates = [bent, new Uint8Array(noise)];
          for (const update of updates) {
            const outcomes = await ana.log.ingest([await ben.forge(edit(update))], NOW);
            expect(outcomes).toHaveLength(1);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('that wait for what never comes are held within bounds and not stored', async () => {
    const { ana, ben } = await pair();
    const before = await stateOf(ana);
    const batch: Bytes[] = [];
    for (let at = 0; at < MAX_WAITING + 50; at += 1) {
      const nowhere = at.toString(16).padStart(64, '0') as EnvelopeId;
      batch.push(await ben.forge(anImport(), { seq: 2, prev: nowhere }));
    }
    const outcomes = await ana.log.ingest(batch, NOW);
    expect(outcomes.every(({ kind }) => kind === 'waiting')).toBe(true);
    expect(await stateOf(ana)).toBe(before);
  });
});

test('more than a day may hold is held back, and own changes never are', async () => {
  const { ana, ben } = await pair();
  const batch: Bytes[] = [];
  for (let at = 0; at <= FLOOD_ENVELOPES; at += 1) {
    const result = await ben.log.append({ type: 'profile', name: `${at}`, colour: 1 }, NOW);
    if (result.kind === 'written') batch.push(result.bytes);
  }
  expect(batch).toHaveLength(FLOOD_ENVELOPES + 1);
  const outcomes = await ana.log.ingest(batch, NOW);
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(FLOOD_ENVELOPES);
  expect(outcomes.at(-1)).toMatchObject({ kind: 'refused', code: 'flood', author: ben.device });
  const tomorrow = await ben.log.append({ type: 'profile', name: 'next', colour: 1 }, NOW + 86_400_000);
  expect(tomorrow.kind).toBe('written');
  const last = batch.slice(-1);
  expect(await (await ana.reopened()).log.ingest(last, NOW)).toMatchObject([{ code: 'flood' }]);
}, 60_000);

function mutate(bytes: Uint8Array<ArrayBuffer>, [place, value, how]: [number, number, number]): Bytes {
  const at = place % Math.max(1, bytes.length);
  if (how === 0) return bytes.map((byte, index) => (index === at ? value : byte));
  if (how === 1) return new Uint8Array([...bytes.slice(0, at), value, ...bytes.slice(at)]);
  return new Uint8Array([...bytes.slice(0, at), ...bytes.slice(at + 1)]);
}
