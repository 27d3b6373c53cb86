import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSignal } from '../support/signal.js';
import { type SignalProcess, startSignalProcess } from '../support/signal-process.ts';

class Client {
  readonly received: { readonly [key: string]: unknown }[] = [];
  closeCode: number | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.received.push(JSON.parse(String(data))));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => undefined);
  }

  static async connect(url: string): Promise<Client> {
    const client = new Client(new WebSocket(url));
    await new Promise((resolve) => client.socket.once('open', resolve));
    return client;
  }

  send(message: unknown): this {
    this.socket.send(JSON.stringify(message));
    return this;
  }

  /** All that was sent before has been obeyed. */
  async settle(): Promise<this> {
    const pongs = () => this.received.filter(({ type }) => type === 'pong').length;
    const before = pongs();
    this.send({ type: 'ping' });
    await expect.poll(pongs).toBeGreaterThan(before);
    return this;
  }

  published(): unknown[] {
    return this.received.filter(({ type }) => type === 'publish');
  }
}

describe('the rendezvous server as a process', () => {
  let signal: SignalProcess;
  const clients: Client[] = [];
  const connect = async () => {
    const client = await Client.connect(signal.url);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    signal = await startSignalProcess();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.socket.terminate();
  });
  afterAll(async () => {
    expect(signal.isRunning()).toBe(true);
    expect(await signal.stop()).toBe(0);
  });

  it('passes on what is published to all that have subscribed, with their number', async () => {
    const [one, other, stranger] = [await connect(), await connect(), await connect()];
    await one.send({ type: 'subscribe', topics: ['a', 'b'] }).settle();
    await other.send({ type: 'subscribe', topics: ['a'] }).settle();
    await one.send({ type: 'publish', topic: 'a', data: 'hello' }).settle();
    await other.settle();
    const expected = [{ type: 'publish', topic: 'a', data: 'hello', clients: 2 }];
    expect(one.published()).toEqual(expected);
    expect(other.published()).toEqual(expected);
    await other.send({ type: 'unsubscribe', topics: ['a'] }).settle();
    await one.send({ type: 'publish', topic: 'a', data: 'more' }).settle();
    await stranger.settle();
    expect(other.published()).toHaveLength(1);
    expect(stranger.published()).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['no type', '{}'],
    ['a type from a prototype', '{"type":"constructor"}'],
    ['topics that are no list', '{"type":"subscribe","topics":5}'],
    ['topics that are no text', '{"type":"subscribe","topics":[null,{},[],5,""]}'],
    ['no topic', '{"type":"publish"}'],
    ['a topic that is an object', '{"type":"publish","topic":{"a":1}}'],
    ['a prototype for a topic', '{"type":"publish","topic":"__proto__","__proto__":{"x":1}}'],
    ['a deep nest', '['.repeat(30_000)],
  ])('survives %s', async (_name, text) => {
    const client = await connect();
    client.socket.send(text);
    client.socket.send(Buffer.from(text));
    await client.settle();
    expect(client.closeCode).toBeNull();
  });

  it('survives frames that are no frames', async () => {
    const client = await connect();
    const raw = createConnection(signal.port, '127.0.0.1');
    raw.on('error', () => undefined);
    const handshake = `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`;
    raw.write(handshake);
    await new Promise((resolve) => raw.once('data', resolve));
    raw.write(Buffer.from([0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    await new Promise((resolve) => raw.once('close', resolve));
    const noHttp = createConnection(signal.port, '127.0.0.1');
    noHttp.on('error', () => undefined);
    noHttp.resume();
    noHttp.write('\0\x01\x02 hello\r\n\r\n');
    await new Promise((resolve) => noHttp.once('close', resolve));
    await client.settle();
  });

  it('ends a connection that sends a huge frame', async () => {
    const [client, bystander] = [await connect(), await connect()];
    client.send({ type: 'publish', topic: 'a', data: 'x'.repeat(65 * 1024) });
    await expect.poll(() => client.closeCode).toBe(1009);
    await bystander.settle();
  });

  it('ends a connection that floods, and others do not see most of it', async () => {
    const [client, bystander] = [await connect(), await connect()];
    await bystander.send({ type: 'subscribe', topics: ['flood'] }).settle();
    for (let count = 0; count < 2_000; count += 1)
      client.send({ type: 'publish', topic: 'flood', data: count });
    await expect.poll(() => client.closeCode).toBe(1008);
    await bystander.settle();
    expect(bystander.published().length).toBeLessThan(300);
  });

  it('takes 32 topics of one connection, and none with a long name', async () => {
    const [client, sender] = [await connect(), await connect()];
    const topics = Array.from({ length: 40 }, (_, index) => `topic ${index}`);
    for (const topic of topics) client.send({ type: 'subscribe', topics: [topic] });
    await client.send({ type: 'subscribe', topics: ['n'.repeat(257)] }).settle();
    for (const topic of [...topics, 'n'.repeat(257)]) sender.send({ type: 'publish', topic, data: 1 });
    await sender.settle();
    await client.settle();
    expect(client.published()).toHaveLength(32);
  });
});

describe('the limits of the rendezvous server', () => {
  it('turn away the connection too many', async () => {
    const { url, stop } = await startSignal({ port: 0, limits: { connections: 2 } });
    const kept = [await Client.connect(url), await Client.connect(url)];
    const refused = await Client.connect(url);
    await expect.poll(() => refused.closeCode).toBe(1013);
    for (const client of kept) await client.settle();
    await stop();
    await expect.poll(() => kept.map(({ closeCode }) => closeCode)).toEqual([1001, 1001]);
  });

  it('end a connection that gives no sign of life', async () => {
    const { url, stop } = await startSignal({ port: 0, limits: { pingMs: 50 } });
    const [alive, silent] = [await Client.connect(url), new WebSocket(url, { autoPong: false })];
    const closed = new Promise((resolve) => silent.once('close', resolve));
    await closed;
    expect(alive.closeCode).toBeNull();
    await alive.settle();
    await stop();
  });

  it('do not let a reader that does not read fill the memory', async () => {
    const limits = { queuedBytes: 100_000, burst: 10_000, perSecond: 10_000 };
    const { url, stop } = await startSignal({ port: 0, limits });
    const [sender, deaf] = [await Client.connect(url), await Client.connect(url)];
    await deaf.send({ type: 'subscribe', topics: ['a'] }).settle();
    deaf.socket.pause();
    for (let count = 0; count < 300; count += 1) {
      sender.send({ type: 'publish', topic: 'a', data: 'x'.repeat(60_000) });
    }
    await sender.settle();
    deaf.socket.resume();
    await expect.poll(() => deaf.closeCode).toBe(1006);
    await stop();
  });
});
