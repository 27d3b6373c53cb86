/** What of a session description matters for two data-only ends, and a description made from it. */
export interface SessionFields {
  readonly ufrag: string;
  readonly pwd: string;
  /** SHA-256 of the certificate, 32 bytes. */
  readonly fingerprint: Uint8Array<ArrayBuffer>;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly type: CandidateType;
  /** IPv4, IPv6, or a name that ends in `.local`. */
  readonly address: string;
  readonly port: number;
}

export const CANDIDATE_TYPES = ['host', 'srflx', 'relay', 'prflx'] as const;
export type CandidateType = (typeof CANDIDATE_TYPES)[number];

/** Ours is 700 characters and 100 for each network; descriptions of calls, with their codecs, are far longer. */
const MAX_CHARS = 16_000;
const TYPE_PREFERENCE: Readonly<Record<CandidateType, number>> = {
  host: 126,
  prflx: 110,
  srflx: 100,
  relay: 0,
};

/**
 * The one fingerprint in a description. Null when there is none, more than one, or one that is not SHA-256: with two
 * of them nobody could say which one the other end has proven.
 */
export function readFingerprint(sdp: string): Uint8Array<ArrayBuffer> | null {
  const found = new Set(valuesOf(sdp, 'fingerprint').map((value) => value.trim().toUpperCase()));
  const [only = ''] = found;
  const match = /^SHA-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/.exec(only);
  if (found.size !== 1 || !match?.[1]) return null;
  return Uint8Array.from(match[1].split(':'), (byte) => Number.parseInt(byte, 16));
}

/** True for what two of us say to each other: one data channel section and nothing to play. */
export function isDataOnly(sdp: string): boolean {
  if (sdp.length > MAX_CHARS) return false;
  const sections = sdp.split(/\r?\n/).filter((line) => line.startsWith('m='));
  return (
    sections.length === 1 && /^m=application \d+ UDP\/DTLS\/SCTP webrtc-datachannel/.test(sections[0] ?? '')
  );
}

export function parseDescription(sdp: string): SessionFields | null {
  if (!isDataOnly(sdp)) return null;
  const fingerprint = readFingerprint(sdp);
  const [ufrag] = valuesOf(sdp, 'ice-ufrag');
  const [pwd] = valuesOf(sdp, 'ice-pwd');
  if (!fingerprint || !ufrag || !pwd) return null;
  const candidates = valuesOf(sdp, 'candidate').flatMap((line) => parseCandidate(line) ?? []);
  return { ufrag, pwd, fingerprint, candidates };
}

export function buildDescription(fields: SessionFields, setup: 'actpass' | 'active' | 'passive'): string {
  const lines = [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...fields.candidates.map((candidate, index) => `a=candidate:${candidateLine(candidate, index)}`),
    `a=ice-ufrag:${fields.ufrag}`,
    `a=ice-pwd:${fields.pwd}`,
    `a=fingerprint:sha-256 ${[...fields.fingerprint].map(toHexByte).join(':')}`,
    `a=setup:${setup}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** SHA-256 over both fingerprints in sorted order. */
export async function bindFingerprints(
  one: Uint8Array<ArrayBuffer>,
  other: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const sorted = [one, other].sort(compareBytes);
  const both = new Uint8Array(one.byteLength + other.byteLength);
  both.set(sorted[0] ?? one);
  both.set(sorted[1] ?? other, sorted[0]?.byteLength);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', both));
}

function compareBytes(one: Uint8Array, other: Uint8Array): number {
  for (const [index, byte] of one.entries()) {
    const difference = byte - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.byteLength - other.byteLength;
}

function valuesOf(sdp: string, attribute: string): string[] {
  const start = `a=${attribute}:`;
  return sdp
    .slice(0, MAX_CHARS)
    .split(/\r?\n/)
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

/** `foundation component protocol priority address port typ type …`; TCP ones lead nowhere between browsers. */
function parseCandidate(line: string): Candidate | null {
  const [, component, protocol, , address, portText, , typeText] = line.split(' ');
  const type = CANDIDATE_TYPES.find((candidate) => candidate === typeText);
  const port = Number(portText);
  if (component !== '1' || protocol?.toLowerCase() !== 'udp' || !type || !address) return null;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return { type, address, port };
}

/** Earlier ones are preferred within their type. */
function candidateLine({ type, address, port }: Candidate, index: number): string {
  const priority = TYPE_PREFERENCE[type] * 2 ** 24 + (65_535 - index) * 256 + 255;
  const related = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0';
  return `${index + 1} 1 udp ${priority} ${address} ${port} typ ${type}${related}`;
}

function toHexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
