import { fromBase64Url, toBase64Url } from '../../base/base64url.ts';
import { concatBytes, toUtf8 } from '../../base/bytes.ts';
import { isPublicKey } from './envelope.ts';
import { deriveBytes, importVerifyKey } from './keys.ts';
import { MAX_NAME } from './limits.ts';
import type { DeviceId, Invite, WorkspaceFingerprint } from './replica.ts';

export const INVITE_SECRET_BYTES = 16;
/** DER in front of the 32 bytes of an Ed25519 private key (RFC 8410 §7). */
const PKCS8_PREFIX = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

/** What a joiner shows to an owner: that it holds the link, and the keys that it will write with. */
export interface JoinRequest {
  readonly invite: string;
  readonly device: DeviceId;
  readonly agreementKey: string;
  readonly name: string;
  readonly signature: string;
}

/** The key pair that follows from the secret in a link; only its public half is ever written down. */
export async function inviteKeyFrom(
  secret: Uint8Array<ArrayBuffer>,
): Promise<{ readonly key: string; readonly signing: CryptoKey }> {
  const seed = await deriveBytes(secret, 'invite');
  const bytes = concatBytes([PKCS8_PREFIX, seed]);
  // Extractable only to learn the public half, which WebCrypto gives in no other way.
  const open = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', open);
  if (x === undefined) throw new Error('A private key without its public half');
  const signing = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', false, ['sign']);
  return { key: x, signing };
}

export async function signJoinRequest(
  secret: Uint8Array<ArrayBuffer>,
  workspace: WorkspaceFingerprint,
  joiner: { readonly device: DeviceId; readonly agreementKey: string; readonly name: string },
): Promise<JoinRequest> {
  const { key, signing } = await inviteKeyFrom(secret);
  const unsigned = { invite: key, ...joiner };
  const signature = await crypto.subtle.sign('Ed25519', signing, signedBytes(workspace, unsigned));
  return { ...unsigned, signature: toBase64Url(new Uint8Array(signature)) };
}

export type JoinAnswer =
  | { readonly kind: 'valid'; readonly invite: Invite }
  | { readonly kind: 'refused'; readonly code: 'no-invite' | 'spent' | 'expired' | 'bad-signature' };

/** For the owner's side. Whoever sent the request proves separately, when it connects, that the device key is its own. */
export async function verifyJoinRequest(
  request: JoinRequest,
  workspace: WorkspaceFingerprint,
  invites: readonly Invite[],
  nowMs: number,
): Promise<JoinAnswer> {
  const invite = invites.find(({ key }) => key === request.invite);
  if (!invite) return { kind: 'refused', code: 'no-invite' };
  if (invite.spent) return { kind: 'refused', code: 'spent' };
  if (invite.expiresMs < nowMs) return { kind: 'refused', code: 'expired' };
  const key = await importVerifyKey(request.invite);
  const signature = fromBase64Url(request.signature);
  const isShaped = isPublicKey(request.device) && isPublicKey(request.agreementKey);
  if (!key || !isShaped || signature?.byteLength !== 64 || request.name.length > MAX_NAME)
    return { kind: 'refused', code: 'bad-signature' };
  const isValid = await crypto.subtle.verify('Ed25519', key, signature, signedBytes(workspace, request));
  return isValid ? { kind: 'valid', invite } : { kind: 'refused', code: 'bad-signature' };
}

function signedBytes(
  workspace: WorkspaceFingerprint,
  { device, agreementKey, name }: Pick<JoinRequest, 'device' | 'agreementKey' | 'name'>,
): Uint8Array<ArrayBuffer> {
  // The name comes last: everything in front of it has a fixed length.
  return toUtf8(`cairn/v1/join/${workspace}/${device}/${agreementKey}/${name}`);
}
