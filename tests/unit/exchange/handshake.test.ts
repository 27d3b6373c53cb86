import { describe, expect, test } from 'vitest';
import {
  Handshake,
  type HandshakeOptions,
  type HandshakeResult,
} from '../../../src/sync/exchange/handshake.ts';
import { decodeMessage, encodeMessage } from '../../../src/sync/exchange/messages.ts';
import { makeDevice, ToyReplica } from '../../support/toy-replica.ts';

type Options = Partial<HandshakeOptions> & { readonly replica: ToyReplica };

const BINDING = new Uint8Array([1, 2, 3]);

/** Lets two sides talk until neither has anything to say. `tap` may change what is on its way. */
async function meet(
  left: Options,
  right: Options,
  tap: (from: 'left' | 'right', message: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (_, m) => m,
): Promise<{ left: HandshakeResult | null; right: HandshakeResult | null }> {
  const queue: { from: 'left' | 'right'; bytes: Uint8Array<ArrayBuffer> }[] = [];
  const make = (side: 'left' | 'right', options: Options) =>
    new Handshake({
      binding: BINDING,
      initiator: side === 'left',
      app: '1',
      joining: false,
      send: (bytes) => queue.push({ from: side, bytes }),
      ...options,
    });
  const sides = { left: make('left', left), right: make('right', right) };
  const results: { left: HandshakeResult | null; right: HandshakeResult | null } = {
    left: null,
    right: null,
  };
  await sides.left.start();
  await sides.right.start();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const to = next.from === 'left' ? 'right' : 'left';
    const message = decodeMessage(tap(next.from, next.bytes));
    if (results[to] || message.kind === 'unknown' || message.kind === 'malformed') continue;
    results[to] = await sides[to].receive(message);
  }
  return results;
}

async function workspaceOfTwo() {
  const [ana, ben] = [await makeDevice(), await makeDevice()];
  const owner = await ToyReplica.found(ana);
  await owner.write('admit', { device: ben.id, role: 'editor' });
  const editor = ToyReplica.linked(ben, owner.workspace, owner.epoch());
  await editor.ingest(await bytesOfAll(owner));
  return { ana, ben, owner, editor };
}

async function bytesOfAll(replica: ToyReplica) {
  return (await replica.bytesOf(replica.missingFor(new Map()))).flatMap((bytes) => (bytes ? [bytes] : []));
}

describe('members', () => {
  test('prove themselves to one another', async () => {
    const { ana, ben, owner, editor } = await workspaceOfTwo();
    const { left, right } = await meet({ replica: owner }, { replica: editor });
    expect(left).toMatchObject({ kind: 'met', device: ben.id, standing: 'editor', ours: 'owner' });
    expect(right).toMatchObject({ kind: 'met', device: ana.id, standing: 'owner', ours: 'editor' });
  });

  test('are known although they are an epoch behind', async () => {
    const { ben, owner, editor } = await workspaceOfTwo();
    const eve = await makeDevice();
    await owner.write('role', { device: eve.id, role: 'removed' });
    expect(owner.epoch()).not.toBe(editor.epoch());
    const { left, right } = await meet({ replica: owner }, { replica: editor });
    expect(left).toMatchObject({ kind: 'met', device: ben.id, standing: 'editor' });
    expect(right).toMatchObject({ kind: 'met', standing: 'owner' });
  });

  test('who were removed are told so by those who know', async () => {
    const { ben, owner, editor } = await workspaceOfTwo();
    await owner.write('role', { device: ben.id, role: 'removed' });
    const { left, right } = await meet({ replica: owner }, { replica: editor });
    expect(left).toMatchObject({ kind: 'met', standing: 'former' });
    expect(right).toMatchObject({ kind: 'met', ours: 'former' });
  });
});

