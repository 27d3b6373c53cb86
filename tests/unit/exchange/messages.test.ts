import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  MAX_HEAD_BYTES,
  packIds,
  splitBatch,
  unpackIds,
} from '../../../src/sync/exchange/messages.ts';

const DEVICE = 'A'.repeat(43);

test('what is written is read again', () => {
  const head = { request: 3, more: true, sizes: [2, 1] };
  const message = decodeMessage(encodeMessage('envelopes', head, new Uint8Array([1, 2, 3])));
  expect(message).toMatchObject({ kind: 'envelopes', head });
  if (message.kind !== 'envelopes') throw new Error();
  expect(splitBatch(message.head.sizes, message.rest)).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])]);
});

test('a message of a later version is unknown, a known one with more in it is malformed', () => {
  expect(decodeMessage(new Uint8Array([250, 0, 0, 0, 2, 123, 125]))).toEqual({ kind: 'unknown' });
  const json = new TextEncoder().encode('{"batches":1,"more":2}');
  expect(decodeMessage(new Uint8Array([14, 0, 0, 0, json.length, ...json]))).toEqual({ kind: 'malformed' });
});

test('a head may not be larger than it is, nor than the cap', () => {
  expect(decodeMessage(new Uint8Array([14, 255, 255, 255, 255, 1]))).toEqual({ kind: 'malformed' });
  const long = encodeMessage('ack', { batches: 1 }, new Uint8Array(MAX_HEAD_BYTES + 100));
  new DataView(long.buffer).setUint32(1, MAX_HEAD_BYTES + 1);
  expect(decodeMessage(long)).toEqual({ kind: 'malformed' });
});

test('hostile keys are refused, not followed', () => {
  for (const text of [
    '{"__proto__":{"request":1},"request":1,"heads":[]}',
    `{"request":1,"heads":[["__proto__",1,"${'a'.repeat(64)}"]]}`,
    `{"request":1,"heads":[["${DEVICE}",1e400,"${'a'.repeat(64)}"]]}`,
    `{"request":-1,"heads":[]}`,
    '['.repeat(100_000),
  ]) {
    const json = new TextEncoder().encode(text);
    const prefix = [11, 0, (json.length >> 16) & 255, (json.length >> 8) & 255, json.length & 255];
    const message = decodeMessage(new Uint8Array([...prefix, ...json]));
    if (message.kind === 'pull') expect(Object.getPrototypeOf(message.head)).toBe(Object.prototype);
    else expect(message).toEqual({ kind: 'malformed' });
  }
  expect(({} as { request?: number }).request).toBeUndefined();
});

test('garbage never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 0, max: 40 }), (bytes, code) => {
      const message = new Uint8Array(bytes);
      if (message.length > 5) message.set([code, 0, 0, 0, Math.min(255, message.length - 5)]);
      decodeMessage(message);
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 1, max: 36 }), (json, code) => {
      const bytes = new TextEncoder().encode(json);
      const message = new Uint8Array(5 + bytes.length);
      message[0] = code;
      new DataView(message.buffer).setUint32(1, bytes.length);
      message.set(bytes, 5);
      decodeMessage(message);
    }),
    { numRuns: 3000 },
  );
});

test('sizes that do not add up are no batch; ids are whole', () => {
  expect(splitBatch([2, 2], new Uint8Array(3))).toBeNull();
  expect(splitBatch([1], new Uint8Array(3))).toBeNull();
  expect(splitBatch([Number.MAX_SAFE_INTEGER, 5], new Uint8Array(3))).toBeNull();
  expect(unpackIds(new Uint8Array(33))).toBeNull();
  const ids = [`${'0'.repeat(63)}f`, 'ab'.repeat(32)];
  expect(unpackIds(packIds(ids))).toEqual(ids);
});
