import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCodeText, toCodeText } from '../../src/sync/net/code-text.ts';
import { packAddress, unpackAddress } from '../../src/sync/net/packed-address.ts';
import { type PairingCode, packCode, unpackCode } from '../../src/sync/net/pairing-code.ts';
import {
  bindFingerprints,
  buildDescription,
  isDataOnly,
  parseDescription,
  readFingerprint,
} from '../../src/sync/net/session-description.ts';

const FINGERPRINT =
  'E3:06:E7:03:DD:C5:5B:6D:62:AF:A9:27:92:5E:EB:FA:D3:E0:72:42:D2:F0:AA:68:E5:21:5E:3A:A4:99:29:64';

/** Chromium 156, as it came from `localDescription`. */
const CHROMIUM = `v=0
o=- 5011768043435032915 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:1801272069 1 udp 2113937151 8da4f72c-75a7-4e1d-ab69-a215715dd799.local 54146 typ host generation 0 network-cost 999
a=candidate:2688285413 1 udp 2113942271 6916ca59-289d-4b5d-9ebf-51dd0b71e142.local 58825 typ host generation 0 network-cost 999
a=ice-ufrag:yijC
a=ice-pwd:x/WV5bAKm6FtkcUbJfSVETs8
a=ice-options:trickle
a=fingerprint:sha-256 ${FINGERPRINT}
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
`;

/** Chromium 156 with addresses in the open, as it came. */
const CHROMIUM_OPEN = `${CHROMIUM.split('a=candidate')[0]}a=candidate:1774089185 1 udp 2122194687 127.0.0.1 45143 typ host generation 0 network-id 3 network-cost 50
a=candidate:3347311725 1 udp 2122063615 192.0.2.2 42341 typ host generation 0 network-id 1
a=candidate:1151838010 1 udp 2122267903 ::1 34647 typ host generation 0 network-id 4 network-cost 50
a=candidate:3237052637 1 udp 2122134271 fd00::2 34756 typ host generation 0 network-id 2
a=candidate:393318777 1 tcp 1518214911 127.0.0.1 9 typ host tcptype active generation 0 network-id 3 network-cost 50
${CHROMIUM.slice(CHROMIUM.indexOf('a=ice-ufrag'))}`;

/** The shape of Firefox: fingerprint above the section, hexadecimal ICE texts, a large limit. */
const FIREFOX = `v=0
o=mozilla...THIS_IS_SDPARTA-99.0 4577417297453713617 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 ${FINGERPRINT}
a=group:BUNDLE 0
a=ice-options:trickle
a=msid-semantic:WMS *
m=application 58434 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 203.0.113.7
a=candidate:0 1 UDP 2122252543 2d5b7a1e-2bb1-4cbb-8f0f-1b0f6f0a9d11.local 58434 typ host
a=candidate:1 1 TCP 2105524479 2d5b7a1e-2bb1-4cbb-8f0f-1b0f6f0a9d11.local 9 typ host tcptype active
a=candidate:2 1 UDP 1686052863 203.0.113.7 58434 typ srflx raddr 0.0.0.0 rport 0
a=sendrecv
a=end-of-candidates
a=ice-pwd:9c1f6ea3d20f4d6b8a77c3d1e5f01234
a=ice-ufrag:0ab1c2d3
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`;

const NO_PAYLOAD = new Uint8Array();

function offerOf(sdp: string, payload: Uint8Array<ArrayBuffer> = NO_PAYLOAD): string {
  const fields = parseDescription(sdp.replaceAll('\n', '\r\n'));
  const packed = fields && packCode({ kind: 'offer', fields, payload });
  if (!packed) throw new Error('Not packed');
  return packed.text;
}

function readCode(text: string): PairingCode {
  const reading = unpackCode(text);
  if (reading.kind === 'problem') throw new Error(reading.code);
  return reading.code;
}

