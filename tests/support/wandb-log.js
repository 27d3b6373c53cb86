import { writeBlockLog } from './block-log-writer.js';

/**
 * Protobuf by hand, for logs that no client writes any more, or writes only when it breaks.
 * @param {number} field @param {number} value @returns {Uint8Array}
 */
export function int(field, value) {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** @param {number} field @param {...Uint8Array} parts @returns {Uint8Array} */
export function message(field, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}

/** @param {number} field @param {string} value @returns {Uint8Array} */
export function text(field, value) {
  return message(field, Buffer.from(value));
}

function varint(value) {
  const bytes = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

/**
 * An item `{key | nested_key*, value_json}` under the field where the record has its items.
 * @param {number} field @param {string | readonly string[]} key @param {string} json @returns {Uint8Array}
 */
export function item(field, key, json) {
  const path = typeof key === 'string' ? [text(1, key)] : key.map((part) => text(2, part));
  return message(field, ...path, text(16, json));
}

/**
 * A history record: values as JSON; `step` is the record's own.
 * @param {Record<string, string>} values @param {{ step?: number, nested?: boolean }} [how] @returns {Uint8Array}
 */
export function row(values, { step, nested = true } = {}) {
  const items = Object.entries(values).map(([key, json]) => item(1, nested ? [key] : key, json));
  return message(2, ...items, ...(step === undefined ? [] : [message(2, int(1, step))]));
}

/** @param {string} id @param {...Uint8Array} more @returns {Uint8Array} */
export function runRecord(id, ...more) {
  return message(17, text(1, id), text(3, 'taxi'), ...more);
}

/** @param {number} code @returns {Uint8Array} */
export function exitRecord(code) {
  return message(18, int(1, code));
}

/**
 * Records are numbered from 1, as clients do.
 * @param {readonly Uint8Array[]} records @returns {Uint8Array}
 */
export function wandbLog(records) {
  const numbered = records.map((record, index) => Buffer.concat([int(1, index + 1), record]));
  return writeBlockLog(Buffer.from(':W&B\xe1\xbe\x00', 'latin1'), numbered);
}
