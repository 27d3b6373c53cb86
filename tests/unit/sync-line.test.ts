import { describe, expect, test } from 'vitest';
import type { PeerState, ShareView } from '../../src/domain/share-view.ts';
import { parseIceServers, parseServers } from '../../src/features/share/addresses.ts';
import { initials } from '../../src/features/share/avatar.tsx';
import { namesWords } from '../../src/features/share/share-words.ts';
import { toSyncLine } from '../../src/features/share/sync-line.ts';
import { toTransferWords } from '../../src/features/share/transfer-words.ts';
import { ALONE, NOW_MS, peer, sharingWith } from '../gallery/made-share.ts';

const SHARING: ShareView = { ...ALONE, sharing: true };
const HOURS_AGO = NOW_MS - 3 * 3_600_000;
const with_ = (...states: PeerState[]) => ({ peers: states.map((state, index) => peer(index, state)) });
const textOf = (part: Partial<ShareView>, seenRefusals = 0) =>
  toSyncLine({ ...SHARING, ...part }, NOW_MS, seenRefusals).text;

describe('the line in the frame', () => {
  test.each<[string, Partial<ShareView>]>([
    ['Only on this device', { sharing: false }],
    ['Looking for others', {}],
    ['Nobody here, last met 3 h ago', { lastMetMs: HOURS_AGO }],
    ['Nobody here, 1 change not sent yet', { lastMetMs: HOURS_AGO, unsentCount: 1 }],
    ['No signaling server can be reached', { servers: [{ address: 'wss://x', state: 'unreachable' }] }],
    ['Connecting to Ana Lima', with_({ kind: 'proving' })],
    ['Up to date with Ana Lima and Ben', with_({ kind: 'in-sync' }, { kind: 'in-sync' })],
    ['Up to date with Ana Lima', with_({ kind: 'in-sync' }, { kind: 'connecting' })],
    [
      'Receiving 120 of 400 changes',
      with_({ kind: 'in-sync' }, { kind: 'exchanging', done: 120, total: 400 }),
    ],
    ['Contents differ from Ana Lima', with_({ kind: 'different' }, { kind: 'in-sync' })],
    ['3 changes wait for earlier ones', { waitingCount: 3, ...with_({ kind: 'in-sync' }) }],
    ['2 changes need a newer Cairn', { newerCount: 2, sharing: false }],
    ['1 change needs a newer Cairn', { newerCount: 1 }],
    ['Refused: 4 changes by Eve (may only look)', { refusals: [{ code: 'role', who: 'Eve', count: 4 }] }],
    [
      'Waiting for an owner to let you in',
      { waitingForOwner: true, ...with_({ kind: 'exchanging', done: 0, total: 0 }) },
    ],
    [
      'Ana Lima: Refused: they say that you were removed; what you change stays with you',
      with_({ kind: 'refused', code: 'you-were-removed' }),
    ],
    ['This browser cannot share (no Ed25519 signatures)', { log: 'unsupported' }],
  ])('%s', (text, part) => {
    expect(textOf(part)).toBe(text);
  });

  test('says a refusal until it was looked at, and again when there are more', () => {
    const refusals = [{ code: 'role', who: 'Eve', count: 4 }];
    expect(textOf({ refusals }, 4)).toBe('Looking for others');
    expect(textOf({ refusals }, 3)).toMatch(/^Refused/);
  });

  test('never claims to be up to date while somebody is only connecting', () => {
    for (const kind of ['connecting', 'proving', 'needs-newer'] as const)
      expect(textOf(with_({ kind }))).not.toMatch(/Up to date/);
  });
});

test('many names are counted', () => {
  expect(namesWords(['Ana', 'Ben', 'Cy', 'Di', 'Eve'])).toBe('Ana, Ben and 3 others');
});

test('what is here is said with who has the rest, and is never rounded up to all', () => {
  const { transfer } = sharingWith(1);
  expect(toTransferWords(transfer)).toBe(
    '214 of 214 record packs, 30 % of points, 3 of 214 artifacts here, the rest with Ana Lima.',
  );
  expect(toTransferWords({ ...transfer, points: { here: 99_999, total: 100_000 } })).toContain(
    '99 % of points',
  );
  expect(toTransferWords({ ...transfer, artifactsHeldBy: [] })).toContain('nobody who is here has the rest');
});

test('server addresses are read one a line and mistakes are named', () => {
  expect(parseServers(' wss://a.example\n wss://b.example, wss://a.example')).toEqual({
    kind: 'list',
    addresses: ['wss://a.example', 'wss://b.example'],
  });
  expect(parseServers('')).toEqual({ kind: 'list', addresses: [] });
  expect(parseServers('ws://localhost:4444').kind).toBe('list');
  expect(parseServers('ws://far.example').kind).toBe('problem');
  expect(parseServers('https://a.example').kind).toBe('problem');
  expect(
    parseServers(
      'wss://a.example\n'.repeat(2) + Array.from({ length: 9 }, (_, i) => `wss://${i}.x`).join('\n'),
    ).kind,
  ).toBe('problem');
  expect(parseIceServers('stun:a:3478 turns:b:5349').kind).toBe('list');
  expect(parseIceServers('javascript:1').kind).toBe('problem');
});

test('initials are made of any name', () => {
  expect([initials('Ana Lima'), initials('ana'), initials('  '), initials('🦊 fox')]).toEqual([
    'AL',
    'AN',
    '?',
    '🦊F',
  ]);
});
