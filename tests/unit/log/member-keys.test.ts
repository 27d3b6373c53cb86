import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { makeEpochKey, sealEpochKey, sealPrevious } from '../../../src/sync/log/keys.ts';
import { anImport } from '../../support/log-bodies.ts';
import { hearAll, makeTeam, NOW, Person, roleOf } from '../../support/log-team.ts';

/** What owners' browsers do by themselves. Fails when it never ends. */
async function tidy(owners: readonly Person[], all: readonly Person[]): Promise<number> {
  for (let rotations = 0; rotations < 8; rotations += 1) {
    await hearAll(all);
    const due = [];
    for (const owner of owners) if (await owner.log.needsRotation()) due.push(owner);
    if (due.length === 0) return rotations;
    // One after the other, as they wait for different times.
    await due[0]?.log.rotate(NOW);
  }
  throw new Error('Keys change for ever');
}

function readsAll(person: Person): boolean {
  return person.log.entries().every(({ verdict }) => verdict === 'accepted');
}

/** Keys that reached the disk. */
function keysOf(person: Person): readonly string[] {
  return Object.keys(person.storage.secrets?.epochKeys ?? {});
}

describe('a member always gets the keys it is entitled to', () => {
  test('when its first write fails on a full disk, its link still opens the workspace', async () => {
    const ana = await Person.found();
    const ben = await Person.withLink(ana);
    await ana.admit(ben, 'editor');
    ben.storage.isFull = true;
    await expect(ben.hear(ana)).rejects.toThrow('full');
    expect(ben.log.epochKey().epoch).toBe(ana.log.epochKey().epoch);
    ben.storage.isFull = false;
    await ben.hear(ana);
    expect(roleOf(ben, ben)).toBe('editor');
  });

  test('and a new key that did not reach the disk is not used', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    await ana.log.rotate(NOW);
    ben.storage.isFull = true;
    await expect(ben.hear(ana)).rejects.toThrow('full');
    expect(ben.log.epochKey().epoch).toBe(ana.log.workspace);
    ben.storage.isFull = false;
    await ben.hear(ana);
    expect(keysOf(ben)).toContain(ana.log.epochKey().epoch);
  });

  test('when its link is from before a change of keys', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    const cleo = await Person.withLink(ana);
    const { secret } = await ana.log.makeInvite('editor', NOW + 1000, NOW);
    await ana.log.remove(ben.device, NOW);
    await ana.write(anImport('after'));
    const request = await cleo.log.signJoinRequest(secret, 'Cleo');
    const answer = await ana.log.verifyJoinRequest(request, NOW);
    if (answer.kind !== 'valid') throw new Error(answer.code);
    const { device, agreementKey, name } = request;
    await ana.write({ type: 'admit', device, agreementKey, role: 'editor', name, invite: answer.invite.id });
    expect(await tidy([ana], [ana, cleo])).toBe(1);
    expect(readsAll(cleo)).toBe(true);
    expect(roleOf(cleo, cleo)).toBe('editor');
    await cleo.write(anImport('mine'));
    expect(await ana.hear(cleo)).toMatchObject([{ kind: 'accepted' }]);
    expect((await cleo.reopened()).log.entries()).toEqual(cleo.log.entries());
  });

  test('when the next change of keys is one that it cannot read', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    const cleo = await Person.withLink(ana);
    await ana.log.rotate(NOW);
    const { device, log } = cleo;
    const agreementKey = log.agreementKey;
    await ana.write({ type: 'admit', device, agreementKey, role: 'editor', name: 'Cleo', invite: null });
    await ana.log.remove(ben.device, NOW);
    expect(await tidy([ana], [ana, cleo])).toBe(1);
    expect(readsAll(cleo)).toBe(true);
  });

  test('when one owner lets it in while another changes the keys twice', async () => {
    const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
    const [ben, cleo, dan] = others;
    if (!ben || !cleo || !dan) throw new Error();
    const eve = await Person.withLink(ben);
    await ben.admit(eve, 'editor');
    await ana.log.remove(cleo.device, NOW);
    await ana.log.remove(dan.device, NOW);
    await ana.write(anImport('meanwhile'));
    await tidy([ana, ben], [ana, ben, eve]);
    for (const person of [ana, ben, eve]) expect(readsAll(person)).toBe(true);
    expect(eve.log.epochKey().epoch).toBe(ana.log.epochKey().epoch);
    // Whoever comes later with the newest key alone reads all of it.
    const late = await Person.withLink(ana);
    await late.hear(ana);
    expect(readsAll(late)).toBe(true);
  });

  test('and a removed one never gets a later key, however often they change', async () => {
    const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
    const [ben, cleo, dan] = others;
    if (!ben || !cleo || !dan) throw new Error();
    await ana.log.remove(cleo.device, NOW);
    await ben.log.remove(dan.device, NOW);
    await tidy([ana, ben], [ana, ben]);
    await ana.log.rotate(NOW);
    await hearAll([ana, ben]);
    // Even when somebody hands it the whole log.
    for (const gone of [cleo, dan]) {
      await gone.hear(ana);
      expect(keysOf(gone)).not.toContain(ana.log.epochKey().epoch);
      expect(gone.log.epochKey().epoch).not.toBe(ana.log.epochKey().epoch);
    }
    // The first, and that of the owner who did not know of the removal yet.
    for (const gone of [cleo, dan]) expect(keysOf(gone)).toHaveLength(2);
  });

  test('and keys do not change for somebody who has the newest, or can be given none', async () => {
    const { ana, others } = await makeTeam(['editor']);
    if (others[0]) await ana.log.remove(others[0].device, NOW);
    const ben = await Person.withLink(ana);
    await ana.admit(ben, 'editor');
    expect(await ana.log.needsRotation()).toBe(false);
    const mallory = await Person.withLink(ana);
    const agreementKey = 'A'.repeat(43);
    await ana.write({
      type: 'admit',
      device: mallory.device,
      role: 'editor',
      name: 'M',
      invite: null,
      agreementKey,
    });
    expect(await ana.log.needsRotation()).toBe(false);
  });

  test('and an owner who cannot read what owners wrote leaves it to the others', async () => {
    const { ana, others } = await makeTeam(['owner', 'editor']);
    const [ben, cleo] = others;
    if (!ben || !cleo) throw new Error();
    const dan = await Person.withLink(ben);
    await ben.admit(dan, 'owner');
    await dan.hear(ben);
    await ana.log.remove(cleo.device, NOW);
    await ana.log.makeInvite('editor', NOW, NOW);
    await dan.hear(ana);
    expect(dan.log.entries().some(({ verdict }) => verdict === 'sealed')).toBe(true);
    expect(await dan.log.needsRotation()).toBe(false);
    await tidy([ana], [ana, ben, dan]);
    expect(readsAll(dan)).toBe(true);
  });
});

