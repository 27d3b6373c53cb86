import { toUtf8 } from '../../../src/base/bytes.ts';
import { GrowingBytes } from './growing-bytes.ts';

const TRUE = 1;
const FALSE = 2;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
const SHORT_LIST = 15;

/** A structure in Thrift's compact protocol; fields are given in ascending order. */
export class ThriftStruct {
  private readonly out = new GrowingBytes();
  private last = 0;

  bool(id: number, value: boolean): this {
    return this.field(id, value ? TRUE : FALSE);
  }

  i32(id: number, value: number): this {
    this.field(id, I32).out.zigzag(value);
    return this;
  }

  /** Within ±2^52. */
  i64(id: number, value: number): this {
    this.field(id, I64).out.zigzag(value);
    return this;
  }

  text(id: number, value: string): this {
    return this.binary(id, toUtf8(value));
  }

  binary(id: number, bytes: Uint8Array): this {
    this.field(id, BINARY).out.varint(bytes.length).add(bytes);
    return this;
  }

  struct(id: number, value: ThriftStruct): this {
    this.field(id, STRUCT).out.add(value.bytes());
    return this;
  }

  structs(id: number, values: readonly ThriftStruct[]): this {
    this.list(id, STRUCT, values.length);
    for (const value of values) this.out.add(value.bytes());
    return this;
  }

  i32s(id: number, values: readonly number[]): this {
    this.list(id, I32, values.length);
    for (const value of values) this.out.zigzag(value);
    return this;
  }

  texts(id: number, values: readonly string[]): this {
    this.list(id, BINARY, values.length);
    for (const value of values) {
      const bytes = toUtf8(value);
      this.out.varint(bytes.length).add(bytes);
    }
    return this;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const whole = this.out.take();
    const ended = new Uint8Array(whole.length + 1);
    ended.set(whole);
    return ended;
  }

  private list(id: number, type: number, count: number): void {
    this.field(id, LIST);
    if (count < SHORT_LIST) this.out.u8((count << 4) | type);
    else this.out.u8((SHORT_LIST << 4) | type).varint(count);
  }

  private field(id: number, type: number): this {
    this.out.u8(((id - this.last) << 4) | type);
    this.last = id;
    return this;
  }
}
