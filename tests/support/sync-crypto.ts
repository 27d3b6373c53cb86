import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  KeyObject,
  sign,
  verify,
  webcrypto,
} from 'node:crypto';

/**
 * WebCrypto that answers within the same turn and draws its chance from a seed: the same algorithms by the same
 * library, but a simulation that uses it runs the same way twice. To be imported before anything that takes hold of
 * `getRandomValues`, such as Yjs.
 */
type Bytes = ArrayBuffer | ArrayBufferView;

let state = 1;
/** Key pairs cost more than all else: the nth one made after seeding is the same whatever the seed. */
let madePairs = 0;
const pairs: Promise<unknown>[] = [];
/** What was found valid before; the members of a team verify the same signatures. */
const valid = new Map<string, boolean>();
const rawKeys = new WeakMap<CryptoKey, Buffer>();
const MAX_REMEMBERED = 20_000;

/** xorshift32 over one global state. */
export function seedCrypto(seed: number): void {
  madePairs = 0;
  state = (Math.imul(seed + 1, 2654435761) ^ 0x9e3779b9) | 0 || 1;
}

function nextByte(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 11) & 255;
}

const toBuffer = (bytes: Bytes): Buffer =>
  ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const hashName = (algorithm: unknown): string => {
  const name = typeof algorithm === 'string' ? algorithm : (algorithm as { name?: string } | undefined)?.name;
  return (name ?? 'SHA-256').replace('-', '').toLowerCase();
};

interface Algorithm {
  readonly name: string;
  readonly hash?: unknown;
  readonly salt?: Bytes;
  readonly info?: Bytes;
  readonly iv?: Bytes;
  readonly additionalData?: Bytes;
  readonly public?: CryptoKey;
}
const named = (algorithm: string | Algorithm): Algorithm =>
  typeof algorithm === 'string' ? { name: algorithm } : algorithm;
const keyObject = (key: CryptoKey): KeyObject => KeyObject.from(key as webcrypto.CryptoKey);

const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const X25519_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

const real = webcrypto.subtle;
const importKey = real.importKey.bind(real) as (...args: unknown[]) => Promise<CryptoKey>;

async function generateKey(
  algorithm: string | Algorithm,
  extractable: boolean,
  usages: KeyUsage[],
): Promise<unknown> {
  const { name } = named(algorithm);
  if (name !== 'Ed25519' && name !== 'X25519') {
    const raw = Buffer.from(Array.from({ length: 32 }, nextByte));
    return importKey('raw', raw, algorithm, extractable, usages);
  }
  madePairs += 1;
  const at = madePairs * 4 + (name === 'X25519' ? 2 : 0) + (extractable ? 1 : 0);
  pairs[at] ??= makePair(name, createHash('sha256').update(`${at}`).digest(), extractable, usages);
  return pairs[at];
}

async function makePair(
  name: string,
  seed: Buffer,
  extractable: boolean,
  usages: KeyUsage[],
): Promise<unknown> {
  const der = Buffer.concat([name === 'Ed25519' ? ED25519_PREFIX : X25519_PREFIX, seed]);
  const ofPrivate = usages.filter((usage) => usage !== 'verify');
  const privateKey = await importKey('pkcs8', der, name, extractable, ofPrivate);
  const spki = createPublicKey(keyObject(privateKey)).export({ format: 'der', type: 'spki' });
  const ofPublic = usages.filter((usage) => usage === 'verify');
  return { privateKey, publicKey: await importKey('raw', spki.subarray(-32), name, true, ofPublic) };
}

async function exportKey(format: string, key: CryptoKey): Promise<unknown> {
  const object = keyObject(key);
  if (format === 'jwk') return object.export({ format: 'jwk' });
  if (format !== 'raw') throw new Error(`No export as ${format}`);
  if (object.type === 'secret') return toArrayBuffer(object.export());
  return toArrayBuffer(object.export({ format: 'der', type: 'spki' }).subarray(-32));
}

