import '../../support/sync-crypto.ts';
import { describe, expect, test } from 'vitest';
import { BlobExchange } from '../../../src/sync/exchange/blob-exchange.ts';
import { decodeMessage, encodeMessage } from '../../../src/sync/exchange/messages.ts';
import { type LinkFaults, memoryLink, VirtualClock } from '../../support/memory-link.ts';
import { MemoryBlobs } from '../../support/toy-replica.ts';

interface Side {
  readonly store: MemoryBlobs;
  readonly exchange: BlobExchange;
  serves: boolean;
}

const KB = 1024;

function side(clock: VirtualClock): Side {
  const store = new MemoryBlobs();
  return { store, exchange: new BlobExchange(store, clock), serves: true };
}

function connect(clock: VirtualClock, id: string, a: Side, b: Side, faults: LinkFaults = {}) {
  const pair = memoryLink(clock, id, { delayMs: 10, bytesPerMs: 2000, ...faults });
  a.exchange.attach({ id, lane: pair.a.blobs, mayServe: () => a.serves, early: [] });
  b.exchange.attach({ id, lane: pair.b.blobs, mayServe: () => b.serves, early: [] });
  pair.a.onClose = () => a.exchange.detach(id);
  pair.b.onClose = () => b.exchange.detach(id);
  return pair;
}

async function fill(store: MemoryBlobs, count: number, sizeBytes: number, from = 0): Promise<string[]> {
  const hashes: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    const bytes = new Uint8Array(sizeBytes).fill(n & 255);
    new DataView(bytes.buffer).setUint32(0, n);
    hashes.push(await store.add(bytes));
  }
  return hashes;
}

const artifact = (hash: string) => ({ hash, priority: 'artifact' as const });

describe('facts', () => {
  test('come from whoever has them, and count as they come', async () => {
    const clock = new VirtualClock();
    const [a, b, me] = [side(clock), side(clock), side(clock)];
    const hashes = [...(await fill(a.store, 20, 600 * KB)), ...(await fill(b.store, 20, 600 * KB, 100))];
    connect(clock, 'x', a, me);
    connect(clock, 'y', b, me);
    await me.exchange.want(hashes.map(artifact));
    expect(me.exchange.progress()).toMatchObject({ wanted: 40, here: 0 });
    await clock.pass(3000);
    expect(me.exchange.progress().bytesPerSecond).toBeGreaterThan(1_000_000);
    await clock.pass(60_000);
    expect(me.exchange.progress()).toMatchObject({ wanted: 0, here: 40, bytes: 40 * 600 * KB, nowhere: 0 });
    expect(me.store.blobs.size).toBe(40);
  });

  test('of 32 MiB come in ranges; larger ones are not asked for', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    const [large] = await fill(a.store, 1, 32 * KB * KB);
    const [tooLarge] = await fill(a.store, 1, 32 * KB * KB + 1, 9);
    connect(clock, 'x', a, me);
    await me.exchange.want([artifact(large ?? ''), artifact(tooLarge ?? '')]);
    await clock.pass(120_000);
    expect(me.store.blobs.has(large ?? '')).toBe(true);
    expect(me.store.blobs.has(tooLarge ?? '')).toBe(false);
    expect(a.store.reads).toBeLessThan(12);
  });

  test('records before points before files, and the rarest first', async () => {
    const clock = new VirtualClock();
    const [a, b, me] = [side(clock), side(clock), side(clock)];
    const common = await fill(a.store, 5, KB);
    await fill(b.store, 5, KB);
    const rare = await fill(a.store, 5, KB, 50);
    const order: string[] = [];
    me.exchange.onStored = (hash) => order.push(hash);
    await me.exchange.want(common.slice(0, 3).map(artifact));
    await me.exchange.want(rare.slice(0, 3).map(artifact));
    await me.exchange.want([{ hash: rare[4] ?? '', priority: 'record' }]);
    connect(clock, 'x', a, me, { bytesPerMs: 1 });
    await clock.pass(60_000);
    expect(order[0]).toBe(rare[4]);
    const second = side(clock);
    const later: string[] = [];
    second.exchange.onStored = (hash) => later.push(hash);
    second.exchange.pause();
    await second.exchange.want([...common, ...rare].map(artifact));
    connect(clock, 'y', a, second, { bytesPerMs: 1 });
    connect(clock, 'z', b, second, { bytesPerMs: 1 });
    await clock.pass(1000);
    second.exchange.resume();
    await clock.pass(60_000);
    expect(later).toHaveLength(10);
    expect(rare).toContain(later[0]);
  });

  test('go on where they stopped after a lost link', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    const [hash] = await fill(a.store, 1, 8 * KB * KB);
    const first = connect(clock, 'x', a, me);
    await me.exchange.want([artifact(hash ?? '')]);
    await clock.pass(2000);
    first.cut();
    await clock.pass(100);
    const got = me.exchange.progress().bytes;
    expect(got).toBeGreaterThan(KB * KB);
    connect(clock, 'y', a, me);
    await clock.pass(30_000);
    expect(me.store.blobs.has(hash ?? '')).toBe(true);
    expect(me.exchange.progress().bytes).toBe(8 * KB * KB);
  });

  test('are asked of another when one falls silent', async () => {
    const clock = new VirtualClock();
    const [silent, good, me] = [side(clock), side(clock), side(clock)];
    const hashes = await fill(silent.store, 6, 100 * KB);
    const dead = connect(clock, 'a', silent, me);
    dead.tap = (from, _lane, message) => (from === 'a' && message[0] === 33 ? null : message);
    await me.exchange.want(hashes.map(artifact));
    await clock.pass(1000);
    await fill(good.store, 6, 100 * KB);
    connect(clock, 'b', good, me);
    await clock.pass(60_000);
    expect(me.store.blobs.size).toBe(6);
  });

  test('come over a link of 10 KB a second, though four requests wait for minutes', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    const hashes = await fill(a.store, 4, 1000 * KB);
    connect(clock, 'a', a, me, { bytesPerMs: 10, bufferBytes: 60_000 });
    await me.exchange.want(hashes.map(artifact));
    await clock.pass(430_000);
    expect(me.store.blobs.size).toBe(4);
    expect(me.exchange.progress().bytes).toBe(4 * 1000 * KB);
  });

  test('that somebody gets later are found there', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    connect(clock, 'a', a, me);
    const there = new MemoryBlobs();
    const [hash] = await fill(there, 1, KB);
    await me.exchange.want([artifact(hash ?? '')]);
    await clock.pass(1000);
    expect(me.exchange.progress().nowhere).toBe(1);
    await fill(a.store, 1, KB);
    me.exchange.hasMore('a');
    await clock.pass(10_000);
    expect(me.exchange.progress()).toMatchObject({ wanted: 0, here: 1 });
  });

  test('wait while the disk is full, and while somebody says so', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    const hashes = await fill(a.store, 10, 100 * KB);
    me.store.isFull = true;
    connect(clock, 'a', a, me);
    await me.exchange.want(hashes.map(artifact));
    await clock.pass(5000);
    expect(me.exchange.progress()).toMatchObject({ paused: 'full', here: 0, wanted: 10 });
    const { bytes } = me.exchange.progress();
    await clock.pass(60_000);
    expect(me.exchange.progress().bytes).toBe(bytes);
    me.store.isFull = false;
    me.exchange.resume();
    await clock.pass(5000);
    expect(me.exchange.progress()).toMatchObject({ paused: null, here: 10 });
  });
});

