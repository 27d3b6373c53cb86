import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/sync/log/replica.ts';
import { anImport, edit, Session } from '../../support/log-bodies.ts';
import { hearAll, makeTeam, NOW, Person, roleOf } from '../../support/log-team.ts';

const codes = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind));

async function trio(second: 'owner' | 'editor' = 'editor', third: 'owner' | 'editor' = 'editor') {
  const { ana, others } = await makeTeam([second, third]);
  const [ben, cleo] = others;
  if (!ben || !cleo) throw new Error('Nobody');
  return { ana, ben, cleo };
}

function verdicts(of: Person, seenBy: Person): readonly string[] {
  const own = seenBy.log.entries().filter(({ author }) => author === of.device);
  return own.map(({ refusal, verdict }) => refusal ?? verdict);
}

describe('a removed member', () => {
  test('keeps what it wrote up to the removal', async () => {
    const { ana, ben, cleo } = await trio();
    await ben.write(anImport());
    await hearAll([ana, ben]);
    await ana.log.remove(ben.device, NOW);
    await cleo.hear(ana);
    expect(verdicts(ben, cleo)).toEqual(['accepted']);
  });

  test('adds nothing by dating it back', async () => {
    const { ana, ben, cleo } = await trio();
    await ana.log.remove(ben.device, NOW);
    await ben.write(anImport('late'), NOW - 1000);
    expect(codes(await ana.hear(ben))).toEqual(['removed']);
    // Cleo hears of both the other way round.
    expect(codes(await cleo.hear(ben))).toEqual(['accepted']);
    await cleo.hear(ana);
    expect(verdicts(ben, cleo)).toEqual(['removed']);
    expect(cleo.told.rebuilds).toBe(1);
    expect(await cleo.log.digest()).toBe(await ana.log.digest());
  });

  test('keeps what somebody else has built on before hearing of it', async () => {
    const { ana, ben, cleo } = await trio();
    await ana.log.remove(ben.device, NOW);
    await ben.write(anImport('late'));
    await cleo.hear(ben);
    await cleo.write(anImport('on top'));
    await ben.write(anImport('later still'));
    await hearAll([ana, ben, cleo]);
    for (const person of [ana, cleo]) expect(verdicts(ben, person)).toEqual(['accepted', 'removed']);
    expect(verdicts(cleo, ana)).toEqual(['accepted']);
  });

  test('does not return by what an honest member writes afterwards', async () => {
    const { ana, ben, cleo } = await trio();
    await ana.log.remove(ben.device, NOW);
    await cleo.hear(ana);
    await ben.write(anImport('late'));
    await cleo.hear(ben);
    await cleo.write(anImport('unrelated'));
    await ana.hear(cleo);
    await ana.hear(ben);
    expect(verdicts(ben, ana)).toEqual(['removed']);
    expect(verdicts(cleo, ana)).toEqual(['accepted']);
  });

  test('may be let in again and goes on', async () => {
    const { ana, ben } = await trio();
    await ana.log.remove(ben.device, NOW);
    await ben.hear(ana);
    expect(await ben.log.append(anImport(), NOW)).toMatchObject({ code: 'removed' });
    await ana.admit(ben, 'editor');
    await ana.log.rotate(NOW);
    // The key of the time between is not sealed to it: a new link brings it.
    const again = await Person.withLink(ana);
    await ana.admit(again, 'editor');
    await again.hear(ana);
    await again.write(anImport());
    expect(codes(await ana.hear(again))).toEqual(['accepted']);
  });

  test('loses only what the lower role forbids when demoted', async () => {
    const { ana, ben } = await trio('owner');
    await ana.log.setRole(ben.device, 'editor', NOW);
    await ben.write(anImport());
    await ben.write({ type: 'workspace-name', name: 'mine' });
    await ben.write(anImport('after'));
    expect(codes(await ana.hear(ben))).toEqual(['accepted', 'role', 'depends-on-refused']);
    expect(ana.log.name).toBe('Trips');
  });
});

