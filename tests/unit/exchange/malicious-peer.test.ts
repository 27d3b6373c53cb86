import '../../support/sync-crypto.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { concatBytes, toUtf8 } from '../../../src/base/bytes.ts';
import { Handshake } from '../../../src/sync/exchange/handshake.ts';
import {
  decodeMessage,
  encodeMessage,
  type HeadOf,
  type Message,
  packIds,
} from '../../../src/sync/exchange/messages.ts';
import type { DeviceId, EnvelopeId } from '../../../src/sync/log/replica.ts';
import { type LinkPair, memoryLink, seededRandom, VirtualClock } from '../../support/memory-link.ts';
import { allBytes, type Browser, makeTeam, stateOf } from '../../support/toy-mesh.ts';
import { type Device, makeDevice, signContent, ToyReplica } from '../../support/toy-replica.ts';

/** A peer that keeps to the handshake and to nothing after it. */
class Mallory {
  readonly heard: Message[] = [];
  closed = false;
  private constructor(
    readonly device: Device,
    readonly replica: ToyReplica,
    readonly link: LinkPair,
  ) {}

  static async meet(
    clock: VirtualClock,
    victim: Browser,
    device: Device,
    replica: ToyReplica,
  ): Promise<Mallory> {
    const link = memoryLink(clock, `mallory-${clock.nowMs()}-${Math.floor(clock.random() * 1e9)}`);
    const me = new Mallory(device, replica, link);
    const { binding, log } = link.b;
    const send = (bytes: Uint8Array<ArrayBuffer>) => void log.send(bytes).catch(() => undefined);
    const handshake = new Handshake({ replica, binding, initiator: false, app: '', joining: false, send });
    log.onMessage = (bytes) => {
      const message = decodeMessage(bytes);
      if (message.kind === 'unknown' || message.kind === 'malformed') return;
      me.heard.push(message);
      if (message.kind === 'hello' || message.kind === 'proof') void handshake.receive(message);
      if (message.kind === 'bye') me.closed = true;
    };
    link.b.onClose = () => {
      me.closed = true;
    };
    await handshake.start();
    victim.mesh.add(link.a);
    await clock.pass(500);
    return me;
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.link.b.log.send(bytes).catch(() => undefined);
  }

  give(envelopes: readonly Uint8Array[], request = 0): void {
    const sizes = envelopes.map((one) => one.byteLength);
    this.send(encodeMessage('envelopes', { request, more: false, sizes }, concatBytes(envelopes)));
  }

  sayHeads(more: Partial<HeadOf<'heads'>>): void {
    const none = { facts: 0, waiting: 0, newer: 0, sealed: 0, refused: 0, peers: null };
    this.send(encodeMessage('heads', { heads: [], digest: 'd', content: 'c', ...none, ...more }));
  }
}

let clock: VirtualClock;
let honest: Browser;
let viewer: Browser;
let editor: Browser;
let before: { digest: string; content: string };

beforeEach(async () => {
  clock = new VirtualClock();
  const team = await makeTeam(clock, ['owner', 'viewer', 'editor']);
  [honest, viewer, editor] = team as [Browser, Browser, Browser];
  before = { digest: await honest.replica.digest(), content: await honest.replica.contentHash() };
});

const nothingChanged = async () => {
  expect(await honest.replica.digest()).toBe(before.digest);
  expect(await honest.replica.contentHash()).toBe(before.content);
};
const asViewer = () => Mallory.meet(clock, honest, viewer.device, viewer.replica);
const refusals = () => honest.mesh.state().refusals;
const contentOf = (author: DeviceId, more: object = {}) => ({
  workspace: honest.replica.workspace,
  author,
  seq: 1,
  prev: '',
  deps: [],
  type: 'edit' as const,
  data: { text: 'mine' },
  ...more,
});

