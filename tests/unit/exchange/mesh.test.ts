import '../../support/sync-crypto.ts';
import { describe, expect, test } from 'vitest';
import type { DeviceId } from '../../../src/sync/log/replica.ts';
import { VirtualClock } from '../../support/memory-link.ts';
import {
  allBytes,
  type Browser,
  connect,
  connectAll,
  makeBrowser,
  makeTeam,
  stateOf,
  write,
} from '../../support/toy-mesh.ts';
import { makeDevice, ToyReplica } from '../../support/toy-replica.ts';

async function pair(roles = ['owner', 'editor'], clock = new VirtualClock()) {
  const [a, b] = await makeTeam(clock, roles);
  if (!a || !b) throw new Error();
  return { clock, a, b };
}

const holdsAll = (team: readonly Browser[]) =>
  new Set(team.map((one) => one.replica.heads().size)).size === 1;

async function digests(team: readonly Browser[]): Promise<number> {
  return new Set(await Promise.all(team.map((one) => one.replica.digest()))).size;
}

describe('two browsers', () => {
  test('meet, exchange and say that they are in sync', async () => {
    const { clock, a, b } = await pair();
    await a.replica.write('edit', { text: 'one' });
    await b.replica.write('edit', { text: 'two' });
    expect(stateOf(a, b)).toBeUndefined();
    connect(clock, a, b);
    expect(a.mesh.state().peers[0]?.state).toEqual({ kind: 'connecting' });
    await clock.pass(1000);
    expect(stateOf(a, b)).toEqual({ kind: 'in-sync' });
    expect(stateOf(b, a)).toEqual({ kind: 'in-sync' });
    expect(await digests([a, b])).toBe(1);
  });

  test('a change arrives at once, before any heads', async () => {
    const { clock, a, b } = await pair();
    connect(clock, a, b);
    await clock.pass(2000);
    await write(a, 'now');
    await clock.pass(10);
    expect(await digests([a, b])).toBe(1);
  });

  test('a browser that was killed and comes back is met at once, though its dead link is still there', async () => {
    const { clock, a, b } = await pair();
    const dead = connect(clock, a, b);
    await clock.pass(1000);
    const again = makeBrowser(clock, b.device, b.replica);
    connect(clock, a, again);
    await write(a, 'meanwhile');
    await clock.pass(2000);
    expect(stateOf(again, a)).toEqual({ kind: 'in-sync' });
    dead.cut();
    await clock.pass(20_000);
    expect(stateOf(again, a)).toEqual({ kind: 'in-sync' });
    expect(stateOf(a, b)).toEqual({ kind: 'in-sync' });
    expect(a.mesh.state().peers).toHaveLength(1);
  });

  test('a link that is lost in the middle leaves nothing undone after the next one', async () => {
    const { clock, a, b } = await pair();
    for (let n = 0; n < 300; n += 1) await a.replica.write('edit', { text: 'x'.repeat(5000) });
    const first = connect(clock, a, b, { bytesPerMs: 500 });
    await clock.pass(1500);
    first.cut();
    await clock.pass(100);
    expect(stateOf(b, a)).toMatchObject({ kind: 'gone' });
    const held = b.replica.missingFor(new Map()).length;
    expect(held).toBeGreaterThan(10);
    expect(held).toBeLessThan(300);
    connect(clock, a, b);
    await clock.pass(5000);
    expect(stateOf(b, a)).toEqual({ kind: 'in-sync' });
  });

  test('a full disk loses nothing: it is asked again', async () => {
    const { clock, a, b } = await pair();
    b.replica.isFull = true;
    connect(clock, a, b);
    await write(a, 'kept');
    await clock.pass(2000);
    expect(b.mesh.state().storageFailed).toBe(true);
    expect(stateOf(b, a)).not.toEqual({ kind: 'in-sync' });
    b.replica.isFull = false;
    await clock.pass(120_000);
    expect(stateOf(b, a)).toEqual({ kind: 'in-sync' });
    expect(b.mesh.state().storageFailed).toBe(false);
  });

  test('two envelopes with one number reach both, though the heads are alike', async () => {
    const { clock, a, b } = await pair(['owner', 'editor']);
    const twin = ToyReplica.linked(b.device, a.replica.workspace, a.replica.epoch());
    await twin.ingest(await allBytes(a.replica));
    const [mine] = await b.replica.bytesOf([await b.replica.write('edit', { text: 'one branch' })]);
    const [other] = await twin.bytesOf([await twin.write('edit', { text: 'the other' })]);
    if (!mine || !other) throw new Error();
    await a.replica.ingest([other]);
    connect(clock, a, b);
    await clock.pass(3000);
    expect(await digests([a, b])).toBe(1);
    expect(a.mesh.state().refusals).toContainEqual({ code: 'fork', author: b.id, count: 1 });
  });

  test('the same envelopes and another content is said loudly', async () => {
    const { clock, a, b } = await pair();
    b.replica.contentHash = async () => 'f'.repeat(64);
    connect(clock, a, b);
    await clock.pass(1000);
    expect(stateOf(a, b)).toEqual({ kind: 'different' });
  });

  test('an older Cairn keeps what it does not know and says so', async () => {
    const { clock, a, b } = await pair();
    b.replica.knowsFuture = false;
    await a.replica.write('future', { text: 'later' });
    connect(clock, a, b);
    await clock.pass(1000);
    expect(stateOf(a, b)).toEqual({ kind: 'needs-newer', who: 'them' });
    expect(stateOf(b, a)).toEqual({ kind: 'needs-newer', who: 'us' });
    expect(await digests([a, b])).toBe(1);
  });

  test('two links of one device become one', async () => {
    const { clock, a, b } = await pair();
    connect(clock, a, b);
    connect(clock, a, b);
    await clock.pass(1000);
    expect(a.mesh.state().peers).toHaveLength(1);
    expect(b.mesh.state().peers).toHaveLength(1);
    expect(stateOf(a, b)).toEqual({ kind: 'in-sync' });
    expect(a.mesh.state().peers[0]?.link).toBe(b.mesh.state().peers[0]?.link);
  });

  test('a device that was removed gets nothing from then on', async () => {
    const { clock, a, b } = await pair();
    connect(clock, a, b);
    await clock.pass(1000);
    const before = await b.replica.digest();
    a.mesh.published([await a.replica.write('role', { device: b.id, role: 'removed' })]);
    await write(a, 'not for them');
    await clock.pass(1000);
    expect(stateOf(a, b)).toEqual({ kind: 'refused', code: 'removed', by: 'us' });
    expect(stateOf(b, a)).toEqual({ kind: 'refused', code: 'removed', by: 'them' });
    expect(await b.replica.digest()).toBe(before);
  });
});