describe('owners at the same time', () => {
  test('who remove one another: the senior one stays', async () => {
    const { ana, ben, cleo } = await trio('owner', 'owner');
    await ben.log.remove(cleo.device, NOW);
    await cleo.log.remove(ben.device, NOW);
    await hearAll([ana, ben, cleo]);
    for (const seenBy of [ana, ben, cleo]) {
      expect([roleOf(ben, seenBy), roleOf(cleo, seenBy)]).toEqual(['owner', 'removed']);
      expect(verdicts(cleo, seenBy)).toEqual(['removed']);
    }
  });

  test('who remove one another, of which only the second was built on: that one stands', async () => {
    const { ana, ben, cleo } = await trio('owner', 'owner');
    await ben.log.remove(cleo.device, NOW);
    await cleo.log.remove(ben.device, NOW);
    await ana.hear(cleo);
    await ana.write(anImport());
    await hearAll([ana, ben, cleo]);
    for (const seenBy of [ana, ben, cleo])
      expect([roleOf(ben, seenBy), roleOf(cleo, seenBy)]).toEqual(['removed', 'owner']);
  });

  test('who remove one another are both gone when each was built on', async () => {
    const { ana, others } = await makeTeam(['owner', 'owner', 'editor']);
    const [ben, cleo, dan] = others;
    if (!ben || !cleo || !dan) throw new Error('Nobody');
    await ben.log.remove(cleo.device, NOW);
    await cleo.log.remove(ben.device, NOW);
    await ana.hear(cleo);
    await ana.write(anImport());
    await dan.hear(ben);
    await dan.write(anImport());
    await hearAll([ana, ben, cleo, dan]);
    for (const seenBy of [ana, ben, cleo, dan])
      expect([roleOf(ben, seenBy), roleOf(cleo, seenBy)]).toEqual(['removed', 'removed']);
    expect(ana.log.entries().every(({ verdict }) => verdict !== 'refused')).toBe(true);
  });

  test('the founder and the only other owner: one remains', async () => {
    const { ana, ben, cleo } = await trio('owner');
    await ana.log.remove(ben.device, NOW);
    await ben.log.remove(ana.device, NOW);
    await cleo.hear(ben);
    await cleo.write(anImport());
    await hearAll([ana, ben, cleo]);
    for (const seenBy of [ana, ben, cleo])
      expect([roleOf(ana, seenBy), roleOf(ben, seenBy)].filter((role) => role === 'owner')).toHaveLength(1);
    expect(new Set([roleOf(ana, ana), roleOf(ana, ben), roleOf(ana, cleo)]).size).toBe(1);
  });

  test('who both step down: one stays an owner and goes on', async () => {
    const { ana, ben } = await trio('owner');
    await ana.log.setRole(ana.device, 'editor', NOW);
    await ben.log.setRole(ben.device, 'editor', NOW);
    await hearAll([ana, ben]);
    expect([roleOf(ana, ben), roleOf(ben, ben)]).toEqual(['editor', 'owner']);
    await ben.write({ type: 'workspace-name', name: 'Ours' });
    expect(codes(await ana.hear(ben))).toEqual(['accepted']);
  });

  test('who demote one another and let all stand: the senior one wins, the rest still has its effect', async () => {
    const { ana, ben, cleo } = await trio('owner');
    const to = (person: Person, role: 'editor' | 'viewer') =>
      ({ type: 'role', device: person.device, role, cutoff: 99, rotation: null }) as const;
    await ana.write(to(ben, 'editor'));
    await ben.write(to(ana, 'editor'));
    await ben.write(to(cleo, 'viewer'));
    await hearAll([ana, ben]);
    expect([ana, ben, cleo].map((each) => roleOf(each, ana))).toEqual(['owner', 'editor', 'viewer']);
    expect(ben.log.members()).toEqual(ana.log.members());
  });

  test('whom a removed owner let in meanwhile are not in', async () => {
    const { ana, ben } = await trio('owner');
    const zoe = await Person.withLink(ana);
    await ana.log.remove(ben.device, NOW);
    await ben.admit(zoe, 'editor');
    await zoe.hear(ben);
    await zoe.write(anImport());
    await hearAll([ana, ben, zoe]);
    expect(roleOf(zoe, ana)).toBe(null);
    expect(verdicts(zoe, ana)).toEqual(['depends-on-refused']);
  });
});

