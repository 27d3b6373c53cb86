import type { Node } from './graph.ts';
import type { ClientRange, DeviceId, RefusalCode } from './replica.ts';

export interface Parents {
  readonly prev: Node | null;
  readonly all: readonly Node[];
}

/** Which author writes under which Yjs client id, and how far. Client ids of the two documents are apart. */
export class ClientClaims {
  /** First uses of clients that several authors claim: rare, and never by chance. */
  readonly contested = new Map<string, readonly Node[]>();
  private readonly firstUses = new Map<string, Node[]>();

  /** Why an update with these ranges on top of `parents` cannot be the author's, or null. */
  refusal(
    author: DeviceId,
    doc: string,
    ranges: readonly ClientRange[],
    parents: Parents,
  ): RefusalCode | null {
    for (const range of ranges) {
      const uses = this.firstUses.get(keyOf(doc, range)) ?? [];
      const others = uses.filter((use) => use.record.index.author !== author);
      if (others.some((use) => isInPast(use, parents.all))) return 'foreign-client';
      const next = nextClock(author, doc, range.client, parents.prev, uses);
      // What cannot be read here may have used the clocks in between.
      if (range.from === next || (parents.prev?.hasUnread && range.from > next)) continue;
      return next === 0 ? 'foreign-client' : 'damaged-update';
    }
    return null;
  }

  add(node: Node, doc: string, ranges: readonly ClientRange[]): void {
    const { author } = node.record.index;
    for (const range of ranges) {
      const key = keyOf(doc, range);
      const uses = this.firstUses.get(key) ?? [];
      if (nextClock(author, doc, range.client, node.prev, uses) > 0) continue;
      uses.push(node);
      this.firstUses.set(key, uses);
      if (uses.some((use) => use.record.index.author !== author)) this.contested.set(key, uses);
    }
  }
}

function keyOf(doc: string, range: ClientRange): string {
  return `${doc}/${range.client}`;
}

/** Where the author's chain up to `prev` left a client; 0 when it never used it. */
function nextClock(
  author: DeviceId,
  doc: string,
  client: number,
  prev: Node | null,
  uses: readonly Node[],
): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { record } of uses) {
    if (record.index.author === author) first = Math.min(first, record.index.seq);
  }
  for (let at = prev; at && at.record.index.seq >= first; at = at.prev) {
    const { content } = at.record.index;
    if (content.type !== 'yjs' || content.doc !== doc) continue;
    const range = content.clients.find((used) => used.client === client);
    if (range) return range.to;
  }
  return 0;
}

/** Whether `node` is one of the given nodes or in their past. */
function isInPast(node: Node, heads: readonly Node[]): boolean {
  const seen = new Set<Node>();
  const open = [...heads];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at === node) return true;
    if (at.depth <= node.depth || seen.has(at)) continue;
    seen.add(at);
    open.push(...at.parents);
  }
  return false;
}
