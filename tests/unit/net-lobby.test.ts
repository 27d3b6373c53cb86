import { describe, expect, it } from 'vitest';
import { LobbyCipher } from '../../src/sync/net/lobby-cipher.ts';
import { isLobbyMessage } from '../../src/sync/net/lobby-messages.ts';
import { parseLobbySignal } from '../../src/sync/net/lobby-signals.ts';

describe('what a peer says to y-webrtc', () => {
  it.each([
    ['a question about a document with nothing in it', [0, 0, 1, 0]],
    ['an answer with nothing in it', [0, 1, 2, 0, 0]],
    ['who is here', [3]],
  ])('%s passes', (_name, bytes) => {
    expect(isLobbyMessage(Uint8Array.from(bytes))).toBe(true);
  });

  it.each([
    ['an update of the document', [0, 2, 3, 1, 1, 5]],
    ['an answer with something in it', [0, 1, 3, 1, 0, 0]],
    ['presence, which anybody could forge', [1, 6, 1, 5, 1, 2, 123, 125]],
    ['a claim to be another tab', [4, 1, 1, 65]],
    ['an unknown kind', [9]],
    ['nothing', []],
    ['more than was asked', [3, 3]],
  ])('%s is dropped', (_name, bytes) => {
    expect(isLobbyMessage(Uint8Array.from(bytes))).toBe(false);
  });
});

const FROM = '0f0e0d0c-0b0a-4900-8807-060504030201';
const TO = '1f0e0d0c-0b0a-4900-8807-060504030201';

describe('what comes through a signaling server', () => {
  const candidate = { candidate: 'candidate:1', sdpMLineIndex: 0, sdpMid: '0' };

  it.each([
    [{ type: 'announce', from: FROM }],
    [{ type: 'signal', from: FROM, to: TO, token: 1.5, signal: { type: 'offer', sdp: 'v=0' } }],
    [{ type: 'signal', from: FROM, to: TO, signal: { type: 'candidate', candidate } }],
  ])('is taken: %j', (message) => {
    expect(parseLobbySignal({ ...message, extra: 1 })).toEqual(message);
  });

  it.each([
    [null],
    ['announce'],
    [[]],
    [{ type: 'announce' }],
    [{ type: 'announce', from: '__proto__' }],
    [{ type: 'announce', from: { toString: 1 } }],
    [{ type: 'signal', from: FROM, to: TO }],
    [{ type: 'signal', from: FROM, to: TO, signal: { type: 'renegotiate', renegotiate: true } }],
    [{ type: 'signal', from: FROM, to: TO, signal: { type: 'transceiverRequest' } }],
    [{ type: 'signal', from: FROM, to: TO, signal: { type: 'offer', sdp: 'x'.repeat(20_000) } }],
    [{ type: 'signal', from: FROM, signal: { type: 'offer', sdp: 'v=0' } }],
    [{ type: 'signal', from: FROM, to: TO, signal: { type: 'candidate', candidate: 'text' } }],
  ])('is dropped: %j', (message) => {
    expect(parseLobbySignal(message)).toBeNull();
  });
});

describe('the seal of a room', () => {
  it('is opened with the same name and password only, and once', async () => {
    const [one, other] = [await LobbyCipher.make('secret', 'room'), await LobbyCipher.make('secret', 'room')];
    const sealed = await one.seal({ from: 'here', sdp: 'v=0' });
    expect(atob(sealed)).not.toContain('here');
    expect(await other.open(sealed)).toEqual({ from: 'here', sdp: 'v=0' });
    expect(await other.open(sealed)).toBeUndefined();
    expect(await (await LobbyCipher.make('other', 'room')).open(sealed)).toBeUndefined();
    expect(await (await LobbyCipher.make('secret', 'other')).open(sealed)).toBeUndefined();
  });

  it.each(['', 'AAAA', 'not base 64 !', 'A'.repeat(10_000)])('of an enemy is no seal: %j', async (text) => {
    const cipher = await LobbyCipher.make('secret', 'room');
    expect(await cipher.open(text)).toBeUndefined();
  });
});
