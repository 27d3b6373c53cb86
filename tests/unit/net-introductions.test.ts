import { afterEach, expect, it } from 'vitest';
import { Introductions, MAX_PEERS, type Pairing } from '../../src/sync/net/introductions.ts';
import type { Link } from '../../src/sync/net/link.ts';
import type { Paired } from '../../src/sync/net/pairing.ts';
import { makeMemoryLinks } from '../support/faulty-link.ts';

const NO_PAYLOAD = new Uint8Array();

/** Pairing without browsers: a code is the number of its offer. */
class FakePairing implements Pairing {
  private static readonly waiting = new Map<string, (paired: Paired) => void>();
  private static count = 0;

  async offer(): ReturnType<Pairing['offer']> {
    FakePairing.count += 1;
    const code = `offer ${FakePairing.count}`;
    return {
      kind: 'offer',
      code,
      accept: async (answerCode) => {
        const { a, b } = makeMemoryLinks();
        FakePairing.waiting.get(answerCode)?.({ kind: 'link', link: b, payload: NO_PAYLOAD });
        return { kind: 'link', link: a, payload: NO_PAYLOAD };
      },
      cancel: () => undefined,
    };
  }

  async answer(code: string): ReturnType<Pairing['answer']> {
    if (!code.startsWith('offer ')) return { kind: 'problem', code: 'not-a-code' };
    const answerCode = `answer to ${code}`;
    const link = new Promise<Paired>((resolve) => FakePairing.waiting.set(answerCode, resolve));
    return { kind: 'answer', code: answerCode, payload: NO_PAYLOAD, link, cancel: () => undefined };
  }
}

interface Browser {
  readonly introductions: Introductions;
  readonly links: Map<string, Link>;
  readonly sent: { readonly to: string; readonly text: string }[];
}

const browsers = new Map<string, Browser>();

afterEach(() => {
  for (const { introductions } of browsers.values()) introductions.close();
  browsers.clear();
});

function makeBrowser(name: string): Browser {
  const links = new Map<string, Link>();
  const sent: { to: string; text: string }[] = [];
  const introductions = new Introductions({
    self: name,
    pairing: new FakePairing(),
    send: (to, message) => {
      sent.push({ to, text: Buffer.from(message).toString() });
      queueMicrotask(() => {
        if (links.has(to)) browsers.get(to)?.introductions.receive(name, message);
      });
    },
    onLink: (peer, link) => {
      links.set(peer, link);
      introductions.addPeer(peer);
    },
  });
  const browser = { introductions, links, sent };
  browsers.set(name, browser);
  return browser;
}

/** As by a code or a server: one side may be ready a while before the other. */
async function connect(one: string, other: string): Promise<void> {
  const { a, b } = makeMemoryLinks();
  const [first, second] = [browsers.get(one), browsers.get(other)];
  first?.links.set(other, a);
  first?.introductions.addPeer(other);
  await new Promise((resolve) => setTimeout(resolve, 5));
  second?.links.set(one, b);
  second?.introductions.addPeer(one);
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

it('a chain of browsers becomes a mesh', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) makeBrowser(name);
  for (const [one, other] of [
    ['a', 'b'],
    ['c', 'b'],
    ['c', 'd'],
    ['e', 'd'],
  ] as const)
    await connect(one, other);
  for (const [name, { links }] of browsers) {
    const others = [...browsers.keys()].filter((other) => other !== name);
    await expect.poll(() => [...links.keys()].sort()).toEqual(others);
  }
});

it(`a browser has at most ${MAX_PEERS} links of this kind`, async () => {
  makeBrowser('hub');
  const names = Array.from({ length: 12 }, (_, index) => `peer ${String(index).padStart(2, '0')}`);
  for (const name of names) makeBrowser(name);
  for (const name of names) await connect('hub', name);
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const name of names) expect(browsers.get(name)?.links.size).toBeLessThanOrEqual(MAX_PEERS);
});

it('nobody speaks in the name of another, or to somebody unknown', async () => {
  const hub = makeBrowser('hub');
  for (const name of ['a', 'b']) {
    makeBrowser(name);
    await connect('hub', name);
  }
  hub.sent.length = 0;
  const offer = { kind: 'offer', to: 'b', from: 'a', data: 'x' };
  expect(hub.introductions.receive('a', encode({ ...offer, from: 'b' }))).toBe(false);
  expect(hub.introductions.receive('a', encode({ ...offer, to: 'z' }))).toBe(false);
  expect(hub.introductions.receive('stranger', encode(offer))).toBe(false);
  expect(hub.sent).toEqual([]);
  expect(hub.introductions.receive('a', encode(offer))).toBe(true);
  expect(hub.sent).toHaveLength(1);
});

it('a neighbour that floods is passed on for a while only', async () => {
  const hub = makeBrowser('hub');
  for (const name of ['a', 'b']) {
    makeBrowser(name);
    await connect('hub', name);
  }
  hub.sent.length = 0;
  const offer = encode({ kind: 'offer', to: 'b', from: 'a', data: 'x' });
  for (let count = 0; count < 200; count += 1) hub.introductions.receive('a', offer);
  expect(hub.sent.length).toBeLessThanOrEqual(33);
});

it('what makes no sense is ignored', async () => {
  const hub = makeBrowser('hub');
  makeBrowser('a');
  await connect('hub', 'a');
  for (const value of [
    null,
    5,
    [],
    {},
    { kind: 'peers' },
    { kind: 'peers', names: [5] },
    { kind: 'peers', names: Array(100).fill('x') },
    { kind: 'peers', names: ['x'.repeat(200)] },
    { kind: 'offer', to: 'hub', from: 'a' },
    { kind: 'answer', to: 'hub', from: 'b', data: 'an answer to no offer' },
    { kind: 'offer', to: 'hub', from: 'a', data: 'x'.repeat(5_000) },
  ]) {
    expect(hub.introductions.receive('a', encode(value))).toBe(false);
  }
  expect(hub.introductions.receive('a', Uint8Array.of(123, 255))).toBe(false);
});
