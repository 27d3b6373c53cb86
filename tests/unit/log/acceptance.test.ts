import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { concatBytes, toUtf8 } from '../../../src/base/bytes.ts';
import { MAX_ENVELOPE_BYTES } from '../../../src/sync/log/limits.ts';
import type { EnvelopeId, Outcome, RefusalCode } from '../../../src/sync/log/replica.ts';
import { anImport, type Bytes, edit, Session } from '../../support/log-bodies.ts';
import { makeTeam, NOW, Person } from '../../support/log-team.ts';

/** Ana founded and is an owner, Ben an owner, Cleo an editor, Vic was made a viewer; Zoe has a link and no more. */
interface Cast {
  readonly ana: Person;
  readonly ben: Person;
  readonly cleo: Person;
  readonly vic: Person;
  readonly zoe: Person;
}

async function makeCast(): Promise<Cast> {
  const { ana, others } = await makeTeam(['owner', 'editor', 'editor']);
  const [ben, cleo, vic] = others;
  if (!ben || !cleo || !vic) throw new Error('Nobody');
  await ana.log.setRole(vic.device, 'viewer', NOW);
  const zoe = await Person.withLink(ana);
  for (const person of [ben, cleo, vic, zoe]) await person.hear(ana);
  return { ana, ben, cleo, vic, zoe };
}

const ok = 'accepted';
type Expected = 'accepted' | 'known' | 'waiting' | 'newer' | 'sealed' | RefusalCode;
/** What Ana makes of the last of the envelopes. */
type Vector = readonly [
  rule: string,
  expected: Expected,
  make: (cast: Cast) => Promise<Bytes | readonly Bytes[]>,
];

const hash = (digit: string) => digit.repeat(64) as EnvelopeId;
const bodyOf = (json: string, rest: Bytes = new Uint8Array(0)): Bytes => {
  const text = toUtf8(json);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.byteLength);
  return concatBytes([length, text, rest]);
};
const flip = (bytes: Bytes, at: number): Bytes =>
  bytes.map((byte, index) => (index === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte));
const flipSignature = (bytes: Bytes): Bytes => flip(bytes, 4 + new DataView(bytes.buffer).getUint32(0) + 9);
const lastOf = async (person: Person): Promise<Bytes> => {
  const [bytes] = await person.log.bytesOf(person.log.idsHeld().slice(-1));
  if (!bytes) throw new Error('Nothing written');
  return bytes;
};
const profile = { type: 'profile', name: 'V', colour: 3 } as const;
const noRotation = { cutoff: 99, rotation: null };

