import type { LogRecord } from '../../src/sync/log/membership.ts';
import type { DeviceId, EnvelopeId, RefusalCode } from '../../src/sync/log/replica.ts';

/**
 * The rules of acceptance once more, written to be read and not to be fast: sets of ids everywhere, nothing kept
 * between two questions that does not have to be. Only for small histories.
 */
type Id = EnvelopeId;
type Rank = 0 | 1 | 2 | 3;
interface Person {
  rank: Rank;
  since: readonly [number, Id];
}
interface People {
  people: Map<DeviceId, Person>;
  invites: Map<Id, { author: DeviceId; role: string; expiresMs: number; spent: boolean }>;
}
export interface ReferenceVerdict {
  readonly verdict: string;
  readonly refusal: RefusalCode | null;
}

const RANK: Readonly<Record<string, Rank>> = { removed: 0, viewer: 1, editor: 2, owner: 3 };
const OWNER_TYPES = ['invite', 'admit', 'role', 'rotate', 'workspace-name'];
const needed = (type: string): number => (OWNER_TYPES.includes(type) ? 3 : type === 'profile' ? 1 : 2);
const isOpType = (type: string): boolean => ['genesis', 'invite', 'admit', 'role'].includes(type);
const lessThan = (a: readonly [number, Id], b: readonly [number, Id]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

export class Reference {
  private readonly records = new Map<Id, LogRecord>();
  private readonly pasts = new Map<Id, Set<Id> | null>();
  private readonly standings = new Map<Id, RefusalCode | 'alive'>();

  constructor(
    private readonly workspace: Id,
    records: readonly LogRecord[],
  ) {
    for (const record of records) this.records.set(record.id, record);
  }

  verdicts(): { verdicts: Map<Id, ReferenceVerdict>; roles: Map<DeviceId, Rank> } {
    const complete = [...this.records.keys()].filter((id) => this.past(id));
    const alive = complete.filter((id) => this.standing(id) === 'alive');
    const { refused, roles } = this.settle(alive);
    const verdicts = new Map<Id, ReferenceVerdict>();
    for (const id of this.records.keys()) {
      if (!complete.includes(id)) verdicts.set(id, { verdict: 'waiting', refusal: null });
      else verdicts.set(id, this.verdict(id, refused));
    }
    return { verdicts, roles };
  }

  private verdict(id: Id, refused: ReadonlyMap<Id, RefusalCode>): ReferenceVerdict {
    const standing = this.standing(id);
    if (standing !== 'alive') return { verdict: 'refused', refusal: standing };
    const code = refused.get(id);
    if (code) return { verdict: 'refused', refusal: code };
    const { content } = this.get(id).index;
    if (content.type === 'unread') return { verdict: content.why, refusal: null };
    const blind = this.blind(id);
    return { verdict: blind ?? 'accepted', refusal: null };
  }

  private get(id: Id): LogRecord {
    const record = this.records.get(id);
    if (!record) throw new Error('Not here');
    return record;
  }

  private parents(id: Id): Id[] {
    const { prev, deps } = this.get(id).index;
    return prev === '' ? [...deps] : [prev, ...deps];
  }

  /** All that an envelope builds on, or null when some of it is not here. */
  private past(id: Id): Set<Id> | null {
    const known = this.pasts.get(id);
    if (known !== undefined) return known;
    const past = new Set<Id>();
    let isComplete = true;
    for (const parent of this.parents(id)) {
      const below = this.records.has(parent) ? this.past(parent) : null;
      if (!below) isComplete = false;
      else for (const each of [parent, ...below]) past.add(each);
    }
    this.pasts.set(id, isComplete ? past : null);
    return isComplete ? past : null;
  }

  private pastOf(id: Id): Set<Id> {
    return this.past(id) ?? new Set();
  }

  private depth(id: Id): number {
    return Math.max(0, ...this.parents(id).map((parent) => this.depth(parent) + 1));
  }

  private blind(id: Id): 'sealed' | 'newer' | null {
    const whys = [...this.pastOf(id)].flatMap((each) => {
      const { content, type } = this.get(each).index;
      return content.type === 'unread' && isOpType(type) ? [content.why] : [];
    });
    return whys.includes('sealed') ? 'sealed' : (whys[0] ?? null);
  }

  private isRead(id: Id): boolean {
    return this.get(id).index.content.type !== 'unread' && this.blind(id) === null;
  }

  private standing(id: Id): RefusalCode | 'alive' {
    const known = this.standings.get(id);
    if (known) return known;
    const standing = this.judge(id);
    this.standings.set(id, standing);
    return standing;
  }

  private judge(id: Id): RefusalCode | 'alive' {
    const { index } = this.get(id);
    const { prev, author, seq, content } = index;
    if ((index.type === 'genesis') !== (id === this.workspace)) return 'other-workspace';
    if (this.parents(id).some((parent) => this.standing(parent) !== 'alive')) return 'depends-on-refused';
    if ((seq === 1) !== (prev === '')) return 'broken-chain';
    if (prev !== '') {
      const before = this.get(prev).index;
      if (before.author !== author || before.seq !== seq - 1) return 'broken-chain';
    }
    if (index.deps.some((dep) => this.get(dep).index.author === author)) return 'broken-chain';
    if (id !== this.workspace && this.blind(id) === null) {
      const code = this.judgeAuthor(id);
      if (code) return code;
    }
    if (content.type === 'bad') return content.code;
    return this.judgeClients(id) ?? 'alive';
  }

  private judgeAuthor(id: Id): RefusalCode | null {
    const { index } = this.get(id);
    const { content } = index;
    const { people, invites } = this.peopleBefore(id);
    const rankOf = (device: DeviceId): Rank => people.get(device)?.rank ?? 0;
    if (!people.has(index.author)) return 'unknown-author';
    if (rankOf(index.author) === 0) return 'removed';
    if (rankOf(index.author) < needed(index.type)) return 'role';
    if (content.type === 'admit') {
      if (rankOf(content.device) > 0) return 'role';
      if (content.invite === null) return null;
      const invite = invites.get(content.invite);
      if (!invite || invite.spent || invite.role !== content.role) return 'invite';
      return invite.expiresMs >= index.atMs && rankOf(invite.author) === 3 ? null : 'invite';
    }
    if (content.type === 'role') {
      if (rankOf(content.device) === 0) return 'role';
      const owners = [...people.values()].filter(({ rank }) => rank === 3);
      const isLast = owners.length === 1 && rankOf(content.device) === 3 && content.role !== 'owner';
      return isLast ? 'last-owner' : null;
    }
    return null;
  }

  private judgeClients(id: Id): RefusalCode | null {
    const { author, content, prev } = this.get(id).index;
    if (content.type !== 'yjs') return null;
    for (const { client, from } of content.clients) {
      const key = `${content.doc}/${client}`;
      const usedByOthers = [...this.pastOf(id)].some(
        (each) => this.get(each).index.author !== author && this.isRead(each) && this.uses(each).has(key),
      );
      if (usedByOthers) return 'foreign-client';
      let next = 0;
      let unread = false;
      for (let at = prev; at !== ''; at = this.get(at).index.prev) {
        if (!this.isRead(at)) unread = true;
        next ||= this.firstReadUse(at, key) ? (this.uses(at).get(key) ?? 0) : 0;
      }
      if (from === next || (unread && from > next)) continue;
      return next === 0 ? 'foreign-client' : 'damaged-update';
    }
    return null;
  }

  /** Whether the chain up to here holds a use of the client that counts. */
  private firstReadUse(id: Id, key: string): boolean {
    for (let at: Id | '' = id; at !== ''; at = this.get(at).index.prev)
      if (this.isRead(at) && this.uses(at).has(key)) return true;
    return false;
  }

  private uses(id: Id): Map<string, number> {
    const { content } = this.get(id).index;
    const uses = new Map<string, number>();
    if (content.type === 'yjs')
      for (const { client, to } of content.clients) uses.set(`${content.doc}/${client}`, to);
    return uses;
  }

  private peopleBefore(id: Id): People {
    const ops = [...this.pastOf(id)].filter(
      (each) => isOpType(this.get(each).index.type) && this.isRead(each),
    );
    const all = this.fold(ops, () => true);
    if (ops.length === 0 || this.hasOwner(all)) return all;
    const counted = new Set<Id>();
    for (const downgrade of this.bySeniority(ops.filter((op) => this.isDowngrade(op)))) {
      counted.add(downgrade);
      if (!this.hasOwner(this.fold(ops, (op) => counted.has(op)))) counted.delete(downgrade);
    }
    return this.fold(ops, (op) => counted.has(op));
  }

  private hasOwner({ people }: People): boolean {
    return [...people.values()].some(({ rank }) => rank === 3);
  }

  private isDowngrade(id: Id): boolean {
    const { content } = this.get(id).index;
    return content.type === 'role' && content.role !== 'owner';
  }

  private seniority(author: DeviceId, id: Id): readonly [number, Id] {
    return this.peopleBefore(id).people.get(author)?.since ?? [Number.POSITIVE_INFINITY, id];
  }

  private bySeniority(ids: readonly Id[]): Id[] {
    return [...ids].sort((a, b) => {
      const [left, right] = [this.get(a).index, this.get(b).index];
      const [one, two] = [this.seniority(left.author, a), this.seniority(right.author, b)];
      if (lessThan(one, two)) return -1;
      if (lessThan(two, one)) return 1;
      return left.seq - right.seq || (a < b ? -1 : 1);
    });
  }

  private fold(ops: readonly Id[], counts: (downgrade: Id) => boolean): People {
    const people = new Map<DeviceId, Person>();
    const invites: People['invites'] = new Map();
    const aimed = (id: Id): DeviceId | null => {
      const { content, author } = this.get(id).index;
      if (content.type === 'genesis') return author;
      return content.type === 'admit' || content.type === 'role' ? content.device : null;
    };
    const counted = ops.filter((op) => !this.isDowngrade(op) || counts(op));
    for (const op of counted) {
      const { content, author } = this.get(op).index;
      if (content.type === 'invite') invites.set(op, { author, ...content, spent: false });
      const device = aimed(op);
      if (device === null || content.type === 'role') continue;
      const since = [this.depth(op), op] as const;
      const known = people.get(device);
      people.set(device, { rank: 3, since: known && lessThan(known.since, since) ? known.since : since });
    }
    for (const op of ops) {
      const { content } = this.get(op).index;
      const invite = content.type === 'admit' && content.invite ? invites.get(content.invite) : undefined;
      if (invite) invite.spent = true;
    }
    for (const [device, person] of people) {
      const own = counted.filter((op) => aimed(op) === device);
      const last = own.filter((op) => !own.some((other) => this.pastOf(other).has(op)));
      const ranks = last.map((op) => {
        const { content } = this.get(op).index;
        return content.type === 'admit' || content.type === 'role' ? (RANK[content.role] ?? 0) : 3;
      });
      person.rank = Math.min(...ranks) as Rank;
    }
    return { people, invites };
  }

  private settle(alive: readonly Id[]): { refused: Map<Id, RefusalCode>; roles: Map<DeviceId, Rank> } {
    const ops = alive.filter((id) => isOpType(this.get(id).index.type) && this.isRead(id));
    const downgrades = this.bySeniority(ops.filter((op) => this.isDowngrade(op)));
    const without = new Set<Id>();
    const peopleWith = (limits: readonly Id[]): People => {
      const refused = this.void(alive, limits);
      return this.fold(
        ops.filter((op) => !refused.has(op)),
        (op) => limits.includes(op),
      );
    };
    for (;;) {
      const limits: Id[] = [];
      for (const downgrade of downgrades) {
        if (without.has(downgrade) || this.void(alive, limits).has(downgrade)) continue;
        if (this.hasOwner(peopleWith([...limits, downgrade]))) limits.push(downgrade);
        else without.add(downgrade);
      }
      const refused = this.void(alive, limits);
      const undone = limits.find((limit) => refused.has(limit));
      const people = peopleWith(limits);
      const last = limits.at(-1);
      if (undone) without.add(undone);
      else if (last && !this.hasOwner(people)) without.add(last);
      else return { refused, roles: new Map([...people.people].map(([id, { rank }]) => [id, rank])) };
    }
  }

  private void(alive: readonly Id[], limits: readonly Id[]): Map<Id, RefusalCode> {
    const limited = new Map<Id, RefusalCode>();
    for (const id of alive) {
      const codes = limits.flatMap((limit) => this.hit(limit, id) ?? []);
      if (this.isForked(alive, id)) limited.set(id, 'fork');
      else if (codes.length > 0) limited.set(id, codes.includes('removed') ? 'removed' : 'role');
    }
    const free = alive.filter(
      (id) => !this.isForked(alive, id) && !limits.some((limit) => this.isOutside(limit, id)),
    );
    const built = this.supported(alive, limited, free);
    const losers = alive.filter((id) => {
      const { author, prev, seq } = this.get(id).index;
      const twins = alive.filter((other) => {
        const index = this.get(other).index;
        return index.author === author && index.seq === seq && index.prev === prev;
      });
      const grown = twins.filter((twin) => twins.length > 1 && built.has(twin));
      return grown.includes(id) && grown.some((twin) => twin < id);
    });
    const isTainted = (id: Id): boolean => losers.some((loser) => loser === id || this.pastOf(id).has(loser));
    const clean = free.filter((id) => !isTainted(id));
    const saved = this.supported(alive, limited, clean);
    const refused = new Map<Id, RefusalCode>();
    for (const [id, code] of limited) if (isTainted(id) || !saved.has(id)) refused.set(id, code);
    const roots = [...refused.keys(), ...losers];
    for (const id of alive)
      if (!refused.has(id) && roots.some((root) => this.pastOf(id).has(root)))
        refused.set(id, 'depends-on-refused');
    this.voidClients(alive, refused);
    return refused;
  }

  /** Limited envelopes that somebody else, whose own standing needs none that is not saved, has built on. */
  private supported(alive: readonly Id[], limited: ReadonlyMap<Id, unknown>, free: readonly Id[]): Set<Id> {
    const saved = new Set<Id>();
    for (;;) {
      const isWeak = (id: Id): boolean => limited.has(id) && !saved.has(id);
      const stands = (id: Id): boolean => {
        const { author } = this.get(id).index;
        return [...this.pastOf(id)].every((each) => {
          const { index } = this.get(each);
          if (index.author === author && isWeak(each)) return false;
          const { content } = index;
          const grants = (content.type === 'admit' || content.type === 'role') && content.device === author;
          return !grants || !alive.includes(each) || !this.isRead(each) || (!isWeak(each) && hasGround(each));
        });
      };
      // For an operation its author's other writing is no matter, only what made it a member.
      const hasGround = (op: Id): boolean => {
        const { author } = this.get(op).index;
        return [...this.pastOf(op)].every((each) => {
          const { content } = this.get(each).index;
          const grants = (content.type === 'admit' || content.type === 'role') && content.device === author;
          return !grants || !this.isRead(each) || (!isWeak(each) && hasGround(each));
        });
      };
      const supporters = free.filter(stands);
      const more = [...limited.keys()].filter(
        (id) =>
          !saved.has(id) &&
          supporters.some(
            (each) => this.pastOf(each).has(id) && this.get(each).index.author !== this.get(id).index.author,
          ),
      );
      if (more.length === 0) return saved;
      for (const id of more) saved.add(id);
    }
  }

  private hit(limit: Id, id: Id): RefusalCode | null {
    const { content } = this.get(limit).index;
    if (content.type !== 'role' || !this.isOutside(limit, id)) return null;
    if ((RANK[content.role] ?? 0) >= needed(this.get(id).index.type)) return null;
    return content.role === 'removed' ? 'removed' : 'role';
  }

  private isOutside(limit: Id, id: Id): boolean {
    const { content } = this.get(limit).index;
    const { author, seq } = this.get(id).index;
    if (content.type !== 'role' || content.device !== author || limit === id) return false;
    return seq > content.cutoff && !this.pastOf(id).has(limit);
  }

  private isForked(alive: readonly Id[], id: Id): boolean {
    const { author, seq } = this.get(id).index;
    const own = alive.filter((each) => this.get(each).index.author === author);
    return own.some((a) =>
      own.some(
        (b) => a !== b && this.get(a).index.seq === this.get(b).index.seq && this.get(a).index.seq <= seq,
      ),
    );
  }

  private voidClients(alive: readonly Id[], refused: Map<Id, RefusalCode>): void {
    const firsts: { key: string; id: Id; author: DeviceId }[] = [];
    for (const id of alive) {
      if (!this.isRead(id)) continue;
      const { prev, author } = this.get(id).index;
      for (const key of this.uses(id).keys())
        if (prev === '' || !this.firstReadUse(prev, key)) firsts.push({ key, id, author });
    }
    const order = this.bySeniority([...new Set(firsts.map(({ id }) => id))]);
    const contested = firsts.filter((a) => firsts.some((b) => b.key === a.key && b.author !== a.author));
    contested.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id) || (a.key < b.key ? -1 : 1));
    const owners = new Map<string, DeviceId>();
    for (const { key, id, author } of contested) {
      if (refused.has(id)) continue;
      const owner = owners.get(key) ?? author;
      owners.set(key, owner);
      if (owner === author) continue;
      refused.set(id, 'foreign-client');
      for (const each of alive)
        if (this.pastOf(each).has(id) && !refused.has(each)) refused.set(each, 'depends-on-refused');
    }
  }
}