describe('a full mesh', () => {
  test('of eight sends a change seven times, and small heads', async () => {
    const clock = new VirtualClock();
    const team = await makeTeam(clock, ['owner', ...Array<string>(7).fill('editor')]);
    connectAll(clock, team, { delayMs: 20, jitterMs: 30 });
    await clock.pass(10_000);
    const sum = () => {
      const all = { envelopes: 0, envelopeBytes: 0, heads: 0, headsBytes: 0 };
      for (const { mesh } of team) {
        const cost = mesh.costs();
        for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += cost[key];
      }
      return all;
    };
    const before = sum();
    const first = team[2];
    if (!first) throw new Error();
    await write(first, 'x'.repeat(10_000));
    await clock.pass(3000);
    expect(await digests(team)).toBe(1);
    const after = sum();
    expect(after.envelopes - before.envelopes).toBe(7);
    expect(after.heads - before.heads).toBeLessThanOrEqual(56);
    expect((after.headsBytes - before.headsBytes) / 56).toBeLessThan(800);
    for (const { mesh } of team) {
      expect(mesh.state().peers.map((peer) => peer.state.kind)).toEqual(Array(7).fill('in-sync'));
    }
    console.log(
      'a change among 8:',
      after.envelopes - before.envelopes,
      'sends,',
      after.heads - before.heads,
      'heads of',
      after.headsBytes - before.headsBytes,
      'bytes',
    );
  });

  test('a burst of changes is told by few heads', async () => {
    const clock = new VirtualClock();
    const team = await makeTeam(clock, ['owner', 'editor', 'editor', 'editor']);
    connectAll(clock, team, { delayMs: 20, jitterMs: 30 });
    await clock.pass(5000);
    const heads = () => team.reduce((sum, one) => sum + one.mesh.costs().heads, 0);
    const envelopes = () => team.reduce((sum, one) => sum + one.mesh.costs().envelopes, 0);
    const before = { heads: heads(), envelopes: envelopes() };
    for (let n = 0; n < 50; n += 1) {
      await write(team[n % 4] as Browser, `change ${n}`);
      await clock.pass(20);
    }
    await clock.pass(3000);
    expect(await digests(team)).toBe(1);
    expect(envelopes() - before.envelopes).toBe(150);
    expect(heads() - before.heads).toBeLessThan(150);
  });

  test('somebody who comes late asks each for a part at most once', async () => {
    const clock = new VirtualClock();
    const team = await makeTeam(clock, ['owner', 'editor', 'editor', 'editor', 'editor']);
    const late = team[4] as Browser;
    const rest = team.slice(0, 4);
    connectAll(clock, rest);
    await clock.pass(3000);
    for (let n = 0; n < 100; n += 1) {
      await write(rest[n % 4] as Browser, `change ${n}`);
      await clock.pass(5);
    }
    await clock.pass(3000);
    const before = rest.reduce((sum, one) => sum + one.mesh.costs().envelopes, 0);
    for (const one of rest) connect(clock, one, late);
    await clock.pass(5000);
    expect(await digests(team)).toBe(1);
    const sent = rest.reduce((sum, one) => sum + one.mesh.costs().envelopes, 0) - before;
    expect(sent).toBe(100);
  });

  test('changes pass through those in between', async () => {
    const clock = new VirtualClock();
    const team = await makeTeam(clock, ['owner', 'editor', 'viewer', 'editor']);
    for (let at = 1; at < team.length; at += 1) connect(clock, team[at - 1] as Browser, team[at] as Browser);
    await clock.pass(2000);
    await write(team[3] as Browser, 'from the end');
    await write(team[0] as Browser, 'from the beginning');
    await clock.pass(5000);
    expect(await digests(team)).toBe(1);
    expect(holdsAll(team)).toBe(true);
  });

  test('takes no more than it may, and makes room for those who belong', async () => {
    const clock = new VirtualClock();
    const team = await makeTeam(clock, ['owner', 'editor', 'editor', 'editor']);
    const small = makeBrowser(clock, (team[0] as Browser).device, (team[0] as Browser).replica, {
      maxPeers: 2,
    });
    const stray = makeBrowser(
      clock,
      await makeDevice(),
      ToyReplica.linked(await makeDevice(), small.replica.workspace, 'e'.repeat(64)),
    );
    connect(clock, small, stray);
    await clock.pass(500);
    for (const one of team.slice(1)) connect(clock, small, one);
    await clock.pass(2000);
    const states = small.mesh.state().peers.map((peer) => peer.state);
    expect(states.filter((state) => state.kind === 'in-sync')).toHaveLength(2);
    expect(states.filter((state) => state.kind === 'refused' && state.code === 'full')).toHaveLength(2);
  });
});

