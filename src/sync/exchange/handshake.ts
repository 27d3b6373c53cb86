import { concatBytes, toUtf8 } from '../../base/bytes.ts';
import { importVerifyKey } from '../log/keys.ts';
import type { DeviceId } from '../log/replica.ts';
import { encodeMessage, type HeadOf, type Message, MIN_PEER_VERSION, PROTOCOL_VERSION } from './messages.ts';
import type { Replica } from './replica-port.ts';
import { type Evidence, type HandshakeFailure, judgeStanding, type Standing } from './standing.ts';

const NONCE_BYTES = 32;
const TAG_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAC_BYTES = 32;
/** Label under which both sides derive the key that proves the current epoch. */
const HANDSHAKE_KEY = 'handshake';

export interface HandshakeOptions {
  readonly replica: Replica;
  readonly binding: Uint8Array<ArrayBuffer>;
  readonly initiator: boolean;
  readonly app: string;
  /** This device is asking to be let in. */
  readonly joining: boolean;
  readonly send: (message: Uint8Array<ArrayBuffer>) => void;
}

export type HandshakeResult =
  | {
      readonly kind: 'met';
      readonly device: DeviceId;
      readonly app: string;
      /** What they are here. */
      readonly standing: Standing;
      /** What this device is to them. */
      readonly ours: Standing;
      readonly evidence: Evidence;
    }
  /** `by` says who refused; with `needs-newer`, who has to update. */
  | { readonly kind: 'failed'; readonly code: HandshakeFailure; readonly by: 'us' | 'them' };

interface Met {
  readonly hello: HeadOf<'hello'>;
  readonly nonce: Uint8Array;
}

interface Judged {
  readonly standing: Standing;
  readonly evidence: Evidence;
}

/**
 * Both sides prove who they are before anything is served: a signature of the device key over the workspace, both
 * nonces, both keys and what binds it to this very connection, and, of whoever is not a member, an HMAC with the key
 * of the current epoch. A third party in the middle has another binding on each side and so passes for nobody.
 * Order on the wire, each way: hello, proof, verdict.
 */
export class Handshake {
  private readonly options: HandshakeOptions;
  private readonly nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  private theirs: Met | null = null;
  private judged: Judged | null = null;

  constructor(options: HandshakeOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    const { replica, app, send } = this.options;
    const tag = await workspaceTag(replica.workspace, this.nonce);
    const head = { v: PROTOCOL_VERSION, minReader: MIN_PEER_VERSION, device: replica.device, app };
    send(encodeMessage('hello', head, concatBytes([this.nonce, tag])));
  }

  /** Takes one message of the handshake; null while it goes on. Anything out of order fails it. */
  async receive(message: Message): Promise<HandshakeResult | null> {
    if (message.kind === 'hello' && !this.theirs) return this.onHello(message.head, message.rest);
    if (message.kind === 'proof' && this.theirs && !this.judged)
      return this.onProof(this.theirs, message.head, message.rest);
    if (message.kind === 'verdict') return this.onVerdict(message.head);
    return this.fail('bad-proof');
  }

  private async onHello(hello: HeadOf<'hello'>, rest: Uint8Array): Promise<HandshakeResult | null> {
    if (hello.minReader > PROTOCOL_VERSION) return this.fail('needs-newer', 'us');
    if (hello.v < MIN_PEER_VERSION) return this.fail('needs-newer', 'them');
    if (rest.byteLength < NONCE_BYTES + TAG_BYTES) return this.fail('bad-proof');
    const { replica } = this.options;
    const nonce = rest.slice(0, NONCE_BYTES);
    const tag = rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    if (!isSame(tag, await workspaceTag(replica.workspace, nonce))) return this.fail('other-workspace');
    // A mirror, or a cloned profile: two replicas with one key would number their envelopes alike.
    if (hello.device === replica.device) return this.fail('bad-proof');
    this.theirs = { hello, nonce };
    const transcript = this.transcript(this.theirs, this.options.initiator);
    const mac = await epochMac(replica, transcript);
    const signature = await replica.sign(transcript);
    const head = { epoch: mac ? replica.epoch() : '', joining: this.options.joining } as const;
    this.options.send(encodeMessage('proof', head, concatBytes(mac ? [signature, mac] : [signature])));
    return null;
  }

  private async onProof(
    theirs: Met,
    proof: HeadOf<'proof'>,
    rest: Uint8Array<ArrayBuffer>,
  ): Promise<HandshakeResult | null> {
    const { replica } = this.options;
    const transcript = this.transcript(theirs, !this.options.initiator);
    const signature = rest.slice(0, SIGNATURE_BYTES);
    const key = await importVerifyKey(theirs.hello.device);
    const isSigned = key !== null && (await crypto.subtle.verify('Ed25519', key, signature, transcript));
    if (!isSigned) return this.fail('bad-proof');
    const epoch = replica.epoch();
    const mac = rest.subarray(SIGNATURE_BYTES);
    const expected = mac.byteLength === MAC_BYTES ? await epochMac(replica, transcript) : null;
    const evidence = {
      device: theirs.hello.device,
      provedEpoch: expected && isSame(mac, expected) ? epoch : null,
      claimedEpoch: proof.epoch,
      joining: proof.joining,
    };
    const standing = judgeStanding(replica, evidence);
    if (standing === 'not-a-member') return this.fail('not-a-member');
    this.judged = { standing, evidence };
    this.options.send(encodeMessage('verdict', { kind: 'welcome', standing }));
    return null;
  }

  private onVerdict(verdict: HeadOf<'verdict'>): HandshakeResult {
    if (verdict.kind === 'failure') {
      // `needs-newer` never arrives first: both sides find it out by the same two hellos.
      return { kind: 'failed', code: verdict.failure, by: 'them' };
    }
    if (!this.judged || !this.theirs) return this.fail('bad-proof');
    const { device, app } = this.theirs.hello;
    return { kind: 'met', device, app, ours: verdict.standing, ...this.judged };
  }

  private fail(code: HandshakeFailure, by: 'us' | 'them' = 'us'): HandshakeResult {
    this.options.send(encodeMessage('verdict', { kind: 'failure', failure: code }));
    return { kind: 'failed', code, by };
  }

  /** What the side with this role signs. All parts but the binding have a fixed length. */
  private transcript(theirs: Met, initiator: boolean): Uint8Array<ArrayBuffer> {
    const { replica, binding } = this.options;
    const mine = { nonce: this.nonce, device: replica.device };
    const other = { nonce: theirs.nonce, device: theirs.hello.device };
    const [first, second] = this.options.initiator ? [mine, other] : [other, mine];
    return concatBytes([
      toUtf8(`cairn handshake ${PROTOCOL_VERSION}\0${replica.workspace}${first.device}${second.device}`),
      first.nonce,
      second.nonce,
      new Uint8Array([initiator ? 1 : 2]),
      binding,
    ]);
  }
}

/** Tells two browsers of one workspace from those of another, and tells anybody else nothing. */
async function workspaceTag(workspace: string, nonce: Uint8Array): Promise<Uint8Array> {
  const bytes = concatBytes([toUtf8(`cairn workspace\0${workspace}`), nonce]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

async function epochMac(replica: Replica, transcript: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  const bits = await replica.deriveKey(HANDSHAKE_KEY);
  if (!bits) return null;
  const key = await crypto.subtle.importKey('raw', bits, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, transcript));
}

/** In time that does not depend on where they differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  let difference = 0;
  for (const [at, byte] of a.entries()) difference |= byte ^ (b[at] ?? 0);
  return difference === 0;
}
