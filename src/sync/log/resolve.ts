import { parentIdsOf, sortCausally } from './causal-order.ts';
import { LogGraph, type Node } from './graph.ts';
import { compareSeniority, foldMembership, type LogRecord, type MemberState } from './membership.ts';
import type {
  DeviceId,
  Entry,
  EnvelopeId,
  Invite,
  Member,
  RefusalCode,
  WorkspaceFingerprint,
} from './replica.ts';
import { isPlainAddition, type Settlement, settle } from './settle.ts';

export interface Verdict {
  readonly verdict: Entry['verdict'];
  readonly refusal: RefusalCode | null;
}

export interface Resolution {
  readonly verdicts: ReadonlyMap<EnvelopeId, Verdict>;
  readonly members: readonly Member[];
  readonly invites: readonly Invite[];
  readonly name: string;
}

/** The verdicts on a set of verified envelopes, and the membership that follows; the same in whatever order they come. */
export function resolve(workspace: WorkspaceFingerprint, records: readonly LogRecord[]): Resolution {
  const state = new LogState(workspace);
  const verdicts = new Map<EnvelopeId, Verdict>();
  for (const { id } of state.addAll(records)) verdicts.set(id, { verdict: 'waiting', refusal: null });
  state.settle();
  for (const node of state.graph.sorted) verdicts.set(node.record.id, state.verdictOf(node));
  return { verdicts, members: state.members(), invites: state.invites(), name: state.workspaceName() };
}

export interface Change {
  /** Accepted since the last time, parents first. */
  readonly accepted: readonly Node[];
  /** Something that was accepted is not any more. */
  readonly isUndone: boolean;
}

/** A log as it grows: adds envelopes, and settles anew only when one may change what others mean. */
export class LogState {
  readonly graph: LogGraph;
  private settlement: Settlement = {
    refused: new Map(),
    membership: foldMembership([], () => true),
    isCalm: true,
  };
  private accepted = new Set<Node>();
  private tipNodes = new Set<Node>();
  private profiles = new Map<DeviceId, Node>();
  private nameNode: Node | null = null;
  private unsettled: Node[] = [];

  constructor(workspace: WorkspaceFingerprint) {
    this.graph = new LogGraph(workspace);
  }

  /** Adds in causal order; answers with those whose past is incomplete. Call `settle` afterwards. */
  addAll(records: readonly LogRecord[]): readonly LogRecord[] {
    const news = records.filter(({ id }) => !this.graph.nodes.has(id));
    const parentsOf = ({ index }: LogRecord) => parentIdsOf(index);
    const order = sortCausally(news, parentsOf, (id) => this.graph.nodes.has(id));
    for (const record of order.sorted) {
      const judgement = this.graph.judge(record);
      if (judgement.kind === 'judged') this.insert(judgement.node);
    }
    return order.waiting;
  }

  /** Takes a node that the graph has just judged. Call `settle` afterwards. */
  insert(node: Node): void {
    this.graph.insert(node);
    this.unsettled.push(node);
  }

  settle(): Change {
    const added = this.unsettled;
    this.unsettled = [];
    if (added.every((node) => isPlainAddition(this.graph, this.settlement, node))) {
      const accepted = added.filter((node) => this.isAccepted(node));
      for (const node of accepted) this.accept(node);
      return { accepted, isUndone: false };
    }
    const before = this.accepted;
    this.settlement = settle(this.graph);
    this.accepted = new Set();
    this.tipNodes = new Set();
    this.profiles = new Map();
    this.nameNode = null;
    const accepted: Node[] = [];
    let kept = 0;
    for (const node of this.graph.sorted) {
      if (!this.isAccepted(node)) continue;
      this.accept(node);
      if (before.has(node)) kept += 1;
      else accepted.push(node);
    }
    return { accepted, isUndone: kept < before.size };
  }

  verdictOf(node: Node): Verdict {
    if (node.standing.kind === 'refused') return { verdict: 'refused', refusal: node.standing.code };
    const refusal = this.settlement.refused.get(node) ?? null;
    return refusal ? { verdict: 'refused', refusal } : { verdict: node.standing.reads, refusal: null };
  }

  isAccepted(node: Node): boolean {
    return this.verdictOf(node).verdict === 'accepted';
  }

  /** Accepted envelopes that no accepted one builds on: what the next one of this device depends on. */
  tips(): readonly Node[] {
    return [...this.tipNodes];
  }

  member(device: DeviceId): MemberState | undefined {
    return this.settlement.membership.members.get(device);
  }

  /** In order of seniority, removed ones too. */
  members(): readonly Member[] {
    const states = [...this.settlement.membership.members.values()];
    states.sort((a, b) => compareSeniority(a.seniority, b.seniority));
    return states.map(({ seniority: _, ...member }) => {
      const profile = this.profiles.get(member.device)?.record.index.content;
      const { name, colour } = profile?.type === 'profile' ? profile : { name: member.name, colour: 0 };
      return { ...member, name, colour, forked: this.graph.forked.has(member.device) };
    });
  }

  /** Of those who are owners now; spent and expired ones too. */
  invites(): readonly Invite[] {
    const invites = [...this.settlement.membership.invites.values()];
    invites.sort((a, b) => (a.id < b.id ? -1 : 1));
    return invites.filter(({ author }) => this.member(author)?.role === 'owner');
  }

  workspaceName(): string {
    const content = this.nameNode?.record.index.content;
    return content?.type === 'genesis' || content?.type === 'workspace-name' ? content.name : '';
  }

  private accept(node: Node): void {
    this.accepted.add(node);
    for (const parent of node.parents) this.tipNodes.delete(parent);
    this.tipNodes.add(node);
    const { content, author, seq } = node.record.index;
    if (content.type === 'profile') {
      const known = this.profiles.get(author);
      if (!known || known.record.index.seq < seq) this.profiles.set(author, node);
    }
    if ((content.type === 'genesis' || content.type === 'workspace-name') && isLater(node, this.nameNode))
      this.nameNode = node;
  }
}

function isLater(node: Node, than: Node | null): boolean {
  if (!than || node.depth !== than.depth) return !than || node.depth > than.depth;
  return node.record.id < than.record.id;
}