describe('what is fleeting', () => {
  test('is bound to the device that proved itself', async () => {
    const { clock, a, b } = await pair();
    connect(clock, a, b);
    await clock.pass(1000);
    const heard: [DeviceId, string][] = [];
    b.mesh.onLive = (from, bytes) => heard.push([from, new TextDecoder().decode(bytes)]);
    expect(a.mesh.sendLive(new TextEncoder().encode('hello'))).toBe(true);
    a.mesh.setPresence({ name: 'Ana', colour: 3, looking: 'run 7', tab: 't1' });
    await clock.pass(100);
    expect(heard).toEqual([[a.id, 'hello']]);
    expect(b.mesh.state().peers[0]?.presence).toMatchObject({ name: 'Ana', looking: 'run 7' });
  });

  test('is limited, and the last presence wins', async () => {
    const { clock, a, b } = await pair();
    connect(clock, a, b);
    await clock.pass(1000);
    let sent = 0;
    for (let n = 0; n < 100; n += 1) {
      if (a.mesh.sendLive(new Uint8Array(10))) sent += 1;
      a.mesh.setPresence({ name: 'Ana', colour: 3, looking: `run ${n}`, tab: 't1' });
    }
    expect(sent).toBe(20);
    expect(a.mesh.sendLive(new Uint8Array(17_000))).toBe(false);
    await clock.pass(1000);
    expect(b.mesh.state().peers[0]?.presence?.looking).toBe('run 99');
  });

  test('introductions pass through a peer that both have met', async () => {
    const clock = new VirtualClock();
    const [a, b, c] = (await makeTeam(clock, ['owner', 'editor', 'editor'])) as [Browser, Browser, Browser];
    connect(clock, a, b);
    connect(clock, b, c);
    await clock.pass(2000);
    expect(a.mesh.reachable()).toEqual([c.id]);
    const heard: unknown[] = [];
    c.mesh.onIntroduction = (from, data, via) => heard.push([from, [...data], via]);
    expect(a.mesh.introduce(c.id, new Uint8Array([1, 2]))).toBe(true);
    await clock.pass(100);
    expect(heard).toEqual([[a.id, [1, 2], b.id]]);
  });
});

