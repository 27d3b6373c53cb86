import { describe, expect, test } from 'vitest';
import type { Body } from '../../../src/sync/log/replica.ts';
import { anImport, edit, Session } from '../../support/log-bodies.ts';
import { hearAll, makeTeam, NOW, Person, roleOf } from '../../support/log-team.ts';

async function typesOf(person: Person): Promise<string[]> {
  const types: string[] = [];
  for await (const { body } of person.log.bodies()) types.push(body.type);
  return types;
}

const updatesIn = (bodies: readonly Body[]) => bodies.filter(({ type }) => type === 'yjs').length;

describe('a workspace log', () => {
  test('begins with its founder as the only owner', async () => {
    const ana = await Person.found();
    expect(ana.log.name).toBe('Trips');
    expect(ana.log.role()).toBe('owner');
    expect(ana.log.members()).toMatchObject([
      { name: 'Ana', role: 'owner', admittedBy: null, forked: false },
    ]);
    expect(ana.log.workspace).toMatch(/^[0-9a-f]{64}$/);
  });

  test('lets somebody in by an invite, who then writes', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    expect(ben.log.role()).toBe('editor');
    const update = new Session().set('a', 1);
    await ben.write(edit(update));
    expect(await ana.hear(ben)).toMatchObject([{ kind: 'accepted' }]);
    expect(ana.told.bodies.at(-1)).toMatchObject({ type: 'yjs', update });
    expect(await ana.log.digest()).toBe(await ben.log.digest());
  });

  test('knows who wrote under a Yjs client, whoever claims it later', async () => {
    const { ana, others } = await makeTeam(['editor', 'editor']);
    const [ben, eve] = others;
    if (!ben || !eve) throw new Error();
    await ana.write(edit(new Session(11).set('a', 1)));
    await ben.write(edit(new Session(22).set('b', 1)));
    await hearAll([ana, ben, eve]);
    await eve.write(edit(new Session(33).set('c', 1))).catch(() => null);
    await eve.write(edit(new Session(11).set('a', 2))).catch(() => null);
    await hearAll([ana, ben, eve]);
    const writers = { 11: ana.log.device, 22: ben.log.device, 33: eve.log.device };
    const expected = new Map(Object.entries(writers).map(([client, device]) => [Number(client), device]));
    for (const { log } of [ana, ben]) expect(log.writersOf([11, 22, 33, 44])).toEqual(expected);
    expect(ana.log.writersOf([44]).size).toBe(0);
  });

  test('is the same for all after everybody heard everybody', async () => {
    const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
    const all = [ana, ...others];
    for (const [at, person] of all.entries()) {
      await person.write(edit(new Session().set(`k${at}`, at)));
      await person.write(anImport(`i${at}`));
      await person.write({ type: 'profile', name: `P${at}`, colour: at });
    }
    await hearAll(all);
    const [digest] = await Promise.all([ana.log.digest()]);
    for (const person of others) {
      expect(await person.log.digest()).toBe(digest);
      expect(person.log.members()).toEqual(ana.log.members());
      expect(new Set(await typesOf(person))).toEqual(new Set(await typesOf(ana)));
      expect(person.log.missingFor(ana.log.heads())).toEqual([]);
    }
    expect(ana.log.members().map(({ name }) => name)).toEqual(['P0', 'P1', 'P2', 'P3']);
  });

  test('opens from storage with what it knew, without reading an envelope', async () => {
    const { ana, others } = await makeTeam(['editor']);
    await others[0]?.write(edit(new Session().set('a', 1)));
    if (others[0]) await ana.hear(others[0]);
    ana.storage.reads = 0;
    const again = await ana.reopened();
    expect(ana.storage.reads).toBe(0);
    expect(again.log.members()).toEqual(ana.log.members());
    expect(again.log.entries()).toEqual(ana.log.entries());
    expect(await typesOf(again)).toEqual(['genesis', 'invite', 'admit', 'yjs']);
    await again.write(anImport());
    await others[0]?.hear(again);
    expect(others[0]?.told.bodies.at(-1)).toMatchObject({ type: 'import' });
  });

  test('takes a batch in any order, and waits for what is missing', async () => {
    const { ana } = await makeTeam(['editor']);
    const session = new Session();
    for (let at = 0; at < 5; at += 1) await ana.write(edit(session.set('k', at)));
    const viewer = await Person.withLink(ana);
    const bytes = (await ana.log.bytesOf(ana.log.idsHeld())).flatMap((each) => each ?? []);
    const [last, ...rest] = [...bytes].reverse();
    if (!last) throw new Error();
    expect(await viewer.log.ingest([last], NOW)).toMatchObject([{ kind: 'waiting', missing: [{}] }]);
    expect(viewer.storage.rows.size).toBe(0);
    const outcomes = await viewer.log.ingest(rest, NOW);
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(updatesIn(viewer.told.bodies)).toBe(5);
    expect(await viewer.log.digest()).toBe(await ana.log.digest());
    expect(viewer.log.role()).toBe(null);
    expect(await viewer.log.append(anImport(), NOW)).toMatchObject({ code: 'unknown-author' });
  });

  test('stays as it was when it cannot be stored', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    if (!ben) throw new Error();
    await ben.write(anImport());
    const before = await ana.log.digest();
    ana.storage.isFull = true;
    await expect(ana.hear(ben)).rejects.toThrow('full');
    await expect(ana.log.rotate(NOW)).rejects.toThrow('full');
    expect(await ana.log.digest()).toBe(before);
    expect(ana.log.epochKey().epoch).toBe(ana.log.workspace);
    ana.storage.isFull = false;
    expect(await ana.hear(ben)).toMatchObject([{ kind: 'accepted' }]);
    await ana.write(anImport());
    expect(await ben.hear(ana)).toMatchObject([{ kind: 'accepted' }]);
  });

  test('writes one after the other when asked all at once', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const session = new Session();
    const updates = Array.from({ length: 20 }, (_, at) => session.set('k', at));
    await Promise.all(updates.map((update) => ana.write(edit(update))));
    const outcomes = await others[0]?.hear(ana);
    expect(outcomes?.map(({ kind }) => kind)).toEqual(Array(20).fill('accepted'));
  });
});