const VECTORS: readonly Vector[] = [
  ['an editor imports', ok, ({ cleo }) => cleo.forge(anImport())],
  ['a pack that is no hash', 'malformed', ({ cleo }) => cleo.forge(anImport('mlruns', '../../etc'))],
  ['a viewer does not import', 'role', ({ vic }) => vic.forge(anImport())],
  ['a viewer has a profile', ok, ({ vic }) => vic.forge(profile)],
  ['somebody with a link only has none', 'unknown-author', ({ zoe }) => zoe.forge(profile)],
  ['an editor edits', ok, ({ cleo }) => cleo.forge(edit(new Session().set('a', 1)))],
  ['a viewer does not edit', 'role', ({ vic }) => vic.forge(edit(new Session().set('a', 1)))],
  [
    'somebody with a link does not',
    'unknown-author',
    ({ zoe }) => zoe.forge(edit(new Session().set('a', 1))),
  ],
  ['an editor attests a snapshot', ok, ({ cleo }) => cleo.forge(aSnapshot(cleo))],
  ['a viewer does not', 'role', ({ vic }) => vic.forge(aSnapshot(vic))],
  ['an owner names the workspace', ok, ({ ben }) => ben.forge({ type: 'workspace-name', name: 'N' })],
  ['an editor does not', 'role', ({ cleo }) => cleo.forge({ type: 'workspace-name', name: 'N' })],
  ['an owner invites', ok, ({ ben }) => ben.forge(anInvite(ben))],
  ['an editor does not', 'role', ({ cleo }) => cleo.forge(anInvite(cleo))],
  ['an owner lets somebody in', ok, ({ ben, zoe }) => ben.forge(admit(zoe, null))],
  ['an editor does not', 'role', ({ cleo, zoe }) => cleo.forge(admit(zoe, null))],
  ['nobody who is in is let in again', 'role', ({ ben, cleo }) => ben.forge(admit(cleo, null))],
  ['an owner changes a role', ok, ({ ben, cleo }) => ben.forge(role(cleo, 'viewer'))],
  ['an editor makes himself no owner', 'role', ({ cleo }) => cleo.forge(role(cleo, 'owner'))],
  ['a stranger has no role to change', 'role', ({ ben, zoe }) => ben.forge(role(zoe, 'owner'))],
  ['an owner rotates', ok, ({ ben }) => rotation(ben)],
  [
    'an editor does not',
    'role',
    ({ cleo }) => cleo.forge({ type: 'rotate', rotation: { sealed: {}, previous: 'AA' } }),
  ],
  ['a removal brings a new epoch', 'malformed', ({ ben, cleo }) => ben.forge(role(cleo, 'removed'))],
  ['an owner steps down beside another', ok, ({ ben }) => ben.forge(role(ben, 'editor'))],
  [
    'the last owner stays',
    'last-owner',
    async ({ ana, ben }) => {
      await ana.log.setRole(ben.device, 'editor', NOW);
      return ana.forge(role(ana, 'editor'));
    },
  ],
  [
    'an admission cites a live invite',
    ok,
    async ({ ben, zoe }) => {
      const { result } = await ben.log.makeInvite('editor', NOW, NOW);
      return result.kind === 'written' ? [result.bytes, await ben.forge(admit(zoe, result.entry.id))] : [];
    },
  ],
  [
    'not an expired one',
    'invite',
    async ({ ben, zoe }) => {
      const { result } = await ben.log.makeInvite('editor', NOW - 1, NOW);
      return result.kind === 'written' ? [result.bytes, await ben.forge(admit(zoe, result.entry.id))] : [];
    },
  ],
  [
    'not one of an owner of before',
    'invite',
    async ({ ana, ben, zoe }) => {
      const { result } = await ben.log.makeInvite('editor', NOW, NOW);
      await ana.hear(ben);
      await ana.log.setRole(ben.device, 'editor', NOW);
      return result.kind === 'written' ? ana.forge(admit(zoe, result.entry.id)) : [];
    },
  ],
  ['not something else', 'invite', ({ ben, zoe, ana }) => ben.forge(admit(zoe, ana.log.workspace))],
  ['the same again is known', 'known', async ({ cleo }) => twice(await cleo.forge(anImport()))],
  [
    'a forged author',
    'bad-signature',
    ({ cleo, ben }) => cleo.forge(anImport(), { author: ben.device, seq: 1, prev: '' }),
  ],
  [
    'an author that is no key',
    'malformed',
    ({ cleo }) => cleo.forge(anImport(), { author: 'x' as Person['device'] }),
  ],
  ['a changed signature', 'bad-signature', async ({ cleo }) => flipSignature(await cleo.forge(anImport()))],
  ['a changed ciphertext', 'bad-signature', async ({ cleo }) => flip(await cleo.forge(anImport()), -1)],
  ['a changed header', 'bad-signature', ({ cleo }) => replaced(cleo, `"atMs":${NOW}`, `"atMs":${NOW + 1}`)],
  ['another workspace', 'other-workspace', ({ cleo }) => cleo.forge(anImport(), { workspace: hash('a') })],
  ['a second genesis', 'other-workspace', async () => lastOf(await Person.found())],
  [
    'a predecessor that is not here',
    'waiting',
    ({ cleo }) => cleo.forge(anImport(), { seq: 2, prev: hash('a') }),
  ],
  ['a dependency that is not here', 'waiting', ({ cleo }) => cleo.forge(anImport(), { deps: [hash('a')] })],
  ['a number left out', 'broken-chain', ({ cleo }) => forgeTwo(cleo, { seq: 3 })],
  ['a number that goes on', ok, ({ cleo }) => forgeTwo(cleo, {})],
  [
    'a predecessor of somebody else',
    'broken-chain',
    ({ cleo, ana }) => cleo.forge(anImport(), { seq: 2, prev: ana.log.workspace }),
  ],
  ['no dependency on an owner', 'unknown-author', ({ cleo }) => cleo.forge(anImport(), { deps: [] })],
  [
    'one dependency twice',
    'malformed',
    ({ cleo, ana }) => cleo.forge(anImport(), { deps: [ana.log.workspace, ana.log.workspace] }),
  ],
  [
    'the second with one number',
    'fork',
    async ({ cleo }) => [await cleo.forge(anImport()), await cleo.forge(anImport('b'))],
  ],
  ['what is built on a refused one', 'depends-on-refused', ({ vic, cleo }) => onTopOf(vic, cleo)],
  ['a type of a newer Cairn', 'newer', ({ cleo }) => cleo.forge(bodyOf('{}'), { type: 'hologram' })],
  ['such a type of a viewer', 'role', ({ vic }) => vic.forge(bodyOf('{}'), { type: 'hologram' })],
  [
    'a newer way of writing a type',
    'newer',
    ({ cleo }) => cleo.forge(bodyOf('{"v":2}'), { type: 'import', minReader: 2 }),
  ],
  ['what comes after a newer one', ok, ({ cleo }) => forgeTwo(cleo, {}, bodyOf('{}'))],
  ['an epoch that is not here', 'sealed', ({ cleo }) => cleo.forge(anImport(), { epoch: hash('b') })],
  ['the wrong key for an epoch', 'bad-key', ({ cleo, ana }) => wrongKey(cleo, ana)],
  ['a header of too many bytes', 'oversize', async ({ cleo }) => longHeader(await cleo.forge(anImport()))],
  ['an envelope of too many bytes', 'oversize', async () => new Uint8Array(MAX_ENVELOPE_BYTES + 1)],
  ['a member that nobody knows', 'malformed', ({ cleo }) => cleo.forge(anImport(), extra('extra'))],
  ['the prototype as a member', 'malformed', ({ cleo }) => cleo.forge(anImport(), extra('__proto__'))],
  [
    'a body with the prototype',
    'malformed',
    ({ cleo }) =>
      cleo.forge(bodyOf('{"__proto__":{"role":"owner"},"colour":1,"name":"n"}'), { type: 'profile' }),
  ],
  [
    'a body with a member twice',
    'malformed',
    ({ cleo }) => cleo.forge(bodyOf('{"colour":1,"colour":1,"name":"n"}'), { type: 'profile' }),
  ],
  [
    'a body that goes on',
    'malformed',
    ({ cleo }) => cleo.forge(bodyOf('{"colour":1,"name":"n"}', new Uint8Array(1)), { type: 'profile' }),
  ],
  ['a body shorter than it says', 'malformed', ({ cleo }) => cleo.forge(new Uint8Array([0, 0, 0, 9, 1]))],
  ['a name without end', 'malformed', ({ cleo }) => cleo.forge({ ...profile, name: 'n'.repeat(201) })],
  [
    'a rotation sealed to the prototype',
    'malformed',
    ({ ben }) =>
      ben.forge(bodyOf('{"rotation":{"sealed":{"__proto__":"AA"}}}'), { type: 'rotate', previous: 'AA' }),
  ],
  ['garbage for an update', 'damaged-update', ({ cleo }) => cleo.forge(edit(new Uint8Array([9, 9, 9, 9])))],
  [
    'an update cut short',
    'damaged-update',
    ({ cleo }) => cleo.forge(edit(new Session().set('a', 'long text').slice(0, -4))),
  ],
  ['an update of deletions only', ok, ({ cleo }) => cleo.forge(edit(deletions()))],
  ['merged updates', ok, ({ cleo }) => cleo.forge(edit(Y.mergeUpdates([...threeUpdates()])))],
  [
    'merged updates with a hole',
    'damaged-update',
    ({ cleo }) => cleo.forge(edit(Y.mergeUpdates(threeUpdates().filter((_, at) => at !== 1)))),
  ],
  [
    'an update that begins in the middle',
    'foreign-client',
    ({ cleo }) => cleo.forge(edit(threeUpdates()[1])),
  ],
  ['an update that goes on', ok, ({ cleo }) => editTwice(cleo, 1)],
  ['an update that leaves out own clocks', 'damaged-update', ({ cleo }) => editTwice(cleo, 2)],
  ['an update that gives own clocks again', 'damaged-update', ({ cleo }) => editTwice(cleo, 0)],
  [
    'an update under a client id of somebody else',
    'foreign-client',
    ({ cleo, ben }) => asClientOf(ben, cleo),
  ],
  ['a whole document of somebody else', 'foreign-client', ({ cleo, ben }) => wholeDocumentOf(ben, cleo)],
];