describe('envelopes', () => {
  test('signed by another than their author are refused and named', async () => {
    const mallory = await asViewer();
    mallory.give([await signContent(viewer.device, contentOf(editor.id))]);
    await clock.pass(500);
    await nothingChanged();
    expect(refusals()).toEqual([{ code: 'bad-signature', author: editor.id, count: 1 }]);
  });

  test('of a viewer, and of a stranger, are neither stored nor passed on', async () => {
    const mallory = await asViewer();
    const stranger = await makeDevice();
    mallory.give([
      await signContent(viewer.device, contentOf(viewer.id)),
      await signContent(stranger, contentOf(stranger.id)),
    ]);
    await clock.pass(500);
    await nothingChanged();
    expect(refusals()).toEqual([
      { code: 'role', author: viewer.id, count: 1 },
      { code: 'unknown-author', author: stranger.id, count: 1 },
    ]);
    const link = memoryLink(clock, 'next');
    honest.mesh.add(link.a);
    editor.mesh.add(link.b);
    await clock.pass(2000);
    expect(stateOf(editor, honest)).toEqual({ kind: 'in-sync' });
    expect(editor.mesh.state().refusals).toEqual([]);
  });

  test('of an editor who makes itself an owner are refused', async () => {
    const mallory = await Mallory.meet(clock, honest, editor.device, editor.replica);
    const heads = [...editor.replica.heads()].map(([, head]) => head.id);
    const data = { device: editor.id, role: 'owner' };
    mallory.give([
      await signContent(editor.device, contentOf(editor.id, { deps: heads, type: 'role', data })),
    ]);
    await clock.pass(500);
    await nothingChanged();
    expect(refusals()).toEqual([{ code: 'role', author: editor.id, count: 1 }]);
  });

  test('said again a thousand times change nothing and are not passed on', async () => {
    const mallory = await asViewer();
    const known = await allBytes(honest.replica);
    const sent = honest.mesh.costs().envelopes;
    for (let n = 0; n < 150; n += 1) mallory.give(known);
    await clock.pass(2000);
    await nothingChanged();
    expect(honest.mesh.costs().envelopes).toBe(sent);
  });

  test('larger than 1 MiB, and of another workspace, are refused', async () => {
    const mallory = await asViewer();
    const other = await ToyReplica.found(await makeDevice());
    mallory.give([new Uint8Array(1024 * 1024 + 1)]);
    mallory.give(await allBytes(other));
    await clock.pass(500);
    await nothingChanged();
    expect(refusals().map((one) => one.code)).toEqual(['oversize', 'other-workspace']);
  });

  test('that no Cairn makes close the link after fifty', async () => {
    const mallory = await asViewer();
    for (let n = 0; n < 60; n += 1) mallory.give([toUtf8(`x${n}`.padEnd(100))]);
    await clock.pass(3000);
    await nothingChanged();
    expect(mallory.closed).toBe(true);
    expect(stateOf(honest, viewer)).toEqual({ kind: 'refused', code: 'hostile', by: 'us' });
    expect(refusals()).toEqual([{ code: 'malformed', author: null, count: 50 }]);
  });

  test('with made-up authors fill no memory of refusals', async () => {
    for (let round = 0; round < 5; round += 1) {
      const mallory = await asViewer();
      for (let n = 0; n < 40; n += 1) {
        mallory.give([
          await signContent(viewer.device, contentOf(`${round}-${n}`.padEnd(43, 'A') as DeviceId)),
        ]);
      }
      await clock.pass(1000);
      mallory.link.cut();
      await clock.pass(1000);
    }
    await nothingChanged();
    expect(refusals().length).toBeLessThanOrEqual(66);
    expect(refusals().reduce((sum, one) => sum + one.count, 0)).toBe(200);
  });
});

describe('messages', () => {
  test('before the proof are not answered', async () => {
    const link = memoryLink(clock, 'early');
    const heard: string[] = [];
    link.b.log.onMessage = (bytes) => heard.push(decodeMessage(bytes).kind);
    honest.mesh.add(link.a);
    await link.b.log.send(encodeMessage('pull', { request: 1, heads: [] }));
    await clock.pass(2000);
    expect(heard.filter((kind) => kind !== 'hello')).toEqual(['verdict', 'bye']);
    expect(honest.mesh.state().peers[0]?.state).toMatchObject({ kind: 'refused', code: 'bad-proof' });
  });

  test('that never come run out', async () => {
    const link = memoryLink(clock, 'mute');
    honest.mesh.add(link.a);
    await clock.pass(21_000);
    expect(honest.mesh.state().peers[0]?.state).toEqual({ kind: 'refused', code: 'timed-out', by: 'us' });
  });

  test('that are malformed close the link after three, unknown ones do not', async () => {
    const mallory = await asViewer();
    for (let n = 0; n < 50; n += 1) mallory.send(new Uint8Array([200, 0, 0, 0, 0]));
    mallory.send(new Uint8Array([11, 0, 0, 0, 9, 1]));
    mallory.send(new Uint8Array([1]));
    await clock.pass(500);
    expect(mallory.closed).toBe(false);
    mallory.send(encodeMessage('envelopes', { request: 0, more: false, sizes: [5] }, new Uint8Array(2)));
    await clock.pass(500);
    expect(stateOf(honest, viewer)).toEqual({ kind: 'refused', code: 'malformed', by: 'us' });
    await nothingChanged();
  });

  test('of garbage of any kind change nothing and throw nothing', async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 30; round += 1) {
      const mallory = await asViewer();
      for (let n = 0; n < 20; n += 1) {
        const bytes = Uint8Array.from({ length: Math.floor(random() * 300) + 5 }, () => random() * 256);
        const json = toUtf8(
          pick(random, ['{}', '[]', '{"request":1}', '{"__proto__":{"more":true}}', '1e999']),
        );
        bytes[0] = Math.floor(random() * 40);
        const kind = random();
        if (kind < 0.4) new DataView(bytes.buffer).setUint32(1, Math.floor(random() * bytes.length));
        mallory.send(
          kind < 0.7
            ? bytes
            : concatBytes(
                [bytes.subarray(0, 1), [0, 0, 0, json.length], json].map((part) => Uint8Array.from(part)),
              ),
        );
        mallory.link.b.blobs.send(bytes).catch(() => undefined);
      }
      await clock.pass(500);
      mallory.link.cut();
      await clock.pass(1500);
    }
    await nothingChanged();
  });

  test('more than can be dealt with close the link', async () => {
    const mallory = await asViewer();
    for (let n = 0; n < 2000; n += 1) mallory.send(encodeMessage('live', {}, new Uint8Array(100)));
    await clock.pass(1000);
    expect(stateOf(honest, viewer)).toEqual({ kind: 'refused', code: 'flood', by: 'us' });
  });

  test('for others are dropped beyond twenty or so a second', async () => {
    const mallory = await asViewer();
    let heard = 0;
    honest.mesh.onLive = () => {
      heard += 1;
    };
    for (let n = 0; n < 200; n += 1) mallory.send(encodeMessage('live', {}, new Uint8Array(100)));
    await clock.pass(1000);
    expect(heard).toBeLessThan(70);
    expect(mallory.closed).toBe(false);
  });

  test('in the name of another are not heard', async () => {
    const mallory = await asViewer();
    const heard: unknown[] = [];
    honest.mesh.onLive = (from) => heard.push(from);
    honest.mesh.onIntroduction = (from, _data, via) => heard.push([from, via]);
    mallory.send(encodeMessage('intro', { to: editor.id, from: editor.id }, new Uint8Array(3)));
    mallory.send(encodeMessage('join', { device: editor.id }, new Uint8Array(3)));
    mallory.send(encodeMessage('join', { device: (await makeDevice()).id }, new Uint8Array(3)));
    mallory.send(encodeMessage('live', {}, new Uint8Array(3)));
    await clock.pass(500);
    expect(heard).toEqual([viewer.id]);
    expect(honest.mesh.state().joinRequests).toEqual([]);
  });
});

