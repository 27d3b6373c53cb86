import { sha256Hex, toUtf8 } from '../../base/bytes.ts';
import { FloodGuard } from './flood-guard.ts';
import type { Node } from './graph.ts';
import type { Beginning } from './key-ring.ts';
import type { DeviceId, Entry, EnvelopeId, Heads, IndexedEnvelope, WorkspaceFingerprint } from './replica.ts';
import { type Change, LogState } from './resolve.ts';

/** What a device holds of a log, in memory: the index of each envelope and what follows from it. No bytes. */
export class HeldLog {
  readonly state: LogState;
  readonly guard: FloodGuard;
  private readonly received = new Map<EnvelopeId, number>();
  /** Envelopes that begin an epoch. */
  private readonly begins: Node[] = [];
  private digested: { readonly count: number; readonly digest: Promise<string> } | null = null;

  constructor(
    readonly workspace: WorkspaceFingerprint,
    device: DeviceId,
    rows: readonly IndexedEnvelope[] = [],
  ) {
    this.state = new LogState(workspace);
    this.guard = new FloodGuard(this.state.graph, device);
    for (const { id, receivedMs } of rows) this.received.set(id, receivedMs);
    this.state.addAll(rows);
    for (const node of this.state.graph.sorted) this.note(node, this.receivedMs(node.record.id));
    this.state.settle();
  }

  /** Takes a node that the graph has just judged. */
  insert(node: Node, receivedMs: number): void {
    this.state.insert(node);
    this.received.set(node.record.id, receivedMs);
    this.note(node, receivedMs);
  }

  settle(): Change {
    return this.state.settle();
  }

  node(id: EnvelopeId): Node | undefined {
    return this.state.graph.nodes.get(id);
  }

  entryOf(node: Node): Entry {
    const { author, seq, type, atMs } = node.record.index;
    return { id: node.record.id, author, seq, type, atMs, ...this.state.verdictOf(node) };
  }

  receivedMs(id: EnvelopeId): number {
    return this.received.get(id) ?? 0;
  }

  rows(): readonly IndexedEnvelope[] {
    return this.state.graph.sorted.map(({ record: { id, index } }) => ({
      id,
      index,
      receivedMs: this.receivedMs(id),
    }));
  }

  /** All that count or may come to count, parents first. */
  alive(): readonly Node[] {
    return this.state.graph.sorted.filter(({ standing }) => standing.kind === 'alive');
  }

  /** Envelopes that begin an epoch and that others have too, parents first. */
  beginnings(): readonly Beginning[] {
    return this.begins
      .filter(({ standing }) => standing.kind === 'alive')
      .map((node) => ({ ...node.record, isVoid: this.state.verdictOf(node).verdict === 'refused' }));
  }

  /** Those that count. */
  rotations(): readonly Node[] {
    return this.begins.filter((node) => this.state.isAccepted(node));
  }

  /** Whether something that only owners write cannot be read here: who belongs to the workspace is not known. */
  get isBlind(): boolean {
    return this.alive().some(({ blindAfter }) => blindAfter === 'sealed');
  }

  heads(): Heads {
    const heads = new Map<DeviceId, { readonly seq: number; readonly id: EnvelopeId }>();
    for (const [author, { nodes }] of this.state.graph.lines) {
      for (const { record } of nodes) {
        const { seq } = record.index;
        const head = heads.get(author);
        if (!head || seq > head.seq || (seq === head.seq && record.id < head.id))
          heads.set(author, { seq, id: record.id });
      }
    }
    return heads;
  }

  /** The same for equal sets of ids, whatever the order. */
  digest(): Promise<string> {
    const ids = this.alive().map(({ record }) => record.id);
    if (this.digested?.count !== ids.length) {
      this.digested = { count: ids.length, digest: sha256Hex(toUtf8(ids.sort().join(''))) };
    }
    return this.digested.digest;
  }

  /**
   * What somebody with these heads lacks, parents first. A head that is not here is taken for a longer chain of that
   * author, or for a branch of it where its number is taken; of authors known to be forked only what lies below a
   * known head is taken to be there. What is guessed wrongly is asked for by those who wait for it.
   */
  missingFor(heads: Heads): readonly EnvelopeId[] {
    const there = new Set<Node>();
    const open: Node[] = [];
    for (const [author, { seq, id }] of heads) {
      const head = this.node(id) ?? this.lastBelow(author, seq);
      if (head) open.push(head);
    }
    for (let node = open.pop(); node; node = open.pop()) {
      if (there.has(node)) continue;
      there.add(node);
      open.push(...node.parents);
    }
    return this.alive().flatMap((node) => (there.has(node) ? [] : [node.record.id]));
  }

  private lastBelow(author: DeviceId, seq: number): Node | undefined {
    if (this.state.graph.forked.has(author)) return undefined;
    const line = this.state.graph.lines.get(author);
    const last = line?.nodes.length ?? 0;
    return line?.bySeq.get(seq > last ? last : seq - 1)?.[0];
  }

  private note(node: Node, nowMs: number): void {
    if (node.record.index.previous !== '') this.begins.push(node);
    this.guard.count(node, nowMs);
  }
}