describe('acceptance', () => {
  test.each(VECTORS)('%s: %s', async (_, expected, make) => {
    const cast = await makeCast();
    const made = await make(cast);
    const before = cast.ana.log.entries().length;
    const outcomes = await cast.ana.log.ingest(made instanceof Uint8Array ? [made] : made, NOW);
    expect(codeOf(outcomes.at(-1))).toBe(expected);
    const grown = cast.ana.log.entries().length - before;
    const kept = outcomes.filter(
      ({ kind, ...rest }) => kind !== 'refused' || ('code' in rest && rest.code === 'fork'),
    );
    expect(grown).toBe(kept.filter(({ kind }) => kind !== 'known' && kind !== 'waiting').length);
    expect(({} as Record<string, unknown>).role).toBeUndefined();
    // Nothing that is not stored is remembered, and nothing stored is lost.
    expect((await cast.ana.reopened()).log.entries()).toEqual(cast.ana.log.entries());
  });
});

function codeOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.kind === 'refused' ? outcome.code : outcome?.kind;
}

function aSnapshot(person: Person) {
  const covers = [...person.log.heads()].map(([device, { seq, id }]) => [device, seq, id] as const);
  return {
    type: 'snapshot',
    covers,
    docs: [{ doc: 'notes', chunks: ['c'.repeat(64)] }],
    content: 'd'.repeat(64),
  } as const;
}