describe('an epoch', () => {
  test('that begins with a removal is closed to the removed and open to the rest', async () => {
    const { ana, others } = await makeTeam(['editor', 'editor']);
    const [ben, cleo] = others;
    if (!ben || !cleo) throw new Error();
    await ana.log.remove(ben.device, NOW);
    await ana.write(anImport('secret'));
    expect((await cleo.hear(ana)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    expect((await ben.hear(ana)).map(({ kind }) => kind)).toEqual(['accepted', 'sealed']);
    expect(ben.log.role()).toBe('removed');
    expect(await ben.log.append(anImport(), NOW)).toMatchObject({ kind: 'refused', code: 'removed' });
    await cleo.write(anImport('ours'));
    expect(await ana.hear(cleo)).toMatchObject([{ kind: 'accepted' }]);
    expect(await ana.log.needsRotation()).toBe(false);
  });

  test('opens the past to whoever comes later with its key alone', async () => {
    const { ana, others } = await makeTeam(['editor']);
    await ana.write(edit(new Session().set('a', 1)));
    await ana.log.rotate(NOW);
    await ana.write(edit(new Session().set('b', 1)));
    if (others[0]) await ana.log.remove(others[0].device, NOW);
    await ana.write(edit(new Session().set('c', 1)));
    const late = await Person.withLink(ana);
    const bytes = (await ana.log.bytesOf(ana.log.idsHeld())).flatMap((each) => each ?? []);
    const outcomes = [];
    // One by one: all but the last come before the key that opens them.
    for (const each of bytes) outcomes.push(...(await late.log.ingest([each], NOW)));
    expect(outcomes.map(({ kind }) => kind)).toContain('sealed');
    expect(late.log.members()).toEqual(ana.log.members());
    expect(late.log.entries().every(({ verdict }) => verdict === 'accepted')).toBe(true);
    expect(updatesIn(late.told.bodies)).toBe(3);
    expect((await late.reopened()).log.entries()).toEqual(late.log.entries());
    expect(await late.log.deriveKey('blobs')).toEqual(await ana.log.deriveKey('blobs'));
    expect(await late.log.deriveKey('blobs', ana.log.workspace)).not.toEqual(
      await ana.log.deriveKey('blobs'),
    );
  });

  test('is needed once more when owners removed people at the same time', async () => {
    const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
    const [ben, cleo, dan] = others;
    if (!ben || !cleo || !dan) throw new Error();
    await ana.log.remove(cleo.device, NOW);
    await ben.log.remove(dan.device, NOW);
    await hearAll([ana, ben]);
    expect([roleOf(cleo, ana), roleOf(dan, ana)]).toEqual(['removed', 'removed']);
    expect(await ana.log.needsRotation()).toBe(true);
    await ana.log.rotate(NOW);
    expect(await ana.log.needsRotation()).toBe(false);
    await ana.write(anImport());
    await ben.hear(ana);
    expect(ben.log.epochKey().epoch).toBe(ana.log.epochKey().epoch);
    const late = await Person.withLink(ana);
    await late.hear(ana);
    expect(late.log.entries().every(({ verdict }) => verdict === 'accepted')).toBe(true);
  });

  test('begins although a member has a key that nobody can agree with', async () => {
    const { ana, others } = await makeTeam(['editor']);
    const [ben] = others;
    const mallory = await Person.withLink(ana);
    const agreementKey = 'A'.repeat(43);
    const admit = { device: mallory.device, role: 'editor', name: 'M', invite: null, agreementKey } as const;
    await ana.write({ type: 'admit', ...admit });
    if (!ben) throw new Error();
    expect(await ana.log.remove(mallory.device, NOW)).toMatchObject({ kind: 'written' });
    expect((await ben.hear(ana)).at(-1)).toMatchObject({ kind: 'accepted' });
    expect(ben.log.epochKey().epoch).toBe(ana.log.epochKey().epoch);
  });
});

describe('an invite', () => {
  test('lets in one device, until it expires, and only with its secret', async () => {
    const ana = await Person.found();
    const [ben, cleo] = [await Person.withLink(ana), await Person.withLink(ana)];
    const { secret } = await ana.log.makeInvite('editor', NOW + 10, NOW);
    const request = await ben.log.signJoinRequest(secret, 'Ben');
    expect(await ana.log.verifyJoinRequest(request, NOW + 11)).toMatchObject({ code: 'expired' });
    const stolen = { ...request, device: cleo.device };
    expect(await ana.log.verifyJoinRequest(stolen, NOW)).toMatchObject({ code: 'bad-signature' });
    const guessed = await cleo.log.signJoinRequest(new Uint8Array(16), 'Cleo');
    expect(await ana.log.verifyJoinRequest(guessed, NOW)).toMatchObject({ code: 'no-invite' });
    const answer = await ana.log.verifyJoinRequest(request, NOW);
    if (answer.kind === 'refused') throw new Error(answer.code);
    const { device, agreementKey, name } = request;
    const admit = { type: 'admit', device, agreementKey, name, role: 'editor' } as const;
    await ana.write({ ...admit, invite: answer.invite.id });
    expect(await ana.log.verifyJoinRequest(request, NOW)).toMatchObject({ code: 'spent' });
    const second = { ...admit, device: cleo.device, invite: answer.invite.id };
    expect(await ana.log.append(second, NOW)).toMatchObject({ kind: 'refused', code: 'invite' });
  });
});
