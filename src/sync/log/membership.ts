import type { OpSet } from './op-set.ts';
import type { DeviceId, EnvelopeId, EnvelopeIndex, Invite, Role } from './replica.ts';

export interface LogRecord {
  readonly id: EnvelopeId;
  readonly index: EnvelopeIndex;
}

/** A membership operation: genesis, invite, admit or role. */
export interface Op {
  readonly record: LogRecord;
  /** Its place in the sets of operations of this graph. */
  readonly bit: number;
  /** Longest way down to genesis. */
  readonly depth: number;
  /** Operations in its causal past. */
  readonly known: OpSet<Membership>;
}

/** The founder first, then by how deep the first admission lies; ties by its id. */
export interface Seniority {
  readonly depth: number;
  readonly id: EnvelopeId;
}

export interface MemberState {
  readonly device: DeviceId;
  readonly role: Role | 'removed';
  readonly name: string;
  readonly agreementKey: string;
  readonly admittedBy: DeviceId | null;
  readonly sinceMs: number;
  readonly seniority: Seniority;
}

export interface Membership {
  readonly members: ReadonlyMap<DeviceId, MemberState>;
  readonly invites: ReadonlyMap<EnvelopeId, Invite>;
}

const RANKS = { removed: 0, viewer: 1, editor: 2, owner: 3 } as const;

export function rankOf(role: Role | 'removed'): number {
  return RANKS[role];
}

const OWNERS_ONLY: ReadonlySet<string> = new Set(['invite', 'admit', 'role', 'rotate', 'workspace-name']);

/** Least role that may write a type. Types of a newer Cairn are taken for edits. */
function roleFor(type: string): Role {
  if (OWNERS_ONLY.has(type)) return 'owner';
  return type === 'profile' ? 'viewer' : 'editor';
}

export function mayWrite(role: Role | 'removed', type: string): boolean {
  return rankOf(role) >= rankOf(roleFor(type));
}

const OP_TYPES: ReadonlySet<string> = new Set(['genesis', 'invite', 'admit', 'role']);

export function isOpType(type: string): boolean {
  return OP_TYPES.has(type);
}

/** Takes something away, or may. */
export function isDowngrade(op: Op): boolean {
  const { content } = op.record.index;
  return content.type === 'role' && content.role !== 'owner';
}

export function compareSeniority(a: Seniority, b: Seniority): number {
  return a.depth - b.depth || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** Downgrades in the order in which they are decided: those of senior owners first. */
export function sortBySeniority<Downgrade extends Op>(
  downgrades: readonly Downgrade[],
  all: readonly Op[],
): Downgrade[] {
  const keyed = downgrades.map((op) => ({ op, seniority: seniorityOf(op, all) }));
  keyed.sort(
    (a, b) =>
      compareSeniority(a.seniority, b.seniority) ||
      a.op.record.index.seq - b.op.record.index.seq ||
      (a.op.record.id < b.op.record.id ? -1 : 1),
  );
  return keyed.map(({ op }) => op);
}

/** Of the author of an operation, as that operation knew it. */
function seniorityOf(op: Op, all: readonly Op[]): Seniority {
  const known = foldKnown(op.known, all).members.get(op.record.index.author);
  return known?.seniority ?? { depth: Number.POSITIVE_INFINITY, id: op.record.id };
}

/** Membership after a causally closed set of operations, all of which count. `all` is in the order of the bits. */
export function foldKnown(known: OpSet<Membership>, all: readonly Op[]): Membership {
  if (known.folded) return known.folded;
  const ops: Op[] = [];
  for (const bit of known.ops()) {
    const op = all[bit];
    if (op) ops.push(op);
  }
  let folded = foldMembership(ops, () => true);
  if (ops.length > 0 && countOwners(folded) === 0) folded = foldMembership(ops, keepAnOwner(ops, all));
  known.folded = folded;
  return folded;
}

/** Owners who left at the same time, all of them: those that are decided last stay. */
function keepAnOwner(ops: readonly Op[], all: readonly Op[]): (op: Op) => boolean {
  const counted = new Set<Op>();
  for (const downgrade of sortBySeniority(ops.filter(isDowngrade), all)) {
    counted.add(downgrade);
    if (countOwners(foldMembership(ops, (op) => counted.has(op))) === 0) counted.delete(downgrade);
  }
  return (op) => counted.has(op);
}

/** Of operations on one device that do not know of one another the one that grants least counts. */
export function foldMembership(ops: readonly Op[], counts: (downgrade: Op) => boolean): Membership {
  const byDevice = new Map<DeviceId, Op[]>();
  const invites = new Map<EnvelopeId, Invite>();
  const spent = new Set<EnvelopeId>();
  for (const op of ops) {
    const { content, author } = op.record.index;
    if (content.type === 'invite') {
      const { key, role, expiresMs } = content;
      invites.set(op.record.id, { id: op.record.id, author, key, role, expiresMs, spent: false });
    }
    if (content.type === 'admit' && content.invite) spent.add(content.invite);
    const device = targetOf(op);
    if (device === null || (isDowngrade(op) && !counts(op))) continue;
    const earlier = byDevice.get(device);
    if (earlier) earlier.push(op);
    else byDevice.set(device, [op]);
  }
  for (const [id, invite] of invites) if (spent.has(id)) invites.set(id, { ...invite, spent: true });
  const members = new Map<DeviceId, MemberState>();
  for (const [device, own] of byDevice) {
    const member = foldMember(device, own);
    if (member) members.set(device, member);
  }
  return { members, invites };
}

function foldMember(device: DeviceId, ops: readonly Op[]): MemberState | null {
  const entries = ops.filter((op) => op.record.index.content.type !== 'role');
  entries.sort((a, b) => compareSeniority(depthOf(a), depthOf(b)));
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return null;
  let role: Role | 'removed' = 'owner';
  for (const op of ops) {
    if (ops.some((later) => later.known.has(op.bit))) continue;
    const granted = grantOf(op);
    if (rankOf(granted) < rankOf(role)) role = granted;
  }
  return { device, role, ...admissionOf(last), sinceMs: last.record.index.atMs, seniority: depthOf(first) };
}

function depthOf(op: Op): Seniority {
  return { depth: op.depth, id: op.record.id };
}

function admissionOf(op: Op): Pick<MemberState, 'name' | 'agreementKey' | 'admittedBy'> {
  const { content, author } = op.record.index;
  if (content.type === 'admit')
    return { name: content.name, agreementKey: content.agreementKey, admittedBy: author };
  if (content.type === 'genesis')
    return { name: content.member, agreementKey: content.agreementKey, admittedBy: null };
  return { name: '', agreementKey: '', admittedBy: null };
}

function grantOf(op: Op): Role | 'removed' {
  const { content } = op.record.index;
  return content.type === 'admit' || content.type === 'role' ? content.role : 'owner';
}

function targetOf(op: Op): DeviceId | null {
  const { content, author } = op.record.index;
  if (content.type === 'genesis') return author;
  return content.type === 'admit' || content.type === 'role' ? content.device : null;
}

export function countOwners(membership: Membership): number {
  let owners = 0;
  for (const { role } of membership.members.values()) if (role === 'owner') owners += 1;
  return owners;
}
