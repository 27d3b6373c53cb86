import type { LineageEdge, LineageGraph, LineageNode } from '../../domain/lineage/lineage-graph.ts';

import { statusText } from '../../domain/status-text.ts';

/** What a node is, before its name. */
export const KIND_WORDS: Readonly<Record<LineageNode['kind'], string>> = {
  dataset: 'Dataset',
  run: 'Run',
  runs: 'Runs',
  'logged-model': 'Logged model',
  version: 'Model version',
  stage: 'Stage',
  alias: 'Alias',
};

/** A node with how many things lie before and after it, as it is read out. */
export function nodeWords(node: LineageNode, before: number, after: number): string {
  const parts = [`${KIND_WORDS[node.kind]} ${node.label}`];
  if (node.detail !== '') parts.push(node.detail.replaceAll(' · ', ', '));
  if (node.status !== null && node.detail !== statusText(node.status)) parts.push(statusText(node.status));
  if (node.deleted) parts.push('deleted');
  parts.push(`${before} before, ${after} after`);
  return parts.join(', ');
}

/** An edge as a sentence. */
export function edgeWords(edge: LineageEdge, from: LineageNode, to: LineageNode): string {
  const [a, b] = [nameOf(from), nameOf(to)];
  const label = edge.label === '' ? '' : ` (${edge.label})`;
  switch (to.kind) {
    case 'run':
    case 'runs':
      if (from.kind === 'dataset') return `${a} was used by ${b}${label}.`;
      if (from.kind === 'logged-model') return `${a} was an input of ${b}.`;
      return `${a} contains ${b}.`;
    case 'logged-model':
      return `${a} made ${b}${label}.`;
    case 'version':
      return `${b} was made from ${a}.`;
    case 'stage':
      return `${a} is in stage ${to.label}.`;
    case 'alias':
      return `${a} has the alias ${to.label}.`;
    case 'dataset':
      return `${a} leads to ${b}.`;
  }
}

function nameOf({ kind, label }: LineageNode): string {
  return kind === 'runs' ? label : `${KIND_WORDS[kind].toLowerCase()} ${label}`;
}

/** 'Lineage of run xgb-depth-9'. */
export function lineageTitle(graph: LineageGraph): string {
  const focus = graph.nodes.find(({ id }) => id === graph.focus);
  return focus ? `Lineage of ${nameOf(focus)}` : 'Lineage';
}
