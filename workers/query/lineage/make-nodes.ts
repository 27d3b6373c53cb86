import { formatCount, formatNumber, formatPlural } from '../../../src/base/format.ts';
import { type LineageNode, lineageId } from '../../../src/domain/lineage/lineage-graph.ts';
import type { DatasetRecord, LoggedModelRecord } from '../../../src/domain/records.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import { statusText } from '../../../src/domain/status-text.ts';
import type { RunFold } from './fold-runs.ts';
import type { LineageRun, LineageSource, MetricValue } from './lineage-source.ts';
import { toThing } from './links.ts';

/** Characters of a name: what a picture and its title can take. */
const MOST_TEXT = 300;
const DIGEST = 12;

const PLAIN = { focus: null, folded: 0, status: null, versionNumber: null, deleted: false } as const;

export function datasetNode({ key, name, digest }: DatasetRecord, files: number): LineageNode {
  const focus = { kind: 'dataset', dataset: key } as const;
  const known = files > 0 ? formatPlural(files, 'known file') : '';
  const label = cut(name) || 'Dataset';
  return {
    ...PLAIN,
    id: lineageId(focus),
    kind: 'dataset',
    label,
    detail: joined(digest.slice(0, DIGEST), known),
    focus,
  };
}

export function runNode(run: LineageRun, metric: MetricValue | null): LineageNode {
  const focus = { kind: 'run', run: run.key } as const;
  const { status, deleted } = run;
  const detail = metricText(metric) || statusText(status);
  return {
    ...PLAIN,
    id: lineageId(focus),
    kind: 'run',
    label: cut(run.name),
    detail,
    focus,
    status,
    deleted,
  };
}

export function foldNode({ id, parent, runs, hasSingles }: RunFold, source: LineageSource): LineageNode {
  const count = formatCount(runs.length);
  const label = hasSingles
    ? `${count} more ${runs.length === 1 ? 'run' : 'runs'}`
    : formatPlural(runs.length, 'run');
  const first = runs[0];
  const where = parent ? `in ${parent.name}` : first ? source.experimentName(first.experiment) : '';
  return { ...PLAIN, id, kind: 'runs', label, detail: cut(where), folded: runs.length };
}

export function loggedModelNode({ key, name, type, lifecycle }: LoggedModelRecord): LineageNode {
  const focus = { kind: 'logged-model', model: key } as const;
  const deleted = lifecycle === 'deleted';
  const label = cut(name) || key;
  return { ...PLAIN, id: lineageId(focus), kind: 'logged-model', label, detail: cut(type), focus, deleted };
}

export function versionNode(version: ModelVersion, metric: MetricValue | null): LineageNode {
  const focus = toThing(version);
  const { number: versionNumber, deleted } = version;
  const detail = metricText(metric);
  const label = `${cut(version.model)} v${versionNumber}`;
  return { ...PLAIN, id: lineageId(focus), kind: 'version', label, detail, focus, versionNumber, deleted };
}

export function stageNode(version: ModelVersion): LineageNode {
  const id = `stage:${version.ref}:${version.model}`;
  return { ...PLAIN, id, kind: 'stage', label: cut(version.stage), detail: '' };
}

export function aliasNode(version: ModelVersion, alias: string): LineageNode {
  const id = `alias:${version.ref}:${version.model}@${alias}`;
  return { ...PLAIN, id, kind: 'alias', label: `@${cut(alias)}`, detail: '' };
}

function metricText(metric: MetricValue | null): string {
  return metric ? `${cut(metric.key)} ${formatNumber(metric.value)}` : '';
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
