import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LobbyCipher } from '../../src/sync/net/lobby-cipher.ts';
import { filterLobbyMessage, fromLobbyState, toLobbyState } from '../../src/sync/net/lobby-messages.ts';
import { parseLobbySignal } from '../../src/sync/net/lobby-signals.ts';

const SELF = 7;

function known(clients: readonly number[] = []) {
  const map = new Map(clients.map((client) => [client, {}] as const));
  return { clientID: SELF, states: map, meta: map };
}

/** A presence message as y-protocols writes it. */
function presence(entries: readonly (readonly [client: number, clock: number, state: string])[]): Uint8Array {
  const body = [
    entries.length,
    ...entries.flatMap(([client, clock, state]) => {
      const bytes = [...new TextEncoder().encode(state)];
      return [...number(client), ...number(clock), ...number(bytes.length), ...bytes];
    }),
  ];
  return Uint8Array.from([1, ...number(body.length), ...body]);
}

function number(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...number(Math.floor(value / 128))];
}

const STATE = '{"t":"token","s":{"run":5}}';

describe('what a peer says to y-webrtc', () => {
  it('passes when it is about presence, or about a document with nothing in it', () => {
    for (const bytes of [[0, 0, 1, 0], [0, 1, 2, 0, 0], [3], [...presence([[5, 1, STATE]])]]) {
      expect(filterLobbyMessage(Uint8Array.from(bytes), known())).toEqual(Uint8Array.from(bytes));
    }
    const large = presence([[2 ** 32 - 1, 300, STATE]]);
    expect(filterLobbyMessage(large, known())).toEqual(large);
  });

  it.each([
    ['an update of the document', [0, 2, 3, 1, 1, 5]],
    ['an answer with something in it', [0, 1, 3, 1, 0, 0]],
    ['a claim to be another tab', [4, 1, 1, 65]],
    ['an unknown kind', [9]],
    ['nothing', []],
    ['a length that lies', [1, 200, 1, 1]],
    ['a count that lies', [1, 1, 100]],
    ['a number without end', [1, ...Array<number>(20).fill(255)]],
  ])('%s is dropped', (_name, bytes) => {
    expect(filterLobbyMessage(Uint8Array.from(bytes), known())).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['a text', '"x"'],
    ['no token', '{"s":1}'],
    ['2 KB', `{"t":"${'x'.repeat(2_048)}"}`],
  ])('a state that is %s is dropped with its message', (_name, state) => {
    expect(
      filterLobbyMessage(
        presence([
          [1, 1, STATE],
          [2, 1, state],
        ]),
        known(),
      ),
    ).toBeNull();
  });

  it('does not speak for this browser', () => {
    expect(filterLobbyMessage(presence([[SELF, 9, 'null']]), known([SELF]))).toBeNull();
    const mixed = presence([
      [SELF, 9, STATE],
      [8, 1, STATE],
    ]);
    expect(filterLobbyMessage(mixed, known())).toEqual(presence([[8, 1, STATE]]));
  });

  it('brings at most 64 browsers, and takes away only those that are known', () => {
    const full = known(Array.from({ length: 64 }, (_, index) => 100 + index));
    expect(filterLobbyMessage(presence([[1, 1, STATE]]), full)).toBeNull();
    const update = presence([
      [100, 5, STATE],
      [101, 5, 'null'],
    ]);
    expect(filterLobbyMessage(update, full)).toEqual(update);
    expect(filterLobbyMessage(presence([[1, 1, 'null']]), known())).toBeNull();
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isPresence) => {
        if (isPresence && bytes.length > 1) bytes.set([1, bytes.length - 2]);
        filterLobbyMessage(bytes, known());
      }),
      { numRuns: 500 },
    );
  });

  it('a state of this browser fits its limit', () => {
    expect(toLobbyState({ token: 't', state: { a: 1 } })).toEqual({ t: 't', s: { a: 1 } });
    expect(toLobbyState({ token: 't', state: 'x'.repeat(2_048) })).toBeNull();
    expect(fromLobbyState({ t: 't' })).toEqual({ token: 't', state: null });
    expect(fromLobbyState({})).toBeNull();
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
