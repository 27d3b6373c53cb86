import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Link } from '../../src/sync/net/link.ts';
import { openLanes } from '../../src/sync/net/rtc-link.ts';

const sdp = (first: string) => `a=fingerprint:sha-256 ${first}${':AB'.repeat(31)}\r\n`;

class FakeChannel extends EventTarget {
  readyState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType = 'arraybuffer';

  open(): void {
    this.readyState = 'open';
    this.dispatchEvent(new Event('open'));
  }

  send(): void {}
}

class FakeConnection extends EventTarget {
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  connectionState = 'new';
  iceConnectionState = 'new';

  describe(): void {
    this.localDescription = { type: 'offer', sdp: sdp('01') };
    this.remoteDescription = { type: 'answer', sdp: sdp('02') };
    this.dispatchEvent(new Event('signalingstatechange'));
  }

  become(state: string): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }

  close(): void {
    this.connectionState = 'closed';
  }
}

function start() {
  const connection = new FakeConnection();
  const channels: FakeChannel[] = [];
  const links: Link[] = [];
  const counts = { ends: 0 };
  const makeChannel = () => {
    const channel = new FakeChannel();
    channels.push(channel);
    return channel as unknown as RTCDataChannel;
  };
  const lanes = openLanes(connection as unknown as RTCPeerConnection, makeChannel, {
    onLink: (link) => links.push(link),
    onEnd: () => {
      counts.ends += 1;
    },
  });
  return { connection, channels, links, counts, lanes };
}

async function startOpen() {
  const started = start();
  started.connection.describe();
  for (const channel of started.channels) channel.open();
  await vi.waitFor(() => expect(started.links).toHaveLength(1));
  return started;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('a link whose channels open before its descriptions are known waits for them', async () => {
  const { connection, channels, links, counts, lanes } = start();
  for (const channel of channels) channel.open();
  await Promise.resolve();
  expect([links.length, counts.ends]).toEqual([0, 0]);
  connection.describe();
  await vi.waitFor(() => expect(links).toHaveLength(1));
  expect(links[0]?.binding).toHaveLength(32);
  expect(links[0]?.initiator).toBe(true);
  lanes.end();
});

it('a network that is back within five seconds ends nothing', async () => {
  const { connection, channels, counts } = await startOpen();
  const speak = () => {
    for (const channel of channels)
      channel.dispatchEvent(new MessageEvent('message', { data: Uint8Array.of(2).buffer }));
  };
  connection.become('disconnected');
  vi.advanceTimersByTime(4_500);
  speak();
  connection.become('connected');
  vi.advanceTimersByTime(2_000);
  expect(counts.ends).toBe(0);
  connection.become('disconnected');
  vi.advanceTimersByTime(2_000);
  speak();
  vi.advanceTimersByTime(3_100);
  expect(counts.ends).toBe(1);
});

it('a failed connection ends its link at once, and once', async () => {
  const { connection, links, counts, lanes } = await startOpen();
  let closed = 0;
  if (links[0]) {
    links[0].onClose = () => {
      closed += 1;
    };
  }
  connection.become('failed');
  lanes.close();
  expect([closed, counts.ends, lanes.wasLeft]).toEqual([1, 1, false]);
  await expect(lanes.log.send(new Uint8Array(1))).rejects.toThrow('closed');
});

it('before there is a link, failing says only that nobody has come yet', () => {
  const { connection, counts, lanes } = start();
  connection.become('failed');
  expect(counts.ends).toBe(0);
  lanes.end();
  expect(counts.ends).toBe(1);
});

it('an end without a provable certificate gets no link', async () => {
  const { connection, channels, links, counts } = start();
  connection.describe();
  connection.remoteDescription = { type: 'answer', sdp: sdp('02') + sdp('03') };
  for (const channel of channels) channel.open();
  await vi.waitFor(() => expect(counts.ends).toBe(1));
  expect(links).toEqual([]);
});