describe('being let in', () => {
  test('a joiner reads with the key of the link, asks, and is a member', async () => {
    const { clock, a } = await pair();
    const device = await makeDevice();
    const joiner = makeBrowser(
      clock,
      device,
      ToyReplica.linked(device, a.replica.workspace, a.replica.epoch()),
    );
    a.mesh.onJoinRequest = async (asking, request) => {
      expect([...request]).toEqual([7, 7]);
      a.mesh.published([await a.replica.write('admit', { device: asking, role: 'editor' })]);
    };
    joiner.mesh.askToJoin(new Uint8Array([7, 7]));
    connect(clock, a, joiner);
    await clock.pass(2000);
    expect(joiner.replica.role()).toBe('editor');
    expect(a.mesh.state().joinRequests).toEqual([]);
    expect(a.mesh.state().peers[0]?.standing).toBe('editor');
    await write(joiner, 'first words');
    await clock.pass(1000);
    expect(await digests([a, joiner])).toBe(1);
  });

  test('an editor passes the request on to an owner met later; the joiner needs no key of the link', async () => {
    const clock = new VirtualClock();
    const [owner, editor] = (await makeTeam(clock, ['owner', 'editor'])) as [Browser, Browser];
    const device = await makeDevice();
    const joiner = makeBrowser(clock, device, ToyReplica.linked(device, owner.replica.workspace, ''));
    joiner.mesh.askToJoin(new Uint8Array([8]));
    connect(clock, editor, joiner);
    await clock.pass(1000);
    expect(joiner.replica.heads().size).toBe(0);
    expect(editor.mesh.state().joinRequests).toEqual([device.id]);
    const asked: DeviceId[] = [];
    owner.mesh.onJoinRequest = (asking) => asked.push(asking);
    connect(clock, owner, editor);
    await clock.pass(1000);
    expect(asked).toEqual([device.id]);
    owner.mesh.published([await owner.replica.write('admit', { device: device.id, role: 'editor' })]);
    await clock.pass(3000);
    expect(joiner.replica.role()).toBe('editor');
    expect(editor.mesh.state().joinRequests).toEqual([]);
  });

  test('a member unknown here, of an epoch unknown here, teaches us who it is', async () => {
    const clock = new VirtualClock();
    const [owner, old, fresh] = (await makeTeam(clock, ['owner', 'editor', 'viewer'])) as [
      Browser,
      Browser,
      Browser,
    ];
    const device = await makeDevice();
    await owner.replica.write('role', { device: fresh.id, role: 'removed' });
    await owner.replica.write('admit', { device: device.id, role: 'editor' });
    const newcomer = makeBrowser(
      clock,
      device,
      ToyReplica.linked(device, owner.replica.workspace, owner.replica.epoch()),
    );
    const link = connect(clock, owner, newcomer);
    await clock.pass(1000);
    link.cut();
    await clock.pass(100);
    connect(clock, old, newcomer);
    await clock.pass(2000);
    expect(old.replica.epoch()).toBe(owner.replica.epoch());
    expect(stateOf(old, newcomer)).toEqual({ kind: 'in-sync' });
    expect(stateOf(newcomer, old)).toEqual({ kind: 'in-sync' });
  });

  test('a link whose epoch is over is shut', async () => {
    const { clock, a } = await pair(['owner', 'editor']);
    const device = await makeDevice();
    const guest = makeBrowser(
      clock,
      device,
      ToyReplica.linked(device, a.replica.workspace, a.replica.epoch()),
    );
    connect(clock, a, guest);
    await clock.pass(1000);
    expect(guest.mesh.state().peers[0]?.state).toEqual({ kind: 'in-sync' });
    const before = await guest.replica.digest();
    a.mesh.published([await a.replica.write('role', { device: (await makeDevice()).id, role: 'removed' })]);
    await clock.pass(1000);
    expect(a.mesh.state().peers[0]?.state).toMatchObject({ kind: 'refused', code: 'not-a-member' });
    expect(await guest.replica.digest()).toBe(before);
  });
});

test('two thousand envelopes reach a newcomer in batches, as fast as it takes them', async () => {
  const { clock, a, b } = await pair();
  for (let n = 0; n < 2_000; n += 1) await a.replica.write('edit', { text: 'x'.repeat(100) });
  connect(clock, a, b, { bytesPerMs: 1000, delayMs: 10 });
  await clock.pass(60_000);
  expect(await digests([a, b])).toBe(1);
  const { envelopes, envelopeBytes } = a.mesh.costs();
  expect(envelopes).toBe(2_000);
  console.log('2,000 envelopes:', envelopeBytes, 'bytes sent');
}, 60_000);
