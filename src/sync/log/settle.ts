import type { LogGraph, Node } from './graph.ts';
import {
  compareSeniority,
  countOwners,
  foldMembership,
  isDowngrade,
  type Membership,
  mayWrite,
  sortBySeniority,
} from './membership.ts';
import type { DeviceId, RefusalCode } from './replica.ts';
import { findSupport } from './support.ts';

export interface Settlement {
  /** Envelopes that their own past allows and others make void. */
  readonly refused: ReadonlyMap<Node, RefusalCode>;
  readonly membership: Membership;
  /** Every downgrade had its effect or was void from the start. */
  readonly isCalm: boolean;
}

/** What the envelopes of a graph mean for one another; depends on which they are, not on how they arrived. */
export function settle(graph: LogGraph): Settlement {
  const downgrades = sortBySeniority(graph.ops.filter(isDowngrade), graph.ops);
  const hits = new Map(downgrades.map((downgrade) => [downgrade, findHits(graph, downgrade)]));
  const forks = findForks(graph);
  const court: Court = { graph, hits, forks };
  const without = new Set<Node>();
  for (;;) {
    const limits = decide(court, downgrades, without);
    const refused = findVoid(court, limits);
    const undone = limits.find((limit) => refused.has(limit));
    if (undone) without.add(undone);
    const membership = memberships(court, limits, refused);
    const last = limits.at(-1);
    if (!undone && last && countOwners(membership) === 0) without.add(last);
    else if (!undone) {
      return { refused, membership, isCalm: without.size === 0 };
    }
  }
}

/**
 * Whether a node that was just added leaves all others as they were settled: it lies on top of accepted ones, is no
 * membership operation, nothing limits its author, and there is no fork or contested client whose outcome it could
 * change.
 */
export function isPlainAddition(graph: LogGraph, settled: Settlement, node: Node): boolean {
  if (node.standing.kind !== 'alive') return true;
  if (!settled.isCalm || node.bit >= 0) return false;
  if (graph.forked.size > 0 || graph.claims.contested.size > 0) return false;
  if (node.parents.some((parent) => settled.refused.has(parent))) return false;
  return !graph.ops.some((op) => isDowngrade(op) && isHit(op, node));
}

interface Court {
  readonly graph: LogGraph;
  readonly hits: ReadonlyMap<Node, readonly Node[]>;
  readonly forks: Forks;
}

interface Forks {
  /** All that forked authors wrote from the first doubled number on. */
  readonly limited: ReadonlySet<Node>;
  /** Envelopes with one predecessor and one author. */
  readonly siblings: readonly (readonly Node[])[];
}

/** The downgrades that have an effect. `without` are those that earlier rounds found to undo themselves. */
function decide(court: Court, downgrades: readonly Node[], without: Set<Node>): readonly Node[] {
  const limits: Node[] = [];
  let refused = findVoid(court, limits);
  for (const downgrade of downgrades) {
    if (without.has(downgrade) || refused.has(downgrade)) continue;
    limits.push(downgrade);
    const touches = (court.hits.get(downgrade)?.length ?? 0) > 0;
    const after = touches ? findVoid(court, limits) : refused;
    if (countOwners(memberships(court, limits, after)) > 0) refused = after;
    else {
      limits.pop();
      without.add(downgrade);
    }
  }
  return limits;
}

function memberships(court: Court, limits: readonly Node[], refused: ReadonlyMap<Node, unknown>): Membership {
  const ops = court.graph.ops.filter((op) => !refused.has(op));
  const counted = new Set<unknown>(limits);
  return foldMembership(ops, (op) => counted.has(op));
}

/** Envelopes that a downgrade did not know, that do not know it, and that its new role does not allow. */
function findHits(graph: LogGraph, downgrade: Node): readonly Node[] {
  const { content } = downgrade.record.index;
  const line = content.type === 'role' ? graph.lines.get(content.device) : undefined;
  return line?.nodes.filter((node) => isHit(downgrade, node)) ?? [];
}

function isHit(downgrade: Node, node: Node): boolean {
  const { content } = downgrade.record.index;
  const isForbidden = content.type === 'role' && !mayWrite(content.role, node.record.index.type);
  return isForbidden && isOutside(downgrade, node);
}

/** Written by somebody being downgraded, in ignorance of that and beyond what the downgrade lets stand. */
function isOutside(downgrade: Node, node: Node): boolean {
  const { content } = downgrade.record.index;
  const { author, seq } = node.record.index;
  if (content.type !== 'role' || content.device !== author || downgrade === node) return false;
  return seq > content.cutoff && !node.known.has(downgrade.bit);
}

