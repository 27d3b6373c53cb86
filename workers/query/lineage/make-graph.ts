import type { RunKey } from '../../../src/domain/ids.ts';
import {
  type LineageEdge,
  type LineageFocus,
  type LineageGraph,
  type LineageNode,
  type LineageOptions,
  lineageId,
} from '../../../src/domain/lineage/lineage-graph.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import { NO_STAGE } from '../../../src/domain/registry/stages.ts';
import { foldRuns } from './fold-runs.ts';
import type { LineageSource } from './lineage-source.ts';
import { type Link, toThing } from './links.ts';
import {
  aliasNode,
  datasetNode,
  foldNode,
  loggedModelNode,
  runNode,
  stageNode,
  versionNode,
} from './make-nodes.ts';
import type { Walk } from './walk.ts';

export const MOST_VERSIONS = 30;
export const MOST_DATASETS = 40;
/** Runs that are never folded; more than these only a made-up source has. */
const MOST_SHOWN_RUNS = 120;
/** Logged models of one run: checkpoints come by the hundred. */
export const MOST_MODELS_OF_RUN = 6;

/**
 * A walk as a graph that can be drawn: many runs are folded into one node, and of many models and versions those that
 * matter are shown, the others counted. The same facts give the same graph in whatever order they came.
 */
export function drawWalk(
  focus: LineageFocus,
  walk: Walk,
  expanded: LineageOptions['expanded'],
  source: LineageSource,
): LineageGraph {
  return new GraphMaker(lineageId(focus), walk, expanded, source).make();
}

class GraphMaker {
  private readonly nodes = new Map<string, LineageNode>();
  private readonly edges = new Map<string, { from: string; to: string; labels: Set<string> }>();
  private leftOut: number;

  constructor(
    private readonly focus: string,
    private readonly walk: Walk,
    private readonly expanded: LineageOptions['expanded'],
    private readonly source: LineageSource,
  ) {
    this.leftOut = walk.leftOut;
  }

