import { fromBase64Url, toBase64Url } from '../base/base64url.ts';
import { fromHex, toHex, toUtf8 } from '../base/bytes.ts';

/**
 * A share link carries everything that is needed to read a workspace, behind the `#` where no server sees it:
 * `#join=` and base64url of
 *   version (1) · role (1) · workspace id (32) · epoch id (32) · epoch key (32) · invitation secret (16, or none)
 *   · length of the hints (2) · hints as JSON · check value (4, the beginning of SHA-256 of all before it)
 */
export interface ShareLink {
  readonly role: 'link-viewer' | 'editor' | 'owner';
  /** Genesis envelope id, 64 hexadecimal digits. */
  readonly workspace: string;
  /** Envelope that began the epoch, 64 hexadecimal digits. */
  readonly epoch: string;
  readonly epochKey: Uint8Array<ArrayBuffer>;
  /** null in a viewer link. */
  readonly inviteSecret: Uint8Array<ArrayBuffer> | null;
  readonly name: string;
  /** Rendezvous servers, STUN and TURN that the sharer uses. */
  readonly servers: readonly string[];
  readonly iceServers: readonly string[];
}

export type LinkFailure = 'not-a-link' | 'newer-link';

const VERSION = 1;
const ROLES = ['link-viewer', 'editor', 'owner'] as const;
const SECRET_BYTES = 16;
const CHECK_BYTES = 4;
const MAX_HINTS = 4096;
const MAX_SERVERS = 8;
const MAX_HINT_NAME = 100;
/** Anything longer is no link of ours; decided before a byte is decoded. */
const MAX_TEXT = 8192;

/** The fragment, from `#` on. */
export async function toShareFragment(link: ShareLink): Promise<string> {
  const hints = writeHints(link);
  const secret = link.inviteSecret ?? new Uint8Array();
  const body = new Uint8Array(2 + 96 + secret.length + 2 + hints.length);
  body.set([VERSION, ROLES.indexOf(link.role)]);
  body.set(fromHex(link.workspace), 2);
  body.set(fromHex(link.epoch), 34);
  body.set(link.epochKey, 66);
  body.set(secret, 98);
  const at = 98 + secret.length;
  body.set([hints.length >> 8, hints.length & 0xff], at);
  body.set(hints, at + 2);
  const whole = new Uint8Array(body.length + CHECK_BYTES);
  whole.set(body);
  whole.set(await checkValue(body), body.length);
  return `#join=${toBase64Url(whole)}`;
}

/** Reads a fragment, or a whole address with one, as somebody pasted it. */
export async function parseShareLink(text: string): Promise<ShareLink | LinkFailure> {
  const encoded = text.length > MAX_TEXT ? undefined : /#join=([\w-]+)\s*$/.exec(text)?.[1];
  const bytes = encoded === undefined ? null : fromBase64Url(encoded);
  if (!bytes || bytes.length < 2 + 96 + 2 + CHECK_BYTES) return 'not-a-link';
  if ((bytes[0] ?? 0) > VERSION) return 'newer-link';
  const body = bytes.subarray(0, bytes.length - CHECK_BYTES);
  const check = await checkValue(body);
  if (check.some((value, index) => value !== bytes[body.length + index])) return 'not-a-link';
  const role = ROLES[body[1] ?? ROLES.length];
  if (body[0] !== VERSION || !role) return 'not-a-link';
  const secretBytes = role === 'link-viewer' ? 0 : SECRET_BYTES;
  const at = 98 + secretBytes;
  const length = ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
  if (length > MAX_HINTS || body.length !== at + 2 + length) return 'not-a-link';
  return {
    role,
    workspace: toHex(body.subarray(2, 34)),
    epoch: toHex(body.subarray(34, 66)),
    epochKey: body.slice(66, 98),
    inviteSecret: secretBytes === 0 ? null : body.slice(98, at),
    ...parseHints(body.subarray(at + 2)),
  };
}

/** As many servers as there is room for: a link without some of them still opens the workspace. */
function writeHints({ name, servers, iceServers }: ShareLink): Uint8Array<ArrayBuffer> {
  for (let kept = MAX_SERVERS; ; kept -= 1) {
    const said = { n: name.slice(0, MAX_HINT_NAME), s: servers.slice(0, kept), i: iceServers.slice(0, kept) };
    const hints = toUtf8(JSON.stringify(said));
    if (hints.byteLength <= MAX_HINTS || kept === 0) return hints;
  }
}

function parseHints(bytes: Uint8Array): Pick<ShareLink, 'name' | 'servers' | 'iceServers'> {
  let hints: unknown = null;
  try {
    hints = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Hints are a convenience: without them the link still names the workspace and opens it.
  }
  const { n, s, i } = (hints ?? {}) as { n?: unknown; s?: unknown; i?: unknown };
  return {
    name: typeof n === 'string' ? n.slice(0, MAX_HINT_NAME) : '',
    servers: readAddresses(s, ['ws:', 'wss:']),
    iceServers: readAddresses(i, ['stun:', 'turn:', 'turns:']),
  };
}

/** Addresses of these kinds and nothing else: what a link says is a stranger's word. */
export function readAddresses(raw: unknown, protocols: readonly string[]): readonly string[] {
  if (!Array.isArray(raw)) return [];
  const known = raw.filter((one): one is string => {
    if (typeof one !== 'string' || one.length > 300 || !URL.canParse(one)) return false;
    return protocols.includes(new URL(one).protocol);
  });
  return [...new Set(known)].slice(0, MAX_SERVERS);
}

async function checkValue(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', body)).slice(0, CHECK_BYTES);
}
