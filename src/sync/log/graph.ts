import { parentIdsOf } from './causal-order.ts';
import { ClientClaims } from './client-claims.ts';
import {
  foldKnown,
  isOpType,
  type LogRecord,
  type MemberState,
  type Membership,
  mayWrite,
  type Op,
} from './membership.ts';
import { refuseOp } from './op-rules.ts';
import { type OpSet, OpSets } from './op-set.ts';
import type { DeviceId, EnvelopeId, RefusalCode, WorkspaceFingerprint } from './replica.ts';

/** What the causal past of an envelope alone says about it; it never changes. */
export type Standing =
  | { readonly kind: 'alive'; readonly reads: 'accepted' | 'sealed' | 'newer' }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

/** The envelopes of one author that their past allows. */
export interface AuthorLine {
  readonly nodes: Node[];
  readonly bySeq: Map<number, Node[]>;
}

export interface Node extends Op {
  readonly parents: readonly Node[];
  readonly prev: Node | null;
  readonly line: AuthorLine;
  /** Place in an order in which parents come first. */
  readonly order: number;
  /** Known operations and this one, if it is one. */
  readonly after: OpSet<Membership>;
  /** Whether what the author wrote so far holds something that cannot be read here. */
  readonly hasUnread: boolean;
  /** Set when an operation that cannot be read here is at or below this: membership is not known after it. */
  readonly blindAfter: 'sealed' | 'newer' | null;
  readonly standing: Standing;
}

export type Judgement =
  | { readonly kind: 'waiting'; readonly missing: readonly EnvelopeId[] }
  | { readonly kind: 'judged'; readonly node: Node };

/**
 * The envelopes of a workspace by what they build on. Each is judged once, by its causal past alone, when all of that
 * is here; what other envelopes mean for it (removals, forks, contested clients) is decided by `settle`.
 */
export class LogGraph {
  readonly nodes = new Map<EnvelopeId, Node>();
  /** Parents first. */
  readonly sorted: Node[] = [];
  readonly lines = new Map<DeviceId, AuthorLine>();
  readonly forked = new Set<DeviceId>();
  readonly ops: Node[] = [];
  readonly claims = new ClientClaims();
  private readonly sets = new OpSets<Membership>();

  constructor(readonly workspace: WorkspaceFingerprint) {}

  /** What an envelope's past says about it, once that is here. Changes nothing. */
  judge(record: LogRecord): Judgement {
    const ids = parentIdsOf(record.index);
    const missing = ids.filter((id) => !this.nodes.has(id));
    if (missing.length > 0) return { kind: 'waiting', missing };
    const parents = ids.flatMap((id) => this.nodes.get(id) ?? []);
    return { kind: 'judged', node: this.makeNode(record, parents) };
  }

  /** The author as the envelope's past knows it; undefined for strangers. */
  authorOf(node: Node): MemberState | undefined {
    return foldKnown(node.known, this.ops).members.get(node.record.index.author);
  }

  private makeNode(record: LogRecord, parents: readonly Node[]): Node {
    const { index } = record;
    const prev = index.prev === '' ? null : (parents[0] ?? null);
    const known = this.sets.union(parents.map(({ after }) => after));
    const blind = blindness(parents);
    const standing = this.stand(record, { prev, all: parents }, known, blind);
    const unread = index.content.type === 'unread' ? index.content.why : null;
    const isRead = standing.kind === 'alive' && standing.reads === 'accepted';
    const isOp = isRead && isOpType(index.type);
    const bit = isOp ? this.ops.length : -1;
    return {
      record,
      parents,
      prev,
      line: this.lines.get(index.author) ?? { nodes: [], bySeq: new Map() },
      order: this.sorted.length,
      depth: parents.reduce((depth, parent) => Math.max(depth, parent.depth + 1), 0),
      bit,
      known,
      after: isOp ? this.sets.with(known, bit) : known,
      hasUnread: !isRead || (prev?.hasUnread ?? false),
      blindAfter: blind ?? (isOpType(index.type) ? unread : null),
      standing,
    };
  }

  /** Takes a node that was judged last, before anything else was inserted. */
  insert(node: Node): void {
    const { index, id } = node.record;
    this.nodes.set(id, node);
    this.sorted.push(node);
    if (node.bit >= 0) this.ops.push(node);
    if (node.standing.kind !== 'alive') return;
    this.lines.set(index.author, node.line);
    node.line.nodes.push(node);
    const twins = node.line.bySeq.get(index.seq);
    if (twins) {
      twins.push(node);
      this.forked.add(index.author);
    } else node.line.bySeq.set(index.seq, [node]);
    if (index.content.type === 'yjs' && node.standing.reads === 'accepted')
      this.claims.add(node, index.content.doc, index.content.clients);
  }

  private stand(
    record: LogRecord,
    parents: { readonly prev: Node | null; readonly all: readonly Node[] },
    known: OpSet<Membership>,
    blind: 'sealed' | 'newer' | null,
  ): Standing {
    const { index, id } = record;
    const code =
      this.refuseChain(record, parents) ??
      (id === this.workspace || blind ? null : this.refuseAuthor(record, known)) ??
      (index.content.type === 'bad' ? index.content.code : null) ??
      (index.content.type === 'yjs'
        ? this.claims.refusal(index.author, index.content.doc, index.content.clients, parents)
        : null);
    if (code) return { kind: 'refused', code };
    const unread = index.content.type === 'unread' ? index.content.why : null;
    return { kind: 'alive', reads: unread ?? blind ?? 'accepted' };
  }

  private refuseChain(
    { index, id }: LogRecord,
    { prev, all }: { readonly prev: Node | null; readonly all: readonly Node[] },
  ): RefusalCode | null {
    if ((index.type === 'genesis') !== (id === this.workspace)) return 'other-workspace';
    if (all.some(({ standing }) => standing.kind === 'refused')) return 'depends-on-refused';
    if ((index.seq === 1) !== (prev === null)) return 'broken-chain';
    const follows =
      prev === null || (prev.record.index.author === index.author && prev.record.index.seq === index.seq - 1);
    const others = prev ? all.slice(1) : all;
    const isOwnDep = others.some((node) => node.record.index.author === index.author);
    return follows && !isOwnDep ? null : 'broken-chain';
  }

  private refuseAuthor(record: LogRecord, known: OpSet<Membership>): RefusalCode | null {
    const membership = foldKnown(known, this.ops);
    const { author, type } = record.index;
    const member = membership.members.get(author);
    if (!member) return 'unknown-author';
    if (member.role === 'removed') return 'removed';
    return mayWrite(member.role, type) ? refuseOp(record, membership) : 'role';
  }
}

function blindness(parents: readonly Node[]): 'sealed' | 'newer' | null {
  let blind: 'sealed' | 'newer' | null = null;
  for (const { blindAfter } of parents) {
    if (blindAfter === 'sealed') return 'sealed';
    blind = blindAfter ?? blind;
  }
  return blind;
}