  make(): LineageGraph {
    const { walk, source } = this;
    const versions = this.chooseVersions();
    const folded = foldRuns(walk, this.runsToShow(versions), this.expanded, source);
    for (const run of folded.singles) this.add(runNode(run, source.mainMetric(run.key)));
    for (const fold of folded.folds) this.add(foldNode(fold, source));
    this.addDatasets();
    for (const version of versions) this.addVersion(version);
    this.addModels(folded.nodeOf);
    for (const link of walk.links) this.addEdge(link, folded.nodeOf);
    return {
      focus: this.focus,
      nodes: [...this.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      edges: [...this.edges.values()]
        .map(({ from, to, labels }): LineageEdge => ({ from, to, label: labelOf(labels) }))
        .sort((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1)),
      leftOut: this.leftOut,
    };
  }

  private isNear(id: string): boolean {
    const via = this.walk.things.get(id)?.via;
    return via === 'focus' || via === 'up';
  }

  /** Those in a stage or with an alias before others, newer ones before older ones. */
  private chooseVersions(): readonly ModelVersion[] {
    const all = this.things('version').flatMap(
      (thing) => this.source.version(thing.model, thing.version) ?? [],
    );
    const weight = (version: ModelVersion): number =>
      this.isNear(lineageId(toThing(version)))
        ? 0
        : version.aliases.length > 0 || version.stage !== NO_STAGE
          ? 1
          : 2;
    all.sort(
      (a, b) =>
        weight(a) - weight(b) || b.number - a.number || compare(a.model, b.model) || compare(a.ref, b.ref),
    );
    this.leftOut += Math.max(0, all.length - MOST_VERSIONS);
    return all.slice(0, MOST_VERSIONS);
  }

  /** What the focus came of, and what the versions that are shown came of. */
  private runsToShow(versions: readonly ModelVersion[]): ReadonlySet<RunKey> {
    const shown = new Set<RunKey>();
    const near: RunKey[] = [];
    const asked = this.walk.things.get(this.focus)?.thing;
    if (asked?.kind === 'run') shown.add(asked.run);
    for (const thing of this.things('run')) if (this.isNear(lineageId(thing))) near.push(thing.run);
    for (const run of near.sort(compare)) shown.add(run);
    for (const { run, loggedModel } of versions) {
      if (run !== null) shown.add(run);
      const made = loggedModel === null ? [] : this.source.usesOf(loggedModel);
      for (const use of made) if (use.direction === 'output') shown.add(use.run);
    }
    return new Set([...shown].slice(0, MOST_SHOWN_RUNS));
  }

  private addDatasets(): void {
    const all = this.things('dataset').sort((a, b) => compare(a.dataset, b.dataset));
    all.sort((a, b) => Number(this.isNear(lineageId(b))) - Number(this.isNear(lineageId(a))));
    this.leftOut += Math.max(0, all.length - MOST_DATASETS);
    for (const { dataset } of all.slice(0, MOST_DATASETS)) {
      const record = this.source.dataset(dataset);
      if (record) this.add(datasetNode(record, this.source.fingerprints(dataset)));
    }
  }

  private addVersion(version: ModelVersion): void {
    const node = versionNode(version, version.run === null ? null : this.source.mainMetric(version.run));
    this.add(node);
    if (version.stage !== NO_STAGE) this.hang(node, stageNode(version));
    for (const alias of version.aliases) this.hang(node, aliasNode(version, alias));
  }

  /**
   * Models of runs that are shown, and those that lead to a version or from the focus. Of many models of one run those
   * with versions, then the latest steps.
   */
  private addModels(nodeOf: ReadonlyMap<RunKey, string>): void {
    const needed = new Set<string>();
    for (const { from, to } of this.walk.links)
      if (from.kind === 'logged-model' && this.nodes.has(lineageId(to)) && to.kind === 'version')
        needed.add(lineageId(from));
    const byRun = new Map<
      string,
      { readonly id: string; readonly step: number; readonly node: LineageNode }[]
    >();
    for (const thing of this.things('logged-model')) {
      const record = this.source.model(thing.model);
      if (!record) continue;
      const id = lineageId(thing);
      const node = loggedModelNode(record);
      if (needed.has(id) || this.isNear(id)) {
        this.add(node);
        continue;
      }
      const use = [...this.source.usesOf(thing.model)]
        .filter((one) => this.nodes.get(nodeOf.get(one.run) ?? '')?.kind === 'run')
        .sort((a, b) => compare(a.direction, b.direction) || compare(a.run, b.run))
        .at(-1);
      if (!use) continue;
      const models = byRun.get(use.run) ?? [];
      models.push({ id, step: use.step, node });
      byRun.set(use.run, models);
    }
    for (const models of byRun.values()) {
      models.sort((a, b) => b.step - a.step || compare(a.id, b.id));
      for (const { node } of models.slice(0, MOST_MODELS_OF_RUN)) this.add(node);
      this.leftOut += Math.max(0, models.length - MOST_MODELS_OF_RUN);
    }
  }

  private addEdge({ from, to, label }: Link, nodeOf: ReadonlyMap<RunKey, string>): void {
    const endOf = (thing: LineageFocus) => (thing.kind === 'run' ? nodeOf.get(thing.run) : lineageId(thing));
    this.join(endOf(from) ?? '', endOf(to) ?? '', label);
  }

  private hang(node: LineageNode, mark: LineageNode): void {
    this.add(mark);
    this.join(node.id, mark.id, '');
  }

  private join(from: string, to: string, label: string): void {
    if (from === to || !this.nodes.has(from) || !this.nodes.has(to)) return;
    const id = `${from}\n${to}`;
    const edge = this.edges.get(id) ?? { from, to, labels: new Set<string>() };
    if (label !== '') edge.labels.add(label);
    this.edges.set(id, edge);
  }

  private add(node: LineageNode): void {
    this.nodes.set(node.id, node);
  }

  private things<Kind extends LineageFocus['kind']>(kind: Kind): Extract<LineageFocus, { kind: Kind }>[] {
    return [...this.walk.things.values()].flatMap(({ thing }) =>
      thing.kind === kind ? [thing as Extract<LineageFocus, { kind: Kind }>] : [],
    );
  }
}

/** Labels that say several things are told where two of them fit. */
function labelOf(labels: ReadonlySet<string>): string {
  return labels.size > 2 ? `${labels.size} ways` : [...labels].sort().join(', ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
