/** What y-webrtc says through a signaling server, checked and made anew: nothing else reaches it. */
export type LobbySignal =
  | { readonly type: 'announce'; readonly from: string }
  | {
      readonly type: 'signal';
      readonly from: string;
      readonly to: string;
      /** Decides which of two offers that cross is taken. */
      readonly token?: number;
      readonly signal: PeerSignal;
    };

export type PeerSignal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | {
      readonly type: 'candidate';
      readonly candidate: {
        readonly candidate: string;
        readonly sdpMLineIndex: number | null;
        readonly sdpMid: string | null;
      };
    };

const PEER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_SDP_CHARS = 16_000;
const MAX_CANDIDATE_CHARS = 1_000;

/** Null for anything else. Offers to negotiate again or to add media, which simple-peer would follow, are left out. */
export function parseLobbySignal(value: unknown): LobbySignal | null {
  if (!isRecord(value) || !isPeerId(value.from)) return null;
  if (value.type === 'announce') return { type: 'announce', from: value.from };
  if (value.type !== 'signal' || !isPeerId(value.to)) return null;
  const signal = parsePeerSignal(value.signal);
  if (!signal) return null;
  const { from, to, token } = value;
  return { type: 'signal', from, to, signal, ...(isNumber(token) ? { token } : {}) };
}

function parsePeerSignal(value: unknown): PeerSignal | null {
  if (!isRecord(value)) return null;
  if (value.type === 'offer' || value.type === 'answer') {
    return isText(value.sdp, MAX_SDP_CHARS) ? { type: value.type, sdp: value.sdp } : null;
  }
  if (value.type !== 'candidate' || !isRecord(value.candidate)) return null;
  const { candidate, sdpMLineIndex, sdpMid } = value.candidate;
  if (!isText(candidate, MAX_CANDIDATE_CHARS)) return null;
  return {
    type: 'candidate',
    candidate: {
      candidate,
      sdpMLineIndex: isNumber(sdpMLineIndex) ? sdpMLineIndex : null,
      sdpMid: isText(sdpMid, 16) ? sdpMid : null,
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPeerId(value: unknown): value is string {
  return isText(value, 36) && PEER_ID.test(value);
}

function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