const overrides = {
  generateKey,
  exportKey,
  async digest(algorithm: string | Algorithm, data: Bytes) {
    return toArrayBuffer(createHash(hashName(algorithm)).update(toBuffer(data)).digest());
  },
  async sign(algorithm: string | Algorithm, key: CryptoKey, data: Bytes) {
    if (named(algorithm).name === 'Ed25519') return toArrayBuffer(sign(null, toBuffer(data), keyObject(key)));
    const { hash } = key.algorithm as HmacKeyAlgorithm;
    return toArrayBuffer(createHmac(hashName(hash), keyObject(key)).update(toBuffer(data)).digest());
  },
  async verify(algorithm: string | Algorithm, key: CryptoKey, signature: Bytes, data: Bytes) {
    if (named(algorithm).name === 'Ed25519') return verifyOnce(key, toBuffer(signature), toBuffer(data));
    const { hash } = key.algorithm as HmacKeyAlgorithm;
    const mac = createHmac(hashName(hash), keyObject(key)).update(toBuffer(data)).digest();
    return mac.equals(toBuffer(signature));
  },
  async encrypt(algorithm: Algorithm, key: CryptoKey, data: Bytes) {
    const cipher = createCipheriv('aes-256-gcm', keyObject(key), toBuffer(algorithm.iv ?? new Uint8Array()));
    if (algorithm.additionalData) cipher.setAAD(toBuffer(algorithm.additionalData));
    return toArrayBuffer(Buffer.concat([cipher.update(toBuffer(data)), cipher.final(), cipher.getAuthTag()]));
  },
  async decrypt(algorithm: Algorithm, key: CryptoKey, data: Bytes) {
    const bytes = toBuffer(data);
    const iv = toBuffer(algorithm.iv ?? new Uint8Array());
    const cipher = createDecipheriv('aes-256-gcm', keyObject(key), iv);
    if (algorithm.additionalData) cipher.setAAD(toBuffer(algorithm.additionalData));
    cipher.setAuthTag(bytes.subarray(-16));
    try {
      return toArrayBuffer(Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]));
    } catch {
      throw new DOMException('The operation failed', 'OperationError');
    }
  },
  async deriveBits(algorithm: Algorithm, key: CryptoKey, length: number) {
    return derive(algorithm, key, length);
  },
  async deriveKey(
    algorithm: Algorithm,
    key: CryptoKey,
    derived: Algorithm & { readonly length?: number },
    extractable: boolean,
    usages: KeyUsage[],
  ) {
    const bits = derived.length ?? (derived.name === 'HMAC' ? 512 : 256);
    return importKey('raw', derive(algorithm, key, bits), derived, extractable, usages);
  },
};

async function verifyOnce(key: CryptoKey, signature: Buffer, data: Buffer): Promise<boolean> {
  let raw = rawKeys.get(key);
  if (!raw) {
    raw = Buffer.from((await exportKey('raw', key)) as ArrayBuffer);
    rawKeys.set(key, raw);
  }
  const name = Buffer.concat([raw, signature, data]).toString('latin1');
  const known = valid.get(name);
  if (known !== undefined) return known;
  if (valid.size >= MAX_REMEMBERED) valid.clear();
  const isValid = verify(null, data, keyObject(key), signature);
  valid.set(name, isValid);
  return isValid;
}

function derive(algorithm: Algorithm, key: CryptoKey, bits: number): ArrayBuffer {
  if (algorithm.name === 'HKDF') {
    const empty = new Uint8Array();
    const salt = toBuffer(algorithm.salt ?? empty);
    const info = toBuffer(algorithm.info ?? empty);
    return hkdfSync(hashName(algorithm.hash), keyObject(key), salt, info, bits / 8);
  }
  if (!algorithm.public) throw new Error(`No derivation by ${algorithm.name}`);
  const shared = diffieHellman({ privateKey: keyObject(key), publicKey: keyObject(algorithm.public) });
  return toArrayBuffer(shared.subarray(0, bits / 8));
}

for (const [name, value] of Object.entries(overrides)) {
  Object.defineProperty(globalThis.crypto.subtle, name, { value, configurable: true });
}
Object.defineProperty(globalThis.crypto, 'getRandomValues', {
  configurable: true,
  value<T extends ArrayBufferView>(into: T): T {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = nextByte();
    return into;
  },
});
Object.defineProperty(globalThis.crypto, 'randomUUID', {
  configurable: true,
  value: () => {
    const hex = Array.from({ length: 16 }, () => nextByte().toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  },
});
