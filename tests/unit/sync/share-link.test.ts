import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/base64url.ts';
import { toHex } from '../../../src/base/bytes.ts';
import {
  parseShareLink,
  readAddresses,
  type ShareLink,
  toShareFragment,
} from '../../../src/sync/share-link.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => new Uint8Array(value));

const links: fc.Arbitrary<ShareLink> = fc
  .record({
    role: fc.constantFrom('link-viewer' as const, 'editor' as const, 'owner' as const),
    workspace: bytes(32).map(toHex),
    epoch: bytes(32).map(toHex),
    epochKey: bytes(32),
    inviteSecret: bytes(16),
    name: fc.string({ maxLength: 40, unit: 'grapheme' }),
    servers: fc.uniqueArray(fc.constantFrom('wss://a.example/', 'ws://127.0.0.1:4444/')),
    iceServers: fc.uniqueArray(fc.constantFrom('stun:a.example:3478', 'turn:b.example')),
  })
  .map((link) => (link.role === 'link-viewer' ? { ...link, inviteSecret: null } : link));

describe('a share link', () => {
  test('says what was put into it, alone or in an address', async () => {
    await fc.assert(
      fc.asyncProperty(links, async (link) => {
        const fragment = await toShareFragment(link);
        expect(await parseShareLink(fragment)).toEqual(link);
        expect(await parseShareLink(`https://host.example/app/${fragment}\n`)).toEqual(link);
      }),
    );
  });

  test('that lost or changed a character is not one', async () => {
    await fc.assert(
      fc.asyncProperty(links, fc.nat(), fc.constantFrom('', 'A', 'z', '_'), async (link, where, put) => {
        const fragment = await toShareFragment(link);
        const at = 6 + (where % (fragment.length - 6));
        const changed = fragment.slice(0, at) + put + fragment.slice(at + 1);
        fc.pre(changed !== fragment && (await parseShareLink(changed)) !== 'newer-link');
        // The last character carries bits that no byte uses.
        const read = await parseShareLink(changed);
        if (at < fragment.length - 1) expect(read).toBe('not-a-link');
      }),
    );
  });

  test('of a later version is known as one', async () => {
    const payload = toBase64Url(new Uint8Array(140).fill(2));
    expect(await parseShareLink(`#join=${payload}`)).toBe('newer-link');
  });

  test('never throws, whatever is pasted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 400 }), async (text) => {
        expect(['not-a-link', 'newer-link']).toContain(await parseShareLink(`#join=${text}`));
        expect(await parseShareLink(text)).toBe('not-a-link');
      }),
    );
  });

  test('with more servers than there is room for names some of them, and opens the workspace', async () => {
    const server = (n: number) => `wss://${'a'.repeat(200)}.example/${n}/${'b'.repeat(70)}`;
    const many = Array.from({ length: 8 }, (_, n) => server(n));
    const link: ShareLink = {
      role: 'link-viewer',
      workspace: 'a'.repeat(64),
      epoch: 'b'.repeat(64),
      epochKey: new Uint8Array(32),
      inviteSecret: null,
      name: 'n'.repeat(200),
      servers: many,
      iceServers: many.map((one) => one.replace('wss:', 'stun:')),
    };
    const read = await parseShareLink(await toShareFragment(link));
    if (typeof read === 'string') throw new Error(read);
    expect(read.workspace).toBe(link.workspace);
    expect(read.servers.length).toBeGreaterThan(3);
    expect(many).toEqual(expect.arrayContaining([...read.servers]));
  });

  test('names servers of the right kind only', () => {
    const said = ['javascript:alert(1)', 'https://a.example', 'wss://b.example/x', 7, 'wss://b.example/x'];
    expect(readAddresses(said, ['ws:', 'wss:'])).toEqual(['wss://b.example/x']);
  });
});
