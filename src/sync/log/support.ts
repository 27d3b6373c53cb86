import type { LogGraph, Node } from './graph.ts';
import type { Membership } from './membership.ts';
import type { OpSet } from './op-set.ts';
import type { DeviceId } from './replica.ts';

/**
 * What lies in the past of somebody who can answer for it, among others of the `limited` envelopes: those that count
 * only where another author has built on them, as Yjs cannot leave out an ancestor.
 *
 * A supporter is one of the `free` envelopes without anything `tainted` below it. It does not support its own author,
 * and it supports nobody while its own chain or the authority of its author hangs on a limited envelope that nobody
 * else supports: else a removed owner could let in somebody who vouches for the admission.
 */
export function findSupport(
  graph: LogGraph,
  limited: Iterable<Node>,
  free: readonly Node[],
  tainted: ReadonlySet<Node>,
): ReadonlySet<Node> {
  const byAuthor = new Map<DeviceId, Node[]>();
  for (const node of limited) {
    const own = byAuthor.get(node.record.index.author);
    if (own) own.push(node);
    else byAuthor.set(node.record.index.author, [node]);
  }
  const weak = new Set([...byAuthor.values()].flat());
  const candidates = free.filter((node) => !tainted.has(node));
  let saved = new Set<Node>();
  for (;;) {
    const supporters = findSupporters(graph, candidates, weak);
    saved = new Set();
    for (const [author, own] of byAuthor) {
      const past = pastOf(supporters.filter((node) => node.record.index.author !== author));
      for (const node of own) if (past.has(node)) saved.add(node);
    }
    const before = weak.size;
    for (const node of saved) weak.delete(node);
    if (weak.size === before) return saved;
  }
}

/** Those whose own chain and whose author's authority rest on nothing weak. */
function findSupporters(
  graph: LogGraph,
  candidates: readonly Node[],
  weak: ReadonlySet<Node>,
): readonly Node[] {
  const grounds = new Grounds(graph, weak);
  const broken = new Set<Node>();
  for (const node of graph.sorted) {
    if (node.prev && (broken.has(node.prev) || weak.has(node.prev))) broken.add(node);
  }
  return candidates.filter((node) => !broken.has(node) && grounds.hold(node.record.index.author, node.known));
}

/** Whether what made an author a member rests on operations that stand. */
class Grounds {
  private readonly known = new Map<OpSet<Membership>, Map<DeviceId, boolean>>();
  private readonly standing: boolean[] = [];

  constructor(
    private readonly graph: LogGraph,
    weak: ReadonlySet<Node>,
  ) {
    // Operations come after those that they know.
    for (const op of graph.ops) {
      this.standing.push(!weak.has(op) && this.hold(op.record.index.author, op.known));
    }
  }

  hold(author: DeviceId, known: OpSet<Membership>): boolean {
    const byAuthor = this.known.get(known) ?? new Map<DeviceId, boolean>();
    this.known.set(known, byAuthor);
    let holds = byAuthor.get(author);
    if (holds === undefined) {
      holds = true;
      for (const bit of known.ops()) if (this.isAbout(bit, author) && !this.standing[bit]) holds = false;
      byAuthor.set(author, holds);
    }
    return holds;
  }

  private isAbout(bit: number, author: DeviceId): boolean {
    const content = this.graph.ops[bit]?.record.index.content;
    return (content?.type === 'admit' || content?.type === 'role') && content.device === author;
  }
}

function pastOf(nodes: readonly Node[]): ReadonlySet<Node> {
  const past = new Set<Node>();
  const open = nodes.flatMap(({ parents }) => parents);
  for (let node = open.pop(); node; node = open.pop()) {
    if (past.has(node)) continue;
    past.add(node);
    open.push(...node.parents);
  }
  return past;
}
