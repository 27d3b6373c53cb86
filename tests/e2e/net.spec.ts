import { once } from 'node:events';
import {
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  expect,
  type Page,
} from '@playwright/test';
import { WebSocketServer } from 'ws';
import type {} from '../net/net-page.ts';
import { LOOPBACK_ARGS, launchOptions } from '../support/browser.js';
import { buildNetPage, NET_PAGE } from '../support/net-build.ts';
import { type OutsideWorld, startOutsideWorld } from '../support/outside-world.ts';
import { type SignalProcess, startSignalProcess } from '../support/signal-process.ts';
import { type Site, startSite } from '../support/site.ts';

const MEGABYTE = 1024 * 1024;
const PASSWORD = 'a password as long as a key';

interface NetFixtures {
  /** A page in a profile of its own, as on another machine. */
  open: () => Promise<Page>;
  signal: SignalProcess;
}

interface NetWorker {
  site: Site;
  outsideWorld: OutsideWorld;
  browser: Browser;
}

const test = base.extend<NetFixtures, NetWorker>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
    async ({}, use) => {
      await buildNetPage();
      const site = await startSite({ root: NET_PAGE });
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
  outsideWorld: [async ({}, use) => await use(await startOutsideWorld()), { scope: 'worker' }],
  browser: [
    async ({ outsideWorld }, use) => {
      const options = launchOptions(process.env.CAIRN_BROWSER ?? '');
      const args = [...options.args, ...LOOPBACK_ARGS, ...outsideWorld.args];
      const browser = await chromium.launch({ ...options, args });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
  signal: async ({}, use) => {
    const signal = await startSignalProcess();
    await use(signal);
    await signal.kill();
  },
  open: async ({ browser, site, outsideWorld }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async () => {
      const context = await browser.newContext({ permissions: ['microphone'] });
      contexts.push(context);
      context.on('weberror', (error) => errors.push(String(error.error().stack ?? error.error())));
      context.on('console', (message) => {
        const isAboutServer = message.text().startsWith('WebSocket connection to');
        if (message.type() === 'error' && !isAboutServer) errors.push(message.text());
      });
      await context.addInitScript(recordConnections);
      const page = await context.newPage();
      await page.goto(site.url);
      await page.waitForFunction(() => window.net !== undefined);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors, 'page errors, policy violations and console errors').toEqual([]);
    expect(outsideWorld.asked, 'hosts that anything in the browser asked for').toEqual([]);
  },
});

declare global {
  interface Window {
    /** Every connection and every channel that the page has made. */
    recorded: { connections: RTCPeerConnection[]; channels: RTCDataChannel[] };
  }
}

/** Runs in the page before anything else. */
function recordConnections(): void {
  const recorded: Window['recorded'] = { connections: [], channels: [] };
  window.recorded = recorded;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      recorded.connections.push(this);
    }
  };
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function (label, init) {
    const channel = createDataChannel.call(this, label, init);
    recorded.channels.push(channel);
    return channel;
  };
}

// One after the other: two of them at once would measure each other.
test.describe.configure({ mode: 'default' });

async function join(page: Page, signal: { readonly url: string }, room = 'room'): Promise<void> {
  await page.evaluate((args) => window.net.join(...args), [room, PASSWORD, [signal.url]] as const as [
    string,
    string,
    string[],
  ]);
}

async function waitForLinks(page: Page, count: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.net.openCount())).toBe(count);
}

async function pair(
  one: Page,
  other: Page,
  payload: number[] = [],
): Promise<{ offer: string; answer: string }> {
  const offer = await one.evaluate((bytes) => window.net.makeOffer(bytes), payload);
  const answer = await other.evaluate((code) => window.net.answerOffer(code, [7]), offer);
  expect(answer.payload).toEqual(payload);
  expect(await one.evaluate((code) => window.net.accept(code), answer.code)).toBe('link 7');
  await expect.poll(() => other.evaluate(() => window.net.openCount())).toBeGreaterThan(0);
  return { offer, answer: answer.code };
}

