import { fromUtf8, toUtf8 } from '../../base/bytes.ts';

/**
 * y-webrtc's messages between peers, as far as an empty document and presence need them:
 *
 *     0 0 1 0      what do you have? Nothing here.       0 1 2 0 0   then you miss nothing
 *     3            who is here?                          1 …         presence of some clients
 *
 * Presence: byte length, count, then for each client: id, clock, state as JSON. Numbers are base 128, low part first.
 */
const QUESTION = [0, 0, 1, 0];
const ANSWER = [0, 1, 2, 0, 0];
const PRESENCE = 1;
const WHO_IS_HERE = 3;

export const MAX_PRESENCES = 64;
export const MAX_STATE_BYTES = 2 * 1024;
/** Of everybody who ever was here, whose clocks y-protocols keeps. */
const MAX_KNOWN = 1_024;
const MAX_CLIENT_ID = 2 ** 32 - 1;
const MAX_CLOCK = 2 ** 31;
/** Names of clients are short; nobody else needs more. */
const MAX_TOKEN_CHARS = 1_024;

export interface Presence {
  /** Says who this is; whoever knows the members can verify it. */
  readonly token: string;
  /** JSON of the layer above. */
  readonly state: unknown;
}

/** What y-webrtc holds at the moment. */
export interface KnownClients {
  readonly clientID: number;
  readonly states: ReadonlyMap<number, unknown>;
  readonly meta: ReadonlyMap<number, unknown>;
}

interface PresenceEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: string;
}

/**
 * The message, or what of it may reach y-webrtc, or null. It decodes without any bounds of its own, lets anybody
 * speak for this client, and would take a document from anyone.
 */
export function filterLobbyMessage(message: Uint8Array, known: KnownClients): Uint8Array<ArrayBuffer> | null {
  if ([QUESTION, ANSWER, [WHO_IS_HERE]].some((allowed) => equals(message, allowed))) return message.slice();
  const entries = message[0] === PRESENCE ? readPresence(message) : null;
  if (!entries) return null;
  let newStates = 0;
  let newClients = 0;
  const admitted = entries.filter(({ client, state }) => {
    if (client === known.clientID) return false;
    if (state === 'null') return known.meta.has(client);
    if (known.states.size + newStates >= MAX_PRESENCES && !known.states.has(client)) return false;
    if (known.meta.size + newClients >= MAX_KNOWN && !known.meta.has(client)) return false;
    if (!known.states.has(client)) newStates += 1;
    if (!known.meta.has(client)) newClients += 1;
    return true;
  });
  return writePresence(admitted);
}

/** The state that y-webrtc carries, as JSON fits, or null when it is too large. */
export function toLobbyState(presence: Presence): { readonly t: string; readonly s: unknown } | null {
  const state = { t: presence.token, s: presence.state };
  return parseState(JSON.stringify(state)) ? state : null;
}

export function fromLobbyState(state: unknown): Presence | null {
  if (typeof state !== 'object' || state === null || !('t' in state) || typeof state.t !== 'string')
    return null;
  return { token: state.t, state: 's' in state ? state.s : null };
}

function readPresence(message: Uint8Array): PresenceEntry[] | null {
  const cursor = new Cursor(message, 1);
  if (cursor.number() !== message.byteLength - cursor.at) return null;
  const count = cursor.number();
  if (count > MAX_PRESENCES * 2) return null;
  const entries: PresenceEntry[] = [];
  while (entries.length < count) {
    const client = cursor.number();
    const clock = cursor.number();
    const bytes = cursor.take(cursor.number(), MAX_STATE_BYTES);
    if (!bytes || client > MAX_CLIENT_ID || clock > MAX_CLOCK) return null;
    const state = fromUtf8(bytes);
    if (state !== 'null' && !parseState(state)) return null;
    entries.push({ client, clock, state });
  }
  return cursor.at === message.byteLength ? entries : null;
}

function parseState(json: string): boolean {
  if (toUtf8(json).byteLength > MAX_STATE_BYTES) return false;
  try {
    const presence = fromLobbyState(JSON.parse(json));
    return presence !== null && presence.token.length <= MAX_TOKEN_CHARS;
  } catch {
    return false;
  }
}

function writePresence(entries: readonly PresenceEntry[]): Uint8Array<ArrayBuffer> | null {
  if (entries.length === 0) return null;
  const body: number[] = [];
  writeNumber(body, entries.length);
  for (const { client, clock, state } of entries) {
    const bytes = toUtf8(state);
    writeNumber(body, client);
    writeNumber(body, clock);
    writeNumber(body, bytes.byteLength);
    for (const byte of bytes) body.push(byte);
  }
  const message = [PRESENCE];
  writeNumber(message, body.length);
  return Uint8Array.from([...message, ...body]);
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Past the end, numbers are Infinity, which every limit refuses. */
class Cursor {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  number(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 42; scale *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) return Number.POSITIVE_INFINITY;
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.POSITIVE_INFINITY;
  }

  take(count: number, maxCount: number): Uint8Array | null {
    if (count > maxCount || this.at + count > this.bytes.byteLength) return null;
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}

function equals(bytes: Uint8Array, expected: readonly number[]): boolean {
  return bytes.byteLength === expected.length && expected.every((byte, index) => bytes[index] === byte);
}
