import { formatCount, formatPlural } from '../../base/format.ts';
import type { LinkOffer, MemberRole, PeerState, RefusalView, ServerView } from '../../domain/share-view.ts';
import { ShareProblem, type ShareProblemCode } from '../../state/share.ts';

/** Every sentence for the codes of sharing. Words of states stand here too, so that all screens say the same. */

const PROBLEM_WORDS: Readonly<Record<ShareProblemCode, string>> = {
  'not-a-link':
    'This is not a link to a Cairn workspace, or a part of it was lost. Copy the whole link again.',
  'newer-link': 'This link was made by a newer Cairn. Update Cairn here, then open the link again.',
  'not-a-code': 'This is not a pairing code, or a part of it was lost. Copy the whole code again.',
  'wrong-code':
    'This code does not belong here: it is your own, it is of another workspace, or it is the first code where the answer is needed.',
  'no-route':
    'The browser found no address to be reached at. A policy of this computer or a private window may forbid it. A file works in any case.',
  'timed-out': 'The two browsers did not reach each other in time. Start again with a new code.',
  'not-allowed': 'You may not do this here: it takes an owner.',
  'needs-newer': 'This browser has changed the workspace with a newer Cairn. Update Cairn to go on.',
  'last-owner': 'A workspace needs an owner. Make somebody else an owner first.',
  'not-a-file': 'This is not a file from a teammate’s Cairn, or it is damaged. Nothing was changed.',
  'other-workspace': 'This belongs to another workspace. Open that workspace first. Nothing was changed.',
  'disk-full': 'There is no room left for it in the storage of this browser.',
  'log-not-ready': 'The workspace is still getting ready. Try again in a moment.',
  failed: 'That did not work. Nothing was changed; try again.',
};

/** The sentence for whatever a call of the share state rejected with. */
export function problemWords(error: unknown): string {
  return PROBLEM_WORDS[error instanceof ShareProblem ? error.code : 'failed'];
}

export const UNSUPPORTED_TITLE = 'This browser cannot share (no Ed25519 signatures)';
export const UNSUPPORTED_TEXT =
  'Sharing signs every change with Ed25519, which needs a secure page (https or localhost) in Chrome or Edge 137, Firefox 129 or Safari 17, or later. Everything else works, and stays on this device.';
export const FAILED_TITLE = 'Sharing could not start';
export const FAILED_TEXT =
  'The keys or the log of this workspace could not be read from this browser. Your runs are not touched. Reload the page to try again.';
export const STARTING_TEXT = 'Getting the keys of this workspace ready …';
export const WAITING_TEXT =
  'You have used an invitation. You may look around; you may change things once an owner has let you in: their browser does it when it meets yours, or takes in a file that you export for them. An invitation works once: if nothing comes of it, ask for a new one.';
export const FORWARD_ONLY = 'They keep what they already have; they get nothing new.';

const ROLE_WORDS: Readonly<Record<MemberRole | 'link-viewer', string>> = {
  owner: 'Owner',
  editor: 'Editor',
  viewer: 'Viewer',
  removed: 'Removed',
  'link-viewer': 'Viewer by link',
};

export function roleWords(role: MemberRole | 'link-viewer'): string {
  return ROLE_WORDS[role];
}

const OFFER_WORDS: Readonly<Record<LinkOffer['role'], string>> = {
  'link-viewer': 'You may look at everything in it. You cannot change anything.',
  editor: 'You come in as an editor: you may change names, tags and notes and add runs.',
  owner: 'You come in as an owner: you may change everything and decide who else may.',
};

export function offerWords(role: LinkOffer['role']): string {
  return OFFER_WORDS[role];
}

const PEER_REFUSALS = new Map([
  ['other-workspace', 'they have another workspace open'],
  ['bad-proof', 'they could not prove who they are'],
  ['not-a-member', 'they are not in this workspace, or were removed'],
  ['needs-newer', 'they use another version of Cairn'],
  ['timed-out', 'they did not answer'],
  ['removed', 'they were removed from this workspace'],
  ['link-is-old', 'the link that was used here is no longer good; ask for a new one'],
  ['you-were-removed', 'they say that you were removed; what you change stays with you'],
  ['malformed', 'they sent something that no Cairn sends'],
  ['hostile', 'they sent forged changes'],
  ['flood', 'they sent more than was asked for'],
  ['full', 'as many browsers are connected as there may be'],
]);

export function peerStateWords(
  state: PeerState,
  nowMs: number,
  age: (ms: number, nowMs: number) => string,
): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting';
    case 'proving':
      return 'Checking who they are';
    case 'exchanging':
      return state.total > 0
        ? `Exchanging, ${formatCount(state.done)} of ${formatCount(state.total)}`
        : 'Exchanging';
    case 'in-sync':
      return 'Same content';
    case 'different':
      return 'Contents differ although everything was exchanged';
    case 'needs-newer':
      return 'Uses another version of Cairn';
    case 'refused':
      return `Refused: ${PEER_REFUSALS.get(state.code) ?? state.code}`;
    case 'gone':
      return `Gone, last met ${agoWords(age(state.lastMetMs, nowMs))}`;
  }
}

/** '3 h' → '3 h ago'; 'now' stays. */
export function agoWords(age: string): string {
  return age === 'now' ? 'just now' : `${age} ago`;
}

const CHANGE_REFUSALS = new Map([
  ['malformed', 'cannot be read'],
  ['oversize', 'too large'],
  ['other-workspace', 'of another workspace'],
  ['bad-signature', 'signature does not fit'],
  ['bad-key', 'cannot be decrypted'],
  ['unknown-author', 'author is not a member'],
  ['role', 'may only look'],
  ['broken-chain', 'contradicts their own earlier changes'],
  ['fork', 'two changes under one number'],
  ['removed', 'made after they were removed'],
  ['foreign-client', 'written in the name of somebody else'],
  ['damaged-update', 'damaged'],
  ['depends-on-refused', 'builds on a refused change'],
  ['flood', 'more than one person may send in a day'],
]);

export function changeRefusalWords(code: string): string {
  return CHANGE_REFUSALS.get(code) ?? code;
}

/** 'Refused: 4 changes by Eve (may only look)' */
export function refusalWords(refusal: RefusalView): string {
  return `${formatPlural(refusal.count, 'change')} by ${refusal.who} (${changeRefusalWords(refusal.code)})`;
}

const SERVER_WORDS: Readonly<Record<ServerView['state'], string>> = {
  connecting: 'Connecting',
  connected: 'Connected',
  refused: 'Refused the connection',
  unreachable: 'Unreachable',
};

export function serverWords(state: ServerView['state']): string {
  return SERVER_WORDS[state];
}

/** 'Ana', 'Ana and Ben', 'Ana, Ben and 3 others' */
export function namesWords(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length === 2) return `${names[0]} and ${names[1]}`;
  if (names.length === 3) return `${names[0]}, ${names[1]} and ${names[2]}`;
  return `${names[0]}, ${names[1]} and ${formatPlural(names.length - 2, 'other')}`;
}