describe('whoever', () => {
  test('brings other bytes than the name says is asked no more for that blob', async () => {
    const clock = new VirtualClock();
    const [liar, good, me] = [side(clock), side(clock), side(clock)];
    const hashes = await fill(good.store, 3, 100 * KB, 1);
    for (const hash of hashes) liar.store.blobs.set(hash, new Uint8Array(100 * KB));
    connect(clock, 'a', liar, me);
    await me.exchange.want(hashes.map(artifact));
    await clock.pass(2000);
    expect(me.store.blobs.size).toBe(0);
    expect(me.exchange.progress()).toMatchObject({ mismatches: 3, wanted: 3 });
    connect(clock, 'b', good, me);
    await clock.pass(5000);
    expect(me.store.blobs.size).toBe(3);
    expect(me.exchange.progress().mismatches).toBe(3);
  });

  test('claims another size, or sends what nobody asked for, fills no memory', async () => {
    const clock = new VirtualClock();
    const me = side(clock);
    const pair = memoryLink(clock, 'm');
    me.exchange.attach({ id: 'm', lane: pair.a.blobs, mayServe: () => true, early: [] });
    const hash = 'ab'.repeat(32);
    pair.b.blobs.onMessage = (bytes) => {
      const message = decodeMessage(bytes);
      if (message.kind === 'have') {
        const bits = new Uint8Array(Math.ceil(message.rest.length / 32 / 8)).fill(255);
        void pair.b.blobs.send(encodeMessage('bitmap', message.head, bits));
      }
      if (message.kind === 'range') {
        const head = { request: message.head.request, offset: 0, total: 31 * KB * KB };
        void pair.b.blobs.send(encodeMessage('data', head, new Uint8Array(1000)));
      }
    };
    await me.exchange.want([{ hash, priority: 'record', sizeBytes: 1000 }]);
    for (let n = 0; n < 300; n += 1) {
      const head = { request: 1, offset: 0, total: 200_000 };
      await pair.b.blobs.send(encodeMessage('data', head, new Uint8Array(200_000)));
      await clock.pass(20);
    }
    expect(me.exchange.heldBytes()).toBe(0);
    expect(me.exchange.progress().mismatches).toBeGreaterThan(0);
  });

  test('was removed gets no further byte', async () => {
    const clock = new VirtualClock();
    const [a, me] = [side(clock), side(clock)];
    const hashes = await fill(a.store, 20, 500 * KB);
    connect(clock, 'a', a, me, { bytesPerMs: 500 });
    await me.exchange.want(hashes.map(artifact));
    await clock.pass(3000);
    a.serves = false;
    await clock.pass(5000);
    const got = me.store.blobs.size;
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(20);
    await clock.pass(60_000);
    expect(me.store.blobs.size).toBe(got);
  });

  test('asks for more than four at once is told to wait', async () => {
    const clock = new VirtualClock();
    const a = side(clock);
    const [hash] = await fill(a.store, 1, 900 * KB);
    const pair = memoryLink(clock, 'm', { bytesPerMs: 10, bufferBytes: 100_000 });
    a.exchange.attach({ id: 'm', lane: pair.a.blobs, mayServe: () => true, early: [] });
    let busy = 0;
    pair.b.blobs.onMessage = (bytes) => {
      if (decodeMessage(bytes).kind === 'busy') busy += 1;
    };
    for (let request = 1; request <= 20; request += 1) {
      const range = { request, hash: hash ?? '', offset: 0, length: 900 * KB };
      await pair.b.blobs.send(encodeMessage('range', range));
    }
    await clock.pass(400_000);
    expect(busy).toBe(15);
  });
});
