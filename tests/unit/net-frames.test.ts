import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_BYTES,
  type FrameBreach,
  FramedLane,
  FrameReader,
  HIGH_WATER_BYTES,
  LEAST_PART_BYTES,
} from '../../src/sync/net/frames.ts';
import { LinkClosed } from '../../src/sync/net/link.ts';

/** A data channel whose network takes bytes when the test says so. */
class FakeChannel {
  readyState = 'open';
  bufferedAmount = 0;
  mostBuffered = 0;
  readonly frames: ArrayBuffer[] = [];

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 'open') throw new DOMException('closed', 'InvalidStateError');
    this.frames.push(frame.slice().buffer);
    this.bufferedAmount += frame.byteLength;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount);
  }
}

function makeLane(maxBytes?: number) {
  const channel = new FakeChannel();
  const breaches: FrameBreach[] = [];
  const lane = new FramedLane(channel, {
    onBreach: (breach) => breaches.push(breach),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  return { channel, lane, breaches };
}

function makeBytes(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + seed * 17) & 255;
  return bytes;
}

/** Comparing arrays of a megabyte element by element takes a second. */
function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function frame(part: Uint8Array, kind: number): ArrayBuffer {
  const bytes = new Uint8Array(part.byteLength + 1);
  bytes.set(part);
  bytes[part.byteLength] = kind;
  return bytes.buffer;
}

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 3_000 }),
  fc.constantFrom(0, 1, FRAME_BYTES - 2, FRAME_BYTES - 1, FRAME_BYTES, 2 * FRAME_BYTES - 2, 200_000),
);

describe('messages over a lane', () => {
  it('arrive whole and in order, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sizes, { maxLength: 6 }), async (lengths) => {
        const { channel, lane } = makeLane();
        const messages = lengths.map(makeBytes);
        await Promise.all(messages.map((message) => lane.send(message)));
        const receiver = makeLane();
        const received: Uint8Array[] = [];
        receiver.lane.onMessage = (message) => received.push(message);
        for (const data of channel.frames) receiver.lane.receive(data);
        expect(received.map(toText)).toEqual(messages.map(toText));
        expect(channel.frames.every((data) => data.byteLength <= FRAME_BYTES)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('wait while the buffer of the channel is full, and bytes in it stay bounded', async () => {
    const { channel, lane } = makeLane();
    let isDone = false;
    const sending = lane.send(makeBytes(3 * HIGH_WATER_BYTES)).then(() => {
      isDone = true;
    });
    await Promise.resolve();
    expect(isDone).toBe(false);
    for (let round = 0; round < 4; round += 1) {
      expect(channel.mostBuffered).toBeLessThan(HIGH_WATER_BYTES + FRAME_BYTES);
      channel.bufferedAmount = 0;
      lane.pump();
    }
    await sending;
    expect(isDone).toBe(true);
  });

  it('that wait are rejected when the lane ends, and so are later ones', async () => {
    const { channel, lane } = makeLane();
    channel.readyState = 'connecting';
    const waiting = lane.send(makeBytes(10));
    lane.end();
    await expect(waiting).rejects.toThrow(LinkClosed);
    await expect(lane.send(makeBytes(10))).rejects.toThrow(LinkClosed);
  });

  it('sent before the channel is open leave when it opens', () => {
    const { channel, lane } = makeLane();
    channel.readyState = 'connecting';
    void lane.send(makeBytes(10));
    expect(channel.frames).toHaveLength(0);
    channel.readyState = 'open';
    lane.pump();
    expect(channel.frames).toHaveLength(1);
  });

  it('above the limit are refused by the sender', async () => {
    const { channel, lane } = makeLane(1_000);
    await expect(lane.send(makeBytes(1_001))).rejects.toThrow(RangeError);
    expect(channel.frames).toHaveLength(0);
  });

  it('that arrive before anybody listens are kept in order', async () => {
    const { lane } = makeLane();
    lane.receive(frame(Uint8Array.of(1), 1));
    lane.receive(frame(Uint8Array.of(2), 1));
    const received: number[] = [];
    lane.onMessage = (message) => received.push(message[0] ?? 0);
    lane.receive(frame(Uint8Array.of(3), 1));
    await Promise.resolve();
    expect(received).toEqual([1, 2, 3]);
  });

  it('that nobody listens to end the lane before they fill the memory', () => {
    const { lane, breaches } = makeLane();
    for (let count = 0; count < 5_000 && breaches.length === 0; count += 1)
      lane.receive(frame(new Uint8Array(), 1));
    expect(breaches).toEqual(['too-early']);
  });

  it('go on after a sign of life between their frames', () => {
    const { lane, channel } = makeLane();
    const received: Uint8Array[] = [];
    const message = makeBytes(100_000);
    void lane.send(message);
    lane.onMessage = (bytes) => received.push(bytes);
    const [first, second] = channel.frames;
    lane.beat();
    for (const data of [first, channel.frames.at(-1), second]) lane.receive(data);
    expect(received.map(toText)).toEqual([toText(message)]);
  });
});

describe('frames of an enemy', () => {
  const part = makeBytes(LEAST_PART_BYTES);

  it.each([
    ['text', 'a text', 'not-binary'],
    ['nothing', new ArrayBuffer(0), 'frame-size'],
    ['more than a frame', new ArrayBuffer(FRAME_BYTES + 1), 'frame-size'],
    ['an unknown kind', frame(part, 9), 'frame-kind'],
    ['crumbs, each of which costs more than it holds', frame(makeBytes(1), 0), 'frame-size'],
    ['a sign of life with something in it', frame(part, 2), 'frame-size'],
  ])('%s is a breach', (_name, data, breach) => {
    expect(new FrameReader().read(data)).toEqual({ kind: 'breach', breach });
  });

  it('that never end are a breach at the limit', () => {
    const reader = new FrameReader(10 * LEAST_PART_BYTES);
    for (let count = 0; count < 10; count += 1) expect(reader.read(frame(part, 0)).kind).toBe('part');
    expect(reader.read(frame(part, 0))).toEqual({ kind: 'breach', breach: 'message-size' });
  });

  it('of any bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 })), (frames) => {
        const reader = new FrameReader(8_000);
        for (const bytes of frames) {
          const reading = reader.read(bytes.slice().buffer);
          if (reading.kind === 'message') expect(reading.message.byteLength).toBeLessThanOrEqual(8_000);
        }
      }),
    );
  });

  it('split anywhere, a message is the same', () => {
    const splits = fc.array(fc.integer({ min: LEAST_PART_BYTES, max: FRAME_BYTES - 1 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(splits, (parts) => {
        const message = makeBytes(parts.reduce((sum, size) => sum + size, 0));
        const reader = new FrameReader();
        let at = 0;
        const readings = parts.map((size, index) => {
          at += size;
          return reader.read(frame(message.subarray(at - size, at), index === parts.length - 1 ? 1 : 0));
        });
        const last = readings.at(-1);
        expect(last?.kind === 'message' && toText(last.message)).toBe(toText(message));
      }),
      { numRuns: 40 },
    );
  });
});
