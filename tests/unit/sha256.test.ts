import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/bytes.ts';
import { sha256HexNow } from '../../src/base/sha256.ts';

describe('sha256HexNow', () => {
  test('knows the digest of nothing and of abc', () => {
    expect(sha256HexNow(new Uint8Array())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(sha256HexNow(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  test('agrees with the platform at every length around a block', async () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
      expect(sha256HexNow(bytes)).toBe(await sha256Hex(bytes));
    }
  });

  test('agrees with the platform for any bytes, also those that lie within others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(40), (bytes, from) => {
        const part = bytes.subarray(from);
        expect(sha256HexNow(part)).toBe(createHash('sha256').update(part).digest('hex'));
      }),
    );
  });
});
