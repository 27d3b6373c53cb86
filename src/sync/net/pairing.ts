import type { Link } from './link.ts';
import { type CodeProblem, type PairingCode, packCode, unpackCode } from './pairing-code.ts';
import { openLanes, type RtcLink } from './rtc-link.ts';
import { buildDescription, parseDescription, type SessionFields } from './session-description.ts';

/** From the first address found, for more of them; and for finding any at all. */
const MORE_CANDIDATES_MS = 1_500;
const GATHERING_MS = 6_000;
/** After both codes are known. Relays take a few seconds. */
const CONNECTING_MS = 30_000;
/** For the other person to paste the answer. */
const ANSWER_MS = 15 * 60_000;

export type PairingProblem =
  | CodeProblem
  /** An offer where an answer belongs, or the other way round. */
  | 'wrong-kind'
  /** An answer to somebody else's offer, or to an earlier one. */
  | 'other-offer'
  /** This browser may use no network: a policy, or no network at all. */
  | 'no-candidates'
  /** The browser has no WebRTC, or refuses the given ICE servers. */
  | 'no-webrtc'
  /** Both codes are good and no way leads from one browser to the other. */
  | 'no-connection'
  | 'cancelled'
  | 'used';

export interface PairingFailure {
  readonly kind: 'problem';
  readonly code: PairingProblem;
}

export type Paired =
  | { readonly kind: 'link'; readonly link: Link; readonly payload: Uint8Array<ArrayBuffer> }
  | PairingFailure;

export interface Offer {
  readonly kind: 'offer';
  readonly code: string;
  /** A code that is not an answer to this offer leaves the offer as it is: try again. */
  accept(answerCode: string): Promise<Paired>;
  cancel(): void;
}

export interface Answer {
  readonly kind: 'answer';
  readonly code: string;
  /** What the offer carried. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Settles when the other side has taken the code and the browsers have met. */
  readonly link: Promise<Paired>;
  cancel(): void;
}

export type IceServers = readonly RTCIceServer[];

const NO_PAYLOAD = new Uint8Array();

/** `payload`: up to 64 bytes for the layer above; they travel in the code, readable by whoever sees it. */
export async function makeOffer(
  iceServers: IceServers,
  payload: Uint8Array<ArrayBuffer> = NO_PAYLOAD,
): Promise<Offer | PairingFailure> {
  const meeting = Meeting.start(iceServers);
  if (!meeting) return failure('no-webrtc');
  const { connection } = meeting;
  await connection.setLocalDescription(await connection.createOffer());
  const fields = await gather(connection);
  const packed = fields && packCode({ kind: 'offer', fields, payload });
  if (!packed) return meeting.fail('no-candidates');

  let isUsed = false;
  const accept = async (answerCode: string): Promise<Paired> => {
    const reading = unpackCode(answerCode);
    if (reading.kind === 'problem') return reading;
    if (reading.code.kind !== 'answer') return failure('wrong-kind');
    if (reading.code.offerTag !== packed.tag) return failure('other-offer');
    if (isUsed) return failure('used');
    isUsed = true;
    meeting.waitFor(CONNECTING_MS);
    // Not awaited: on a connection that is closed meanwhile it never settles.
    void meeting.hear('answer', reading.code);
    return await meeting.paired(reading.code.payload);
  };
  return { kind: 'offer', code: packed.text, accept, cancel: () => meeting.cancel() };
}

export async function answerOffer(
  offerCode: string,
  iceServers: IceServers,
  payload: Uint8Array<ArrayBuffer> = NO_PAYLOAD,
): Promise<Answer | PairingFailure> {
  const reading = unpackCode(offerCode);
  if (reading.kind === 'problem') return reading;
  if (reading.code.kind !== 'offer') return failure('wrong-kind');
  const meeting = Meeting.start(iceServers);
  if (!meeting) return failure('no-webrtc');
  const { connection } = meeting;
  if (!(await meeting.hear('offer', reading.code))) return meeting.fail('not-a-code');
  const answer = await connection.createAnswer();
  // Whoever pastes last then starts DTLS; an answerer that starts it gives up after some four minutes.
  const sdp = (answer.sdp ?? '').replace('a=setup:active', 'a=setup:passive');
  await connection.setLocalDescription({ type: 'answer', sdp });
  const fields = await gather(connection);
  const packed = fields && packCode({ kind: 'answer', offerTag: reading.tag, fields, payload });
  if (!packed) return meeting.fail('no-candidates');
  meeting.waitFor(ANSWER_MS);
  return {
    kind: 'answer',
    code: packed.text,
    payload: reading.code.payload,
    link: meeting.paired(reading.code.payload),
    cancel: () => meeting.cancel(),
  };
}

function failure(code: PairingProblem): PairingFailure {
  return { kind: 'problem', code };
}

/** One attempt of two browsers to meet: a connection with its lanes, and how it came out. */
class Meeting {
  private readonly lanes: RtcLink;
  private settle: (outcome: Link | PairingFailure) => void = () => undefined;
  private readonly outcome: Promise<Link | PairingFailure>;
  private timer: ReturnType<typeof setTimeout> | null = null;

  private constructor(readonly connection: RTCPeerConnection) {
    this.outcome = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.lanes = openLanes(connection, connection.createDataChannel.bind(connection), {
      onLink: (link) => this.finish(link),
      onEnd: () => this.finish(failure('no-connection')),
    });
    connection.addEventListener('datachannel', ({ channel }) => channel.close());
  }

  /** Null where the browser has no WebRTC or refuses the servers. */
  static start(iceServers: IceServers): Meeting | null {
    try {
      return new Meeting(new RTCPeerConnection({ iceServers: [...iceServers] }));
    } catch {
      return null;
    }
  }

  /** False, and the end of the meeting, when the browser does not accept what the code describes. */
  async hear(type: 'offer' | 'answer', { fields }: PairingCode): Promise<boolean> {
    const sdp = buildDescription(fields, type === 'offer' ? 'actpass' : 'passive');
    try {
      await this.connection.setRemoteDescription({ type, sdp });
      return true;
    } catch {
      this.fail('no-connection');
      return false;
    }
  }

  waitFor(timeMs: number): void {
    this.timer = setTimeout(() => this.fail('no-connection'), timeMs);
  }

  async paired(payload: Uint8Array<ArrayBuffer>): Promise<Paired> {
    const outcome = await this.outcome;
    return 'kind' in outcome ? outcome : { kind: 'link', link: outcome, payload };
  }

  fail(code: PairingProblem): PairingFailure {
    this.finish(failure(code));
    this.lanes.end();
    return failure(code);
  }

  /** Does nothing to a link that is there already. */
  cancel(): void {
    if (!this.lanes.isOpen) this.fail('cancelled');
  }

  private finish(outcome: Link | PairingFailure): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.settle(outcome);
  }
}

/** The local description with its candidates, or null when there is no candidate in time. */
async function gather(connection: RTCPeerConnection): Promise<SessionFields | null> {
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, GATHERING_MS);
    let hasAny = false;
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate && hasAny) return;
      hasAny = true;
      clearTimeout(timer);
      // The last event has none, or an empty one in Firefox.
      if (candidate?.candidate) timer = setTimeout(resolve, MORE_CANDIDATES_MS);
      else resolve();
    });
    if (connection.iceGatheringState === 'complete') resolve();
  });
  const fields = parseDescription(connection.localDescription?.sdp ?? '');
  return fields && fields.candidates.length > 0 ? fields : null;
}