async function sendAcross(from: Page, to: Page, sizeBytes: number): Promise<void> {
  const sent = await from.evaluate((size) => window.net.send(0, 'log', size), sizeBytes);
  await expect.poll(() => to.evaluate(() => window.net.counts(0).digests)).toContain(sent);
}

test('two browsers meet through the rendezvous server', async ({ open, signal }) => {
  const [one, other] = [await open(), await open()];
  await join(one, signal);
  await join(other, signal);
  await waitForLinks(one, 1);
  await waitForLinks(other, 1);
  const [facts, otherFacts] = await Promise.all(
    [one, other].map((page) => page.evaluate(() => window.net.facts()[0])),
  );
  expect(facts?.binding).toHaveLength(32);
  expect(facts?.binding).toEqual(otherFacts?.binding);
  expect(facts?.initiator).not.toBe(otherFacts?.initiator);
  await sendAcross(one, other, 3 * MEGABYTE);
  await sendAcross(other, one, 3 * MEGABYTE);
  await sendAcross(other, one, 0);
  const iceServers = await one.evaluate(() =>
    window.recorded.connections.map((connection) => connection.getConfiguration().iceServers),
  );
  // One of them is the bare channel of the page. simple-peer would have named public servers.
  expect(iceServers).toEqual([[], []]);
  expect(await one.evaluate(() => window.net.room?.state)).toEqual({
    signaling: [{ address: signal.url, status: 'connected' }],
    links: 1,
    dropped: 0,
  });
});

test('browsers that join at the same moment meet once', async ({ open, signal }) => {
  const pages = await Promise.all([open(), open(), open()]);
  await Promise.all(pages.map((page) => join(page, signal)));
  for (const page of pages) await waitForLinks(page, 2);
});

test('a hostile server throws nothing into the page, and is counted', async ({ open }) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const topic = 'room';
  server.on('connection', (socket) => {
    for (const text of ['{', 'null', '5', '"publish"', '[]', 'x'.repeat(200_000)]) socket.send(text);
    socket.send(Buffer.from([1, 2, 3]));
    for (const data of ['AAAA', '', 'no base 64!', 5, null, { type: 'announce' }, 'A'.repeat(5_000)]) {
      socket.send(JSON.stringify({ type: 'publish', topic, data }));
    }
    socket.send(JSON.stringify({ type: 'publish', topic: 'another room', data: 'AAAA' }));
    // And all that anybody says, again and again.
    socket.on('message', (data) => {
      const text = String(data);
      expect(text).not.toContain('ice-ufrag');
      for (let time = 0; time < 3; time += 1) for (const client of server.clients) client.send(text);
    });
  });
  try {
    const address = server.address();
    const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const [one, other] = [await open(), await open()];
    await join(one, { url });
    await join(other, { url });
    await waitForLinks(one, 1);
    await waitForLinks(other, 1);
    const state = await one.evaluate(() => window.net.room?.state);
    expect(state?.dropped).toBeGreaterThan(15);
    expect(state?.signaling).toEqual([{ address: url, status: 'connected' }]);
    await sendAcross(one, other, 1_000);
  } finally {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

test('a hostile peer throws nothing into the page, and loses its link by breaking the rules', async ({
  open,
  signal,
}) => {
  const [one, other] = [await open(), await open()];
  await join(one, signal);
  await join(other, signal);
  await waitForLinks(one, 1);
  await waitForLinks(other, 1);
  const attack = (id: number, frames: number[][]) =>
    other.evaluate(
      ([channelId, all]) => {
        const channel = window.recorded.channels.findLast((candidate) => candidate.id === channelId);
        for (const frame of all) channel?.send(Uint8Array.from(frame));
      },
      [id, frames] as const,
    );
  const dropped = () => one.evaluate(() => window.net.room?.state.dropped);
  // Whole messages of y-webrtc: an update of the document, an unknown kind, a presence that lies, another tab.
  await attack(63, [[0, 2, 3, 1, 1, 5, 1], [9, 1], [1, 200, 1, 1, 1], [4, 1, 1, 65, 1], [1]]);
  await expect.poll(dropped).toBe(5);
  expect(await one.evaluate(() => window.net.openCount())).toBe(1);
  await sendAcross(other, one, 1_000);
  await attack(64, [[1, 2, 3, 77]]);
  await expect.poll(() => one.evaluate(() => window.net.facts()[0]?.isClosed)).toBe(true);
  await waitForLinks(one, 1);
});

test('an address that is none, and a server that is not there, are told apart', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => window.net.join('room', 'password', ['no address', 'ws://', 'ws://127.0.0.1:9']));
  const statuses = () => page.evaluate(() => window.net.room?.state.signaling.map(({ status }) => status));
  await expect.poll(statuses).toEqual(['invalid', 'invalid', 'unreachable']);
});

