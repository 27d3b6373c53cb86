import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { MAX_WIRE_DEPTH, WireReader } from '../../src/base/protobuf.ts';

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

function tag(field: number, wire: number): number[] {
  return varint(BigInt(field * 8 + wire));
}

describe('WireReader', () => {
  it('reads integers of 64 bits, signed and unsigned', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const reader = new WireReader(new Uint8Array([...tag(7, 0), ...varint(value)]));
        expect(reader.next()).toBe(true);
        expect(reader.field).toBe(7);
        expect(reader.bigint()).toBe(BigInt.asUintN(64, value));
        expect(reader.int()).toBe(Number(value));
        expect(reader.next()).toBe(false);
        expect(reader.fault).toBeNull();
      }),
    );
  });

  it('reads text, floats, packed integers and messages in messages', () => {
    const text = toUtf8('Gewicht');
    const inner = [...tag(1, 2), text.length, ...text];
    const float = new Uint8Array(new Float32Array([0.5]).buffer);
    const double = new Uint8Array(new Float64Array([-2]).buffer);
    const packed = [...varint(300n), ...varint(-1n)];
    const bytes = [
      ...[...tag(2, 2), inner.length, ...inner],
      ...[...tag(3, 5), ...float, ...tag(4, 1), ...double],
      ...[...tag(5, 2), packed.length, ...packed],
    ];
    const reader = new WireReader(new Uint8Array(bytes));
    expect(reader.next()).toBe(true);
    const message = reader.message();
    expect(message.next() && message.text(100)).toBe('Gewicht');
    expect(reader.next() && reader.float()).toBe(0.5);
    expect(reader.next() && reader.float()).toBe(-2);
    expect(reader.next() && reader.ints(10)).toEqual([300, -1]);
    expect(reader.ints(1)).toEqual([300]);
    expect(reader.next()).toBe(false);
  });

  it.each([
    ['a length beyond the end', [...tag(1, 2), 5, 1, 2], 'length'],
    ['a length of 2^60', [...tag(1, 2), ...varint(2n ** 60n)], 'length'],
    ['a varint of eleven bytes', [...tag(1, 0), ...new Array<number>(10).fill(255), 1], 'varint'],
    ['a varint that is cut', [...tag(1, 0), 255], 'cut-short'],
    ['four bytes of which two are there', [...tag(1, 5), 1, 2], 'cut-short'],
    ['a group', tag(1, 3), 'wire-type'],
    ['field 0', [...tag(0, 0), 1], 'field-number'],
  ])('is at fault at %s', (_, bytes, fault) => {
    const reader = new WireReader(new Uint8Array(bytes));
    expect(reader.next()).toBe(false);
    expect(reader.fault).toBe(fault);
    expect(reader.next()).toBe(false);
  });

  it('does not go deeper than its limit', () => {
    // Every message holds itself but for two bytes.
    const bytes = new Uint8Array(100);
    for (let at = 0; at < 100; at += 2) bytes.set([...tag(1, 2), Math.max(0, 98 - at)], at);
    let reader = new WireReader(bytes);
    let depth = 0;
    for (; reader.next(); depth++) reader = reader.message();
    expect(reader.fault).toBe('depth');
    expect(depth).toBe(MAX_WIRE_DEPTH + 1);
  });

  it('ends on any bytes and stays inside them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const reader = new WireReader(bytes);
        let fields = 0;
        while (reader.next()) {
          fields += 1;
          expect(reader.valueEnd).toBeLessThanOrEqual(bytes.length);
          reader.text(50);
          reader.ints(50);
          reader.float();
          reader.message().next();
        }
        expect(fields).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});
