import { toUtf8 } from '../../../src/base/bytes.ts';
import { sha256HexNow } from '../../../src/base/sha256.ts';

/** Ids of MLflow are random UUIDs (version 4) without their hyphens. */
const RANDOM_UUID = /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

/** A run's id as a UUID, the same whenever and wherever it is asked for: its own, or one made of its key (version 8). */
export function runUuid(key: string): string {
  if (RANDOM_UUID.test(key)) return hyphened(key);
  const hex = sha256HexNow(toUtf8(`cairn run ${key}`)).slice(0, 32);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return hyphened(`${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`);
}

function hyphened(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