describe('others', () => {
  test('with the key of the current epoch may look on', async () => {
    const { owner } = await workspaceOfTwo();
    const guest = ToyReplica.linked(await makeDevice(), owner.workspace, owner.epoch());
    const { left } = await meet({ replica: owner }, { replica: guest });
    expect(left).toMatchObject({ kind: 'met', standing: 'link-viewer' });
  });

  test('without any key are refused, and told why', async () => {
    const { owner } = await workspaceOfTwo();
    const stranger = ToyReplica.linked(await makeDevice(), owner.workspace, '');
    const { left, right } = await meet({ replica: owner }, { replica: stranger });
    expect(left).toEqual({ kind: 'failed', code: 'not-a-member', by: 'us' });
    expect(right).toEqual({ kind: 'failed', code: 'not-a-member', by: 'them' });
  });

  test('with the key of an epoch that is over are refused', async () => {
    const { owner } = await workspaceOfTwo();
    const guest = ToyReplica.linked(await makeDevice(), owner.workspace, owner.epoch());
    await owner.write('role', { device: (await makeDevice()).id, role: 'removed' });
    const { left } = await meet({ replica: owner }, { replica: guest });
    expect(left).toMatchObject({ code: 'not-a-member' });
  });

  test('of an epoch not heard of are behind, or we are', async () => {
    const { owner } = await workspaceOfTwo();
    const other = ToyReplica.linked(await makeDevice(), owner.workspace, 'e'.repeat(64));
    const { left } = await meet({ replica: owner }, { replica: other });
    expect(left).toMatchObject({ kind: 'met', standing: 'behind' });
  });

  test('of another workspace are found out before anything is said', async () => {
    const { owner } = await workspaceOfTwo();
    const other = await ToyReplica.found(await makeDevice());
    const { left, right } = await meet({ replica: owner }, { replica: other });
    expect(left).toEqual({ kind: 'failed', code: 'other-workspace', by: 'us' });
    expect(right).toMatchObject({ code: 'other-workspace' });
  });
});

describe('a lie', () => {
  test('by somebody in the middle of two connections is found out', async () => {
    const { owner, editor } = await workspaceOfTwo();
    const { left, right } = await meet(
      { replica: owner },
      { replica: editor, binding: new Uint8Array([9, 9, 9]) },
    );
    expect(left).toMatchObject({ kind: 'failed', code: 'bad-proof' });
    expect(right).toMatchObject({ kind: 'failed', code: 'bad-proof' });
  });

  test('of a mirror is found out', async () => {
    const { owner } = await workspaceOfTwo();
    const sent: Uint8Array<ArrayBuffer>[] = [];
    const options = { replica: owner, binding: BINDING, initiator: true, app: '1', joining: false };
    const side = new Handshake({ ...options, send: (bytes) => sent.push(bytes) });
    await side.start();
    const echo = decodeMessage(sent[0] ?? new Uint8Array());
    if (echo.kind !== 'hello') throw new Error('no hello');
    expect(await side.receive(echo)).toMatchObject({ code: 'bad-proof' });
  });

  test('about whose key it is is found out: claimed device, foreign signature', async () => {
    const { ana, owner, editor } = await workspaceOfTwo();
    const mallory = ToyReplica.linked(await makeDevice(), owner.workspace, owner.epoch());
    Object.defineProperty(mallory, 'device', { value: ana.id });
    const { left } = await meet({ replica: editor }, { replica: mallory });
    expect(left).toMatchObject({ code: 'bad-proof' });
  });

  test.each([
    ['hello', 1],
    ['proof', 2],
  ])('any changed byte of a %s passes for nobody', async (_name, code) => {
    const { owner, editor } = await workspaceOfTwo();
    for (const back of [1, 20, 40, 64, 80, 96]) {
      const { left } = await meet({ replica: owner }, { replica: editor }, (from, message) => {
        if (from !== 'right' || message[0] !== code) return message;
        const changed = message.slice();
        const at = Math.max(0, changed.length - back);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return changed;
      });
      const isMacOfMember = code === 2 && back <= 32;
      if (isMacOfMember) expect(left).toMatchObject({ kind: 'met', standing: 'editor' });
      else expect(left?.kind).not.toBe('met');
    }
  });
});

test('a newer protocol that can no longer speak to us says who has to update', async () => {
  const { owner, editor } = await workspaceOfTwo();
  const { left } = await meet({ replica: owner }, { replica: editor }, (from, message) => {
    const hello = decodeMessage(message);
    if (from !== 'right' || hello.kind !== 'hello') return message;
    return encodeMessage('hello', { ...hello.head, v: 7, minReader: 5 }, hello.rest);
  });
  expect(left).toEqual({ kind: 'failed', code: 'needs-newer', by: 'us' });
});