test('a room can be left and joined again at once', async ({ open, signal }) => {
  const [one, other] = [await open(), await open()];
  await join(one, signal);
  await join(other, signal);
  await waitForLinks(other, 1);
  await one.evaluate(() => void window.net.room?.leave());
  await join(one, signal);
  await waitForLinks(one, 1);
  await waitForLinks(other, 1);
  const refusal = join(one, signal);
  await expect(refusal).rejects.toThrow('joined already');
});

test('the server may die: links stay, and a newcomer gets in when it is back', async ({ open, signal }) => {
  const [one, other] = [await open(), await open()];
  await join(one, signal);
  await join(other, signal);
  await waitForLinks(one, 1);
  await signal.kill();
  const status = () => one.evaluate(() => window.net.state?.signaling[0]?.status);
  await expect.poll(status).toBe('unreachable');
  await sendAcross(one, other, 100_000);
  const again = await startSignalProcess(signal.port);
  try {
    const newcomer = await open();
    await join(newcomer, again);
    await waitForLinks(newcomer, 2);
    expect(await status()).toBe('connected');
    await waitForLinks(one, 2);
    await sendAcross(one, other, 100_000);
  } finally {
    await again.kill();
  }
});

test('a browser that is gone without a word is noticed within ten seconds', async ({ open, signal }) => {
  const [one, other] = [await open(), await open()];
  await join(one, signal);
  await join(other, signal);
  await waitForLinks(one, 1);
  const session = await other.context().newCDPSession(other);
  const killedMs = Date.now();
  // The renderer dies; no handler of the page runs.
  void session.send('Page.crash').catch(() => undefined);
  await expect
    .poll(() => one.evaluate(() => window.net.facts()[0]?.isClosed), { timeout: 12_000 })
    .toBe(true);
  const closedMs = await one.evaluate(() => window.net.facts()[0]?.closedAtMs ?? 0);
  console.log(`A killed peer was noticed after ${((closedMs - killedMs) / 1000).toFixed(1)} s`);
  expect(closedMs - killedMs).toBeLessThan(10_000);
});

test('two browsers meet through codes alone', async ({ open }) => {
  const [one, other] = [await open(), await open()];
  const { offer, answer } = await pair(one, other, [1, 2, 3]);
  console.log(`Codes of ${offer.length} and ${answer.length} letters`);
  for (const code of [offer, answer]) expect(code).toMatch(/^[0-9A-Z]{100,300}$/);
  const [facts, otherFacts] = await Promise.all(
    [one, other].map((page) => page.evaluate(() => window.net.facts()[0])),
  );
  expect(facts?.binding).toEqual(otherFacts?.binding);
  expect([facts?.initiator, otherFacts?.initiator]).toEqual([true, false]);
  await sendAcross(one, other, 3 * MEGABYTE);
  await sendAcross(other, one, 3 * MEGABYTE);
});