test('whoever came in through those whom a removed owner let in does not vouch for them', async () => {
  const { ana, ben } = await trio('owner');
  const [zoe, yan] = [await Person.withLink(ana), await Person.withLink(ana)];
  await ana.log.remove(ben.device, NOW);
  await ben.admit(zoe, 'owner');
  await zoe.hear(ben);
  await zoe.admit(yan, 'editor');
  await yan.hear(zoe);
  await yan.write(anImport());
  await zoe.hear(yan);
  await zoe.write(anImport());
  await hearAll([ana, zoe]);
  expect([roleOf(zoe, ana), roleOf(yan, ana)]).toEqual([null, null]);
});

describe('a fork', () => {
  test('freezes its author, whose branch that somebody built on counts', async () => {
    const { ana, ben, cleo } = await trio();
    const [one, two] = [await ben.forge(anImport('one')), await ben.forge(anImport('two'))];
    await cleo.log.ingest([one], NOW);
    await cleo.write(anImport('on one'));
    await ana.log.ingest([two], NOW);
    await ana.hear(cleo);
    await cleo.hear(ana);
    expect(await ana.log.digest()).toBe(await cleo.log.digest());
    expect([...verdicts(ben, ana)].sort()).toEqual(['accepted', 'fork']);
    expect(verdicts(cleo, ana)).toEqual(['accepted']);
    expect(ana.log.members().find(({ device }) => device === ben.device)).toMatchObject({ forked: true });
    await ben.log.ingest([one, two], NOW);
    expect(await ben.log.append(anImport(), NOW)).toMatchObject({ code: 'fork' });
  });

  test('on both sides of which people built: the lower id counts for all', async () => {
    const { ana, ben, cleo } = await trio();
    const [one, two] = [await ben.forge(anImport('one')), await ben.forge(anImport('two'))];
    await ana.log.ingest([one], NOW);
    await cleo.log.ingest([two], NOW);
    await ana.write(anImport('on one'));
    await cleo.write(anImport('on two'));
    await hearAll([ana, cleo]);
    const [kept] = ana.log
      .entries()
      .filter(({ author, verdict }) => author === ben.device && verdict === 'accepted');
    const branches = ana.log.entries().filter(({ author }) => author === ben.device);
    expect(kept?.id).toBe(branches.map(({ id }) => id).sort()[0]);
    expect(
      [...verdicts(ana, ana), ...verdicts(cleo, ana)].filter((each) => each === 'depends-on-refused'),
    ).toHaveLength(1);
    expect(
      cleo.log
        .entries()
        .map(({ id, verdict }) => id + verdict)
        .sort(),
    ).toEqual(
      ana.log
        .entries()
        .map(({ id, verdict }) => id + verdict)
        .sort(),
    );
  });
});

test('a Yjs client that two begin to use at once belongs to the senior one', async () => {
  const { ana, ben, cleo } = await trio();
  await cleo.write(edit(new Session(5).set('a', 1)));
  await ben.write(edit(new Session(5).set('a', 2)));
  await hearAll([ana, ben, cleo]);
  for (const seenBy of [ana, ben, cleo]) {
    expect(verdicts(ben, seenBy)).toEqual(['accepted']);
    expect(verdicts(cleo, seenBy)).toEqual(['foreign-client']);
  }
});
