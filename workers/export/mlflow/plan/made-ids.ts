import { toUtf8 } from '../../../../src/base/bytes.ts';
import { sha256HexNow } from '../../../../src/base/sha256.ts';

const SEPARATOR = '\u001f';

/** 32 hexadecimal digits, as MLflow's own ids have; the same parts give the same id on every machine. */
export function hexId(...parts: readonly string[]): string {
  return sha256HexNow(toUtf8(parts.join(SEPARATOR))).slice(0, 32);
}