test('a code of the wrong kind or for another offer says so and costs nothing', async ({ open }) => {
  const [one, other, third] = [await open(), await open(), await open()];
  const offer = await one.evaluate(() => window.net.makeOffer([]));
  const foreign = await third.evaluate(() => window.net.makeOffer([]));
  const answer = await other.evaluate((code) => window.net.answerOffer(code, []), offer);
  const accept = (code: string) => one.evaluate((text) => window.net.accept(text), code);
  expect(await accept(offer)).toBe('wrong-kind');
  expect(await accept(`${answer.code.slice(0, -1)}${answer.code.endsWith('0') ? '8' : '0'}`)).toBe(
    'mistyped',
  );
  expect(await accept('https://example.org/')).toBe('not-a-code');
  const wrong = await other.evaluate((code) => window.net.answerOffer(code, []), answer.code);
  expect(wrong.code).toBe('wrong-kind');
  const toForeign = await third.evaluate((code) => window.net.accept(code), answer.code);
  expect(toForeign).toBe('other-offer');
  expect(foreign).not.toBe(offer);
  expect(await accept(answer.code.toLowerCase().replace(/(.{5})/g, '$1-'))).toMatch(/^link/);
});

test('peers that share a neighbour are introduced by it', async ({ open }) => {
  const [hub, left, right] = [await open(), await open(), await open()];
  await pair(left, hub);
  await pair(right, hub);
  await hub.evaluate(() => window.net.introduce('hub', ['left', 'right']));
  await left.evaluate(() => window.net.introduce('left', ['hub']));
  await right.evaluate(() => window.net.introduce('right', ['hub']));
  await waitForLinks(left, 2);
  await waitForLinks(right, 2);
  await hub.context().close();
  await expect.poll(() => left.evaluate(() => window.net.openCount()), { timeout: 15_000 }).toBe(1);
});

test('the bulk lane is nearly as fast as a bare channel and leaves the other lane free', async ({ open }) => {
  const [one, other] = [await open(), await open()];
  await pair(one, other);
  const offer = await one.evaluate(() => window.net.bare.describe(null));
  const answer = await other.evaluate((remote) => window.net.bare.describe(remote), offer);
  await one.evaluate((remote) => window.net.bare.take(remote), answer);

  const rate = async (kind: 'bare' | 'lane') => {
    const total = 48 * MEGABYTE;
    const received = () =>
      other.evaluate(
        (what) => (what === 'bare' ? window.net.bare.receivedBytes : window.net.counts(0).blobs),
        kind,
      );
    const before = await received();
    const startMs = performance.now();
    if (kind === 'bare') await one.evaluate((bytes) => window.net.bare.flood(bytes), total);
    else await one.evaluate((bytes) => window.net.flood(0, 'blobs', bytes, 48), MEGABYTE);
    while ((await received()) < before + total) await other.waitForTimeout(5);
    return total / MEGABYTE / ((performance.now() - startMs) / 1000);
  };
  const rates = { bare: [] as number[], lane: [] as number[] };
  for (let round = 0; round < 4; round += 1) {
    rates.bare.push(await rate('bare'));
    rates.lane.push(await rate('lane'));
  }
  const [bare, lane] = [Math.max(...rates.bare), Math.max(...rates.lane)];
  const text = (numbers: number[]) => numbers.map((number) => number.toFixed(0)).join(' ');
  console.log(
    `Bare ${text(rates.bare)} MB/s, lane ${text(rates.lane)} MB/s, best ${(lane / bare).toFixed(2)}`,
  );

  await other.evaluate(() => window.net.echo(0));
  const idle = await one.evaluate(() => window.net.roundTrips(0, 20));
  const busy = await one.evaluate(async (bytes) => {
    let isDone = false;
    const flood = window.net.flood(0, 'blobs', bytes, 64).then(() => {
      isDone = true;
    });
    const times: number[] = [];
    while (!isDone) times.push(...(await window.net.roundTrips(0, 1)));
    await flood;
    return times;
  }, MEGABYTE);
  console.log(
    `Round trips: idle at most ${Math.max(...idle).toFixed(1)} ms, ${busy.length} beside 64 MB at most ${Math.max(...busy).toFixed(1)} ms`,
  );
  expect(lane / bare, 'throughput against a bare channel').toBeGreaterThan(0.6);
  expect(busy.length).toBeGreaterThan(3);
  expect(Math.max(...busy)).toBeLessThan(1_000);
});