test('a later link gives a viewer the newest key, and a member nothing', async () => {
  const { ana, others } = await makeTeam(['editor']);
  const zoe = await Person.withLink(ana);
  await zoe.hear(ana);
  await ana.log.rotate(NOW);
  await ana.write(anImport('after'));
  const { epoch, key } = ana.log.epochKey();
  await zoe.log.takeLink(epoch, key);
  // Before anything else arrives: it is how the others know that a link was given to it.
  expect(await zoe.log.deriveKey('handshake')).toEqual(await ana.log.deriveKey('handshake'));
  await zoe.hear(ana);
  expect(readsAll(zoe)).toBe(true);
  expect((await zoe.reopened()).log.epochKey().epoch).toBe(epoch);
  const [ben] = others;
  await ben?.log.takeLink('f'.repeat(64) as typeof epoch, key);
  expect(ben?.log.epochKey().epoch).toBe(ana.log.workspace);
});

test('somebody who cannot read the past yet takes no wrong key for it from a stranger', async () => {
  const { ana, others } = await makeTeam(['editor']);
  const [mallory] = others;
  if (!mallory) throw new Error();
  await ana.log.rotate(NOW);
  await mallory.hear(ana);
  const { epoch } = ana.log.epochKey();
  const ben = await Person.withLink(mallory);
  const key = makeEpochKey();
  const box = await sealEpochKey(key, ana.log.workspace, ben.device, ben.log.agreementKey);
  const previous = await sealPrevious(key, [[ana.log.workspace, makeEpochKey()]]);
  const body = { type: 'rotate', rotation: { sealed: { [ben.device]: box ?? '' }, previous } } as const;
  const forged = await mallory.forge(body, { deps: [ana.log.workspace], epoch });
  const [genesis, ...rest] = (await ana.log.bytesOf(ana.log.idsHeld())).flatMap((each) => each ?? []);
  if (!genesis) throw new Error();
  await ben.log.ingest([genesis, forged], NOW);
  await ben.log.ingest(rest, NOW);
  expect(ben.log.members()).toEqual(ana.log.members());
  expect(ben.log.name).toBe('Trips');
});

describe('a device that wrote with a newer Cairn and went back', () => {
  test('goes on writing', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    await ben.write(anImport('one'));
    await ben.log.ingest([await ben.forge(toUtf8('{}'), { type: 'hologram' })], NOW);
    await ben.write(anImport('two'));
    expect((await ana.hear(ben)).map(({ kind }) => kind)).toEqual(['accepted', 'newer', 'accepted']);
  });

  test('is told so where what it wrote is about who belongs to the workspace', async () => {
    const { ana } = await makeTeam(['editor']);
    const members = toUtf8('{"v":2}');
    await ana.log.ingest([await ana.forge(members, { type: 'role', minReader: 2 })], NOW);
    const before = ana.log.entries().length;
    expect(await ana.log.append(anImport(), NOW)).toEqual({ kind: 'refused', code: 'needs-newer' });
    expect(ana.log.entries()).toHaveLength(before);
  });
});