function anInvite(person: Person) {
  return { type: 'invite', key: person.device, role: 'editor', expiresMs: NOW } as const;
}

function admit(joiner: Person, invite: EnvelopeId | null) {
  const { device, log } = joiner;
  return {
    type: 'admit',
    device,
    agreementKey: log.agreementKey,
    role: 'editor',
    name: 'Z',
    invite,
  } as const;
}

function role(person: Person, to: 'owner' | 'editor' | 'viewer' | 'removed') {
  return { type: 'role', device: person.device, role: to, ...noRotation } as const;
}

async function rotation(owner: Person): Promise<Bytes> {
  const result = await owner.log.rotate(NOW);
  if (result.kind === 'refused') throw new Error(result.code);
  return result.bytes;
}

const twice = (bytes: Bytes): readonly Bytes[] => [bytes, bytes];
const extra = (name: string): object => Object.fromEntries([[name, 1]]);

/** Two envelopes in a row, the second with a changed header. */
async function forgeTwo(
  person: Person,
  change: object,
  first: Bytes | null = null,
): Promise<readonly Bytes[]> {
  const one = first ? await person.forge(first, { type: 'hologram' }) : await person.forge(anImport());
  await person.log.ingest([one], NOW);
  return [one, await person.forge(anImport('two'), change)];
}

async function onTopOf(viewer: Person, editor: Person): Promise<readonly Bytes[]> {
  const refused = await viewer.forge(anImport());
  const id = await idOf(refused);
  return [refused, await editor.forge(anImport(), { deps: [id] })];
}

async function idOf(bytes: Bytes): Promise<EnvelopeId> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') as EnvelopeId;
}

/** Encrypted under the key of the first epoch, but named after the second. */
async function wrongKey(editor: Person, owner: Person): Promise<Bytes> {
  await owner.log.rotate(NOW);
  return editor.forge(anImport(), { epoch: owner.log.epochKey().epoch });
}

async function replaced(person: Person, from: string, to: string): Promise<Bytes> {
  const bytes = await person.forge(anImport());
  const at = Buffer.from(bytes).indexOf(from);
  return concatBytes([bytes.slice(0, at), toUtf8(to), bytes.slice(at + from.length)]);
}

function longHeader(bytes: Bytes): Bytes {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(0, 65_537);
  return changed;
}

function threeUpdates(): readonly [Bytes, Bytes, Bytes] {
  const session = new Session();
  return [session.set('a', 1), session.set('b', 2), session.set('c', 3)];
}

function deletions(): Bytes {
  const session = new Session();
  session.set('a', 1);
  return session.change(() => session.doc.getMap('runs').delete('a'));
}

async function editTwice(person: Person, second: number): Promise<readonly Bytes[]> {
  const updates = threeUpdates();
  const first = await person.forge(edit(updates[0]));
  await person.log.ingest([first], NOW);
  return [first, await person.forge(edit(updates[second] ?? updates[0]))];
}

async function asClientOf(victim: Person, thief: Person): Promise<readonly Bytes[]> {
  const update = new Session(7).set('a', 1);
  const honest = await victim.forge(edit(update));
  await thief.log.ingest([honest], NOW);
  const later = new Session(7);
  Y.applyUpdate(later.doc, update);
  // Yjs takes another id when it sees its own in use.
  later.doc.clientID = 7;
  return [honest, await thief.forge(edit(later.set('a', 'mine')))];
}

async function wholeDocumentOf(author: Person, other: Person): Promise<readonly Bytes[]> {
  const session = new Session(8);
  const honest = await author.forge(edit(session.set('a', 1)));
  await other.log.ingest([honest], NOW);
  return [honest, await other.forge(edit(Y.encodeStateAsUpdate(session.doc)))];
}
