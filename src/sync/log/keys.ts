import { fromBase64Url, toBase64Url } from '../../base/base64url.ts';
import { concatBytes, fromHex, toHex, toUtf8 } from '../../base/bytes.ts';
import { IV_BYTES } from './envelope.ts';
import { MAX_JOINED_EPOCHS } from './limits.ts';
import type { DeviceId, EnvelopeId, StoredSecrets, WorkspaceFingerprint } from './replica.ts';

const KEY_BYTES = 32;
const TAG_BYTES = 16;

type Bytes = Uint8Array<ArrayBuffer>;
export type EpochKeys = readonly (readonly [epoch: EnvelopeId, key: Bytes])[];

/** 256 bits by HKDF-SHA-256. The input is random already, so there is no salt but where one is named. */
export async function deriveBytes(
  secret: Bytes,
  label: string,
  salt: Bytes = new Uint8Array(0),
): Promise<Bytes> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info: toUtf8(`cairn/v1/${label}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, KEY_BYTES * 8));
}

export async function toAesKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export function makeEpochKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

/** Keys of a device: the private halves never leave the browser. */
export async function makeDeviceKeys(): Promise<Pick<StoredSecrets, 'signing' | 'agreement'>> {
  const signing = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const agreement = (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair;
  return { signing, agreement };
}

export async function toPublicText(pair: CryptoKeyPair): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
}

/** Null for a text that is no Ed25519 public key. */
export async function importVerifyKey(text: string): Promise<CryptoKey | null> {
  const raw = fromBase64Url(text);
  if (raw?.byteLength !== KEY_BYTES) return null;
  return crypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']).catch(() => null);
}

/**
 * An epoch's key sealed to one device: `[ephemeral public key][IV][ciphertext]`, base64url. Null when the device's
 * key is one with which nobody can agree; such a device gets no key, and cannot hinder a removal.
 */
export async function sealEpochKey(
  key: Bytes,
  workspace: WorkspaceFingerprint,
  device: DeviceId,
  agreementKey: string,
): Promise<string | null> {
  const recipient = fromBase64Url(agreementKey);
  if (recipient?.byteLength !== KEY_BYTES) return null;
  const ephemeral = (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair;
  const sender = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const wrapping = await agree(ephemeral.privateKey, recipient, concatBytes([sender, recipient]));
  if (!wrapping) return null;
  return toBase64Url(concatBytes([sender, await encrypt(wrapping, key, sealContext(workspace, device))]));
}

/** Whether anything can be sealed to a device's key at all. */
export async function canSealTo(agreementKey: string): Promise<boolean> {
  const recipient = fromBase64Url(agreementKey);
  if (recipient?.byteLength !== KEY_BYTES) return false;
  const pair = (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair;
  return (await agree(pair.privateKey, recipient, recipient)) !== null;
}

export async function openEpochKey(
  box: string,
  workspace: WorkspaceFingerprint,
  device: DeviceId,
  agreement: CryptoKeyPair,
): Promise<Bytes | null> {
  const bytes = fromBase64Url(box);
  if (bytes?.byteLength !== KEY_BYTES + IV_BYTES + KEY_BYTES + TAG_BYTES) return null;
  const sender = bytes.slice(0, KEY_BYTES);
  const recipient = new Uint8Array(await crypto.subtle.exportKey('raw', agreement.publicKey));
  const wrapping = await agree(agreement.privateKey, sender, concatBytes([sender, recipient]));
  return wrapping && decrypt(wrapping, bytes.slice(KEY_BYTES), sealContext(workspace, device));
}

/** Keys of earlier epochs under a new one, base64url. */
export async function sealPrevious(key: Bytes, earlier: EpochKeys): Promise<string> {
  const plain = concatBytes(earlier.flatMap(([epoch, raw]) => [fromHex(epoch), raw]));
  return toBase64Url(await encrypt(await previousKey(key), plain, new Uint8Array(0)));
}

/** Null when the text was not made with this key. */
export async function openPrevious(key: Bytes, previous: string): Promise<EpochKeys | null> {
  const bytes = fromBase64Url(previous);
  const plain = bytes && (await decrypt(await previousKey(key), bytes, new Uint8Array(0)));
  if (!plain) return null;
  if (plain.byteLength % 64 !== 0 || plain.byteLength > MAX_JOINED_EPOCHS * 64) return [];
  const keys: [EnvelopeId, Bytes][] = [];
  for (let at = 0; at < plain.byteLength; at += 64) {
    keys.push([toHex(plain.subarray(at, at + 32)) as EnvelopeId, plain.slice(at + 32, at + 64)]);
  }
  return keys;
}

async function previousKey(key: Bytes): Promise<CryptoKey> {
  return toAesKey(await deriveBytes(key, 'previous'));
}

function sealContext(workspace: WorkspaceFingerprint, device: DeviceId): Bytes {
  return toUtf8(`cairn/v1/seal/${workspace}/${device}`);
}

/** Null for public keys of small order, which WebCrypto refuses. */
async function agree(own: CryptoKey, other: Bytes, salt: Bytes): Promise<CryptoKey | null> {
  try {
    const key = await crypto.subtle.importKey('raw', other, 'X25519', false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: key }, own, KEY_BYTES * 8);
    return await toAesKey(await deriveBytes(new Uint8Array(shared), 'seal', salt));
  } catch {
    return null;
  }
}

async function encrypt(key: CryptoKey, plain: Bytes, context: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: context };
  return concatBytes([iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain))]);
}

async function decrypt(key: CryptoKey, bytes: Bytes, context: Bytes): Promise<Bytes | null> {
  if (bytes.byteLength < IV_BYTES + TAG_BYTES) return null;
  const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, IV_BYTES), additionalData: context };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.slice(IV_BYTES)));
  } catch {
    return null;
  }
}