describe('heads', () => {
  test('that lie bring nothing and keep nobody waiting', async () => {
    const mallory = await asViewer();
    const other = 'B'.repeat(43) as DeviceId;
    const id = 'e'.repeat(64) as EnvelopeId;
    mallory.sayHeads({
      heads: [
        [other, 1_000_000, id],
        [editor.id, 1_000_000, id],
      ],
      digest: 'lie',
    });
    await clock.pass(100);
    const link = memoryLink(clock, 'good');
    await editor.replica.write('edit', { text: 'true' });
    honest.mesh.add(link.a);
    editor.mesh.add(link.b);
    await clock.pass(25_000);
    expect(stateOf(honest, editor)).toEqual({ kind: 'in-sync' });
    expect(stateOf(honest, viewer)).not.toEqual({ kind: 'in-sync' });
    for (let n = 0; n < 20; n += 1) {
      mallory.sayHeads({ digest: `lie ${n}` });
      await clock.pass(10_000);
    }
    await editor.replica.write('edit', { text: 'also true' });
    editor.mesh.published([]);
    await clock.pass(3000);
    expect(stateOf(honest, editor)).toEqual({ kind: 'in-sync' });
  });

  test('of endless authors close the link', async () => {
    const mallory = await asViewer();
    for (let n = 0; n < 4; n += 1) {
      const heads = Array.from(
        { length: 1900 },
        (_, at) =>
          [`${n}-${at}`.padEnd(43, 'A') as DeviceId, 1, 'e'.repeat(64) as EnvelopeId] as [
            DeviceId,
            number,
            EnvelopeId,
          ],
      );
      mallory.sayHeads({ heads });
    }
    await clock.pass(500);
    expect(stateOf(honest, viewer)).toEqual({ kind: 'refused', code: 'flood', by: 'us' });
  });

  test('and lists of made-up ids end', async () => {
    const mallory = await asViewer();
    const ids = Array.from({ length: 8000 }, (_, at) => at.toString(16).padStart(64, '0'));
    for (let n = 0; n < 40; n += 1) mallory.send(encodeMessage('list', { more: true }, packIds(ids)));
    await clock.pass(2000);
    expect(mallory.closed).toBe(true);
    await nothingChanged();
  });

  test('asked for again and again are answered a bounded number of times', async () => {
    const mallory = await asViewer();
    for (let n = 1; n < 300; n += 1) mallory.send(encodeMessage('pull', { request: n, heads: [] }));
    await clock.pass(2000);
    expect(mallory.heard.filter((one) => one.kind === 'envelopes').length).toBeLessThanOrEqual(8);
  });
});

test('a flood that is not taken in closes the link before it fills the memory', async () => {
  const mallory = await asViewer();
  const real = honest.replica.ingest.bind(honest.replica);
  let taken = 0;
  honest.replica.ingest = async (batch) => {
    taken += batch.length;
    await new Promise<void>((resolve) => clock.after(60_000, resolve));
    return real(batch);
  };
  const big = new Uint8Array(1_000_000);
  for (let n = 0; n < 100; n += 1) mallory.give([big]);
  await clock.pass(2000);
  expect(stateOf(honest, viewer)).toEqual({ kind: 'refused', code: 'flood', by: 'us' });
  expect(taken).toBeLessThanOrEqual(1);
});

function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}
