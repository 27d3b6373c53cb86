import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KeyDuty } from '../../../src/sync/node/key-duty.ts';
import { makeTeam, NOW, type Person } from '../../support/log-team.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('reportError', console.error);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const rotationsIn = ({ log }: Person): number => log.entries().filter(({ type }) => type === 'rotate').length;

/** Two owners who each removed somebody without knowing of the other. */
async function twoOwners() {
  const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
  const [ben, cleo, dan] = others;
  if (!ben || !cleo || !dan) throw new Error();
  await ana.log.remove(cleo.device, NOW);
  await ben.log.remove(dan.device, NOW);
  await ana.hear(ben);
  await ben.hear(ana);
  return { ana, ben };
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // Cryptography takes real time.
  await new Promise((resolve) => setImmediate(resolve));
}

describe('an owner who sees that the keys have to change', () => {
  test('changes them once, the senior one first and the other no more', async () => {
    const { ana, ben } = await twoOwners();
    const written: string[] = [];
    const duties = [ana, ben].map(
      (person) => new KeyDuty(person.log, () => written.push(person === ana ? 'ana' : 'ben')),
    );
    for (const duty of duties) duty.look();
    await pass(10_000);
    await vi.waitFor(() => expect(written).toEqual(['ana']), { interval: 1 });
    await ben.hear(ana);
    await pass(60_000);
    for (const duty of duties) duty.look();
    await pass(60_000);
    expect([rotationsIn(ana), rotationsIn(ben)]).toEqual([1, 1]);
    for (const duty of duties) duty.close();
  });

  test('leaves it to the next when the senior one is away', async () => {
    const { ben } = await twoOwners();
    const duty = new KeyDuty(ben.log, () => undefined);
    duty.look();
    await pass(10_000);
    expect(rotationsIn(ben)).toBe(0);
    await pass(30_000);
    await vi.waitFor(() => expect(rotationsIn(ben)).toBe(1), { interval: 1 });
    duty.close();
  });

  test('does nothing once the workspace is closed', async () => {
    const { ana } = await twoOwners();
    const duty = new KeyDuty(ana.log, () => undefined);
    duty.look();
    duty.close();
    await pass(60_000);
    expect(rotationsIn(ana)).toBe(0);
  });
});
