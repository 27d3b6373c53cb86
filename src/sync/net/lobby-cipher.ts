import { fromUtf8, toUtf8 } from '../../base/bytes.ts';

const IV_BYTES = 12;
/** What is kept to recognise a message that the server sends once more. */
const MAX_SEEN = 2_000;

/**
 * Hides what browsers tell one another through a signaling server. In place of y-webrtc's own cipher, which decrypts
 * in a promise that nobody watches: a server could throw into the page at will.
 */
export class LobbyCipher {
  private readonly seen = new Set<string>();

  private constructor(
    private readonly key: CryptoKey,
    private readonly roomName: Uint8Array<ArrayBuffer>,
  ) {}

  /** `password`: a secret of full strength, not one that a person chose; it is not stretched. */
  static async make(password: string, roomName: string): Promise<LobbyCipher> {
    const salt = toUtf8(roomName);
    const material = await crypto.subtle.importKey('raw', toUtf8(password), 'HKDF', false, ['deriveKey']);
    const key = await crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt, info: toUtf8('cairn lobby 1') },
      material,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
    return new LobbyCipher(key, salt);
  }

  /** Base 64 of initialisation vector and ciphertext of the value as JSON. */
  async seal(value: unknown): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const bytes = toUtf8(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt(this.params(iv), this.key, bytes);
    return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
  }

  /** Undefined for what was not sealed with this key for this room, is no JSON, or has been opened before. */
  async open(text: string): Promise<unknown> {
    try {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const iv = bytes.slice(0, IV_BYTES);
      const opened = await crypto.subtle.decrypt(this.params(iv), this.key, bytes.subarray(IV_BYTES));
      return this.isNew(iv) ? JSON.parse(fromUtf8(new Uint8Array(opened))) : undefined;
    } catch {
      return undefined;
    }
  }

  private params(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: this.roomName };
  }

  private isNew(iv: Uint8Array): boolean {
    const name = iv.join(' ');
    if (this.seen.has(name)) return false;
    this.seen.add(name);
    const [oldest] = this.seen;
    if (this.seen.size > MAX_SEEN && oldest !== undefined) this.seen.delete(oldest);
    return true;
  }
}
