import { expect, it } from 'vitest';
import { LinkClosed } from '../../src/sync/net/link.ts';
import { makeMemoryLinks } from '../support/faulty-link.ts';

function collect(into: number[]): (message: Uint8Array) => void {
  return (message) => into.push(message[0] ?? -1);
}

it('keeps the order within a lane, whatever the delays, and messages that come early', async () => {
  let delay = 50;
  const { a, b } = makeMemoryLinks({
    delayMs: () => {
      delay -= 10;
      return delay;
    },
  });
  for (const byte of [1, 2, 3, 4]) await a.log.send(Uint8Array.of(byte));
  await new Promise((resolve) => setTimeout(resolve, 60));
  const received: number[] = [];
  b.log.onMessage = collect(received);
  await expect.poll(() => received).toEqual([1, 2, 3, 4]);
});

it('lets one lane overtake the other while that is held', async () => {
  const links = makeMemoryLinks();
  const received: number[] = [];
  links.b.log.onMessage = collect(received);
  links.b.blobs.onMessage = collect(received);
  links.hold('blobs');
  await links.a.blobs.send(Uint8Array.of(1));
  await links.a.log.send(Uint8Array.of(2));
  await expect.poll(() => received).toEqual([2]);
  links.release('blobs');
  await expect.poll(() => received).toEqual([2, 1]);
});

it('waits while its buffer is full, and copies what is sent', async () => {
  const links = makeMemoryLinks({ bufferBytes: 1_000 });
  const received: number[] = [];
  links.b.log.onMessage = collect(received);
  links.hold('log');
  const message = new Uint8Array(2_000).fill(1);
  let isSent = false;
  const sending = links.a.log.send(message).then(() => {
    isSent = true;
  });
  message.fill(9);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isSent).toBe(false);
  expect(links.underWayBytes('log')).toBeGreaterThan(2_000);
  links.release('log');
  await sending;
  expect(received).toEqual([1]);
  expect(links.underWayBytes('log')).toBe(0);
});

it('is lost at both ends at once, with what is under way', async () => {
  const links = makeMemoryLinks({ bufferBytes: 1 });
  const closed: string[] = [];
  links.a.onClose = () => closed.push('a');
  links.b.onClose = () => closed.push('b');
  links.hold('log');
  const waiting = links.a.log.send(new Uint8Array(10));
  links.cut();
  links.a.close();
  await expect(waiting).rejects.toThrow(LinkClosed);
  await expect(links.b.log.send(new Uint8Array(1))).rejects.toThrow(LinkClosed);
  expect(closed).toEqual(['a', 'b']);
  expect(links.a.binding).toEqual(links.b.binding);
});