describe('a code', () => {
  it.each([
    ['Chromium', CHROMIUM, 2, 190],
    ['Chromium with open addresses', CHROMIUM_OPEN, 4, 190],
    ['Firefox', FIREFOX, 2, 170],
  ])('holds what matters of the description of %s', (_name, sdp, candidateCount, maxLetters) => {
    const text = offerOf(sdp);
    expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]+$/);
    expect(text.length).toBeLessThanOrEqual(maxLetters);
    const { fields } = readCode(text);
    const original = parseDescription(sdp);
    expect(fields.ufrag).toBe(original?.ufrag);
    expect(fields.pwd).toBe(original?.pwd);
    expect(fields.fingerprint).toEqual(original?.fingerprint);
    expect(fields.candidates.map(({ type, port }) => [type, port])).toEqual(
      original?.candidates.map(({ type, port }) => [type, port]),
    );
    expect(fields.candidates).toHaveLength(candidateCount);
    expect(parseDescription(buildDescription(fields, 'actpass'))).toEqual(fields);
  });

  it('carries a payload, and an answer the tag of its offer', () => {
    const fields = parseDescription(CHROMIUM);
    if (!fields) throw new Error('Not parsed');
    const payload = Uint8Array.from({ length: 64 }, (_, index) => index);
    expect(readCode(offerOf(CHROMIUM, payload)).payload).toEqual(payload);
    const packed = packCode({ kind: 'answer', offerTag: 0xabcd, fields, payload });
    expect(readCode(packed?.text ?? '')).toMatchObject({ kind: 'answer', offerTag: 0xabcd, payload });
    const tooLarge = new Uint8Array(65);
    expect(() => packCode({ kind: 'offer', fields, payload: tooLarge })).toThrow(RangeError);
  });

  it('is the same in lower case, in groups, and with O, I and L for digits', () => {
    const text = offerOf(CHROMIUM);
    const loose = text.toLowerCase().replaceAll('0', 'o').replace('1', 'l').replaceAll('1', 'i');
    expect(readCode(` ${loose.replace(/(.{4})/g, '$1-\n')} `)).toEqual(readCode(text));
  });

  it('with any one letter changed is known as mistyped', () => {
    const text = offerOf(FIREFOX);
    for (let at = 0; at < text.length - 1; at += 1) {
      const letter = text[at] === '7' ? '8' : '7';
      expect(unpackCode(text.slice(0, at) + letter + text.slice(at + 1))).toMatchObject({ code: 'mistyped' });
    }
  });

  it.each(['', 'hello', 'https://example.org/#abc', '{"sdp":"v=0"}', 'ß'.repeat(150), '0'.repeat(5_000)])(
    'is not %j',
    (text) => {
      expect(unpackCode(text)).toEqual({ kind: 'problem', code: 'not-a-code' });
    },
  );

  it('of a later version says so', () => {
    const bytes = fromCodeText(offerOf(CHROMIUM));
    const newer = packAgain(bytes, (body) => {
      body[0] = 0x20;
    });
    expect(unpackCode(newer)).toEqual({ kind: 'problem', code: 'newer-version' });
  });

  it('of an enemy, with a right check value, never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 33, maxLength: 300 }), (bytes) => {
        bytes[0] = 0x10 | ((bytes[0] ?? 0) & 1);
        const reading = unpackCode(packAgain(bytes, () => undefined, true));
        if (reading.kind === 'problem') return;
        expect(reading.code.payload.byteLength).toBeLessThanOrEqual(64);
        expect(isDataOnly(buildDescription(reading.code.fields, 'actpass'))).toBe(true);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => void unpackCode(text)));
  });
});

const iceLetters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const iceText = (minLength: number) =>
  fc.oneof(
    fc.string({ unit: iceLetters, minLength, maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength, maxLength: 64 }),
  );
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.includes('.')),
  fc.uuid().map((id) => `${id}.local`),
);

it('whatever is packed comes out the same', () => {
  const candidates = fc.array(
    fc.record({
      type: fc.constantFrom('host' as const, 'srflx' as const),
      address,
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    { maxLength: 2 },
  );
  fc.assert(
    fc.property(
      iceText(4),
      iceText(22),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      candidates,
      fc.uint8Array({ maxLength: 64 }),
      (ufrag, pwd, fingerprintBytes, list, payloadBytes) => {
        const [fingerprint, payload] = [Uint8Array.from(fingerprintBytes), Uint8Array.from(payloadBytes)];
        const text = packCode({
          kind: 'offer',
          fields: { ufrag, pwd, fingerprint, candidates: list },
          payload,
        })?.text;
        const code = readCode(text ?? '');
        expect(code.payload).toEqual(payload);
        expect(code.fields).toMatchObject({ ufrag, pwd, fingerprint });
        const packed = (all: typeof list) => all.map((one) => [one.type, one.port, packAddress(one.address)]);
        expect(packed(code.fields.candidates as typeof list)).toEqual(packed(list));
      },
    ),
  );
});

it('addresses keep their bytes', () => {
  fc.assert(
    fc.property(address, (text) => {
      const packed = packAddress(text);
      expect(packed).not.toBeNull();
      if (packed) expect(packAddress(unpackAddress(packed))).toEqual(packed);
    }),
  );
  for (const text of ['example.org', '1.2.3.256', '::1::', '1:2:3', 'fe80::1%eth0', ':', '']) {
    expect(packAddress(text)).toBeNull();
  }
});

describe('a description', () => {
  it('with two fingerprints proves nothing', () => {
    const other = FINGERPRINT.replace('E3', 'E4');
    expect(readFingerprint(`${CHROMIUM}a=fingerprint:sha-256 ${other}\n`)).toBeNull();
    expect(readFingerprint(`${CHROMIUM}a=fingerprint:sha-256 ${FINGERPRINT.toLowerCase()}\n`)).not.toBeNull();
    expect(readFingerprint(CHROMIUM.replace('sha-256', 'sha-1'))).toBeNull();
    expect(readFingerprint('')).toBeNull();
  });

  it('with something to play, or of any great length, is not ours', () => {
    expect(isDataOnly(CHROMIUM)).toBe(true);
    expect(isDataOnly(`${CHROMIUM}m=audio 9 UDP/TLS/RTP/SAVPF 111\n`)).toBe(false);
    expect(isDataOnly(CHROMIUM + 'a=x\n'.repeat(5_000))).toBe(false);
  });

  it('binds both ends in the same way, and no third', async () => {
    const [one, other, third] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
    if (!one || !other || !third) throw new Error('No bytes');
    expect(await bindFingerprints(one, other)).toEqual(await bindFingerprints(other, one));
    expect(await bindFingerprints(one, other)).not.toEqual(await bindFingerprints(one, third));
  });
});

/** The bytes with a right check value: replacing the old one, or behind them. */
function packAgain(bytes: Uint8Array | null, change: (body: Uint8Array) => void, isBody = false): string {
  const body = isBody ? (bytes ?? new Uint8Array()) : (bytes ?? new Uint8Array()).slice(0, -4);
  change(body);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const check = new DataView(new ArrayBuffer(4));
  check.setUint32(0, ~crc >>> 0);
  return toCodeText(Uint8Array.from([...body, ...new Uint8Array(check.buffer)]));
}