function findForks(graph: LogGraph): Forks {
  const limited = new Set<Node>();
  const siblings: (readonly Node[])[] = [];
  for (const author of graph.forked) {
    const line = graph.lines.get(author);
    if (!line) continue;
    const doubled = [...line.bySeq].filter(([, twins]) => twins.length > 1);
    const from = Math.min(...doubled.map(([seq]) => seq));
    for (const node of line.nodes) if (node.record.index.seq >= from) limited.add(node);
    for (const [, twins] of doubled) siblings.push(...groupByPrev(twins));
  }
  return { limited, siblings };
}

function groupByPrev(twins: readonly Node[]): readonly (readonly Node[])[] {
  const groups = new Map<Node | null, Node[]>();
  for (const node of twins) {
    const group = groups.get(node.prev);
    if (group) group.push(node);
    else groups.set(node.prev, [node]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** What is void when these downgrades have an effect. */
function findVoid(court: Court, limits: readonly Node[]): ReadonlyMap<Node, RefusalCode> {
  const { graph, forks } = court;
  const refused = new Map<Node, RefusalCode>();
  const alive = graph.sorted.filter((node) => node.standing.kind === 'alive');
  const codes = codesOf(court, limits);
  if (codes.size > 0) {
    const free = alive.filter(
      (node) => !forks.limited.has(node) && !limits.some((limit) => isOutside(limit, node)),
    );
    const open = new Set<Node>();
    const built = forks.siblings.length > 0 ? findSupport(graph, codes.keys(), free, open) : open;
    const tainted = withDependants(alive, losersOf(forks, built));
    const saved = findSupport(graph, codes.keys(), free, tainted);
    for (const [node, code] of codes) if (tainted.has(node) || !saved.has(node)) refused.set(node, code);
    for (const node of tainted) if (!refused.has(node)) refused.set(node, 'depends-on-refused');
    spread(alive, refused);
  }
  settleClients(graph, alive, refused);
  return refused;
}

function codesOf(court: Court, limits: readonly Node[]): ReadonlyMap<Node, RefusalCode> {
  const codes = new Map<Node, RefusalCode>();
  for (const limit of limits) {
    const { content } = limit.record.index;
    const isRemoval = content.type === 'role' && content.role === 'removed';
    for (const node of court.hits.get(limit) ?? []) {
      if (isRemoval) codes.set(node, 'removed');
      else if (!codes.has(node)) codes.set(node, 'role');
    }
  }
  for (const node of court.forks.limited) codes.set(node, 'fork');
  return codes;
}

/** Of branches that were built on, all but the one with the lowest id. */
function losersOf(forks: Forks, built: ReadonlySet<Node>): ReadonlySet<Node> {
  const losers = new Set<Node>();
  for (const siblings of forks.siblings) {
    const grown = siblings.filter((node) => built.has(node));
    grown.sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
    for (const node of grown.slice(1)) losers.add(node);
  }
  return losers;
}

function withDependants(alive: readonly Node[], roots: ReadonlySet<Node>): ReadonlySet<Node> {
  if (roots.size === 0) return roots;
  const all = new Set(roots);
  for (const node of alive) if (node.parents.some((parent) => all.has(parent))) all.add(node);
  return all;
}

/** Whatever depends on something void is void. */
function spread(alive: readonly Node[], refused: Map<Node, RefusalCode>): void {
  for (const node of alive) {
    if (!refused.has(node) && node.parents.some((parent) => refused.has(parent)))
      refused.set(node, 'depends-on-refused');
  }
}

/** A client that two authors began to use, neither knowing of the other, belongs to the senior one. */
function settleClients(graph: LogGraph, alive: readonly Node[], refused: Map<Node, RefusalCode>): void {
  if (graph.claims.contested.size === 0) return;
  const claims = [...graph.claims.contested].flatMap(([key, nodes]) => nodes.map((node) => ({ key, node })));
  claims.sort(
    (a, b) =>
      compareAuthors(graph, a.node, b.node) ||
      a.node.record.index.seq - b.node.record.index.seq ||
      (a.node.record.id < b.node.record.id ? -1 : Number(a.node.record.id > b.node.record.id)) ||
      (a.key < b.key ? -1 : 1),
  );
  const owners = new Map<string, DeviceId>();
  for (const { key, node } of claims) {
    if (refused.has(node)) continue;
    const { author } = node.record.index;
    const owner = owners.get(key) ?? author;
    owners.set(key, owner);
    if (owner === author) continue;
    refused.set(node, 'foreign-client');
    spread(alive, refused);
  }
}

function compareAuthors(graph: LogGraph, a: Node, b: Node): number {
  const [left, right] = [graph.authorOf(a), graph.authorOf(b)];
  if (!left || !right) return Number(!left) - Number(!right);
  return compareSeniority(left.seniority, right.seniority);
}
