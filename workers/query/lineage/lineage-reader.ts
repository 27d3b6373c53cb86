import {
  type LineageFocus,
  type LineageGraph,
  type LineageOptions,
  lineageId,
} from '../../../src/domain/lineage/lineage-graph.ts';
import type { RegistryView } from '../../../src/domain/registry/registry-view.ts';
import type { EditedTable } from '../edited-table.ts';
import type { FactReader } from '../fact-reader.ts';
import type { RunTable } from '../run-table.ts';
import { type FactLinks, linkFacts, linkVersions, type VersionLinks, versionId } from './lineage-index.ts';
import type { LineageRun, LineageSource } from './lineage-source.ts';
import { makeMainMetric } from './main-metric.ts';
import { drawWalk } from './make-graph.ts';
import { type Walk, walkLineage } from './walk.ts';

/** What is open now: facts, people's edits over them, and the registry that both make. */
export interface LineageParts {
  readonly facts: FactReader;
  readonly table: EditedTable;
  readonly registry: RegistryView;
}

/** Answers from the workspace that is open; what facts link is found once for all questions. */
export class LineageReader {
  private links: {
    readonly facts: FactReader;
    readonly table: RunTable;
    readonly state: string;
    readonly made: FactLinks;
  } | null = null;
  private last: {
    readonly table: EditedTable;
    readonly registry: RegistryView;
    readonly asked: string;
    readonly walk: Walk | null;
  } | null = null;
  private versions: { readonly view: RegistryView; readonly made: VersionLinks } | null = null;

  graph(parts: LineageParts, focus: LineageFocus, options: LineageOptions): LineageGraph | null {
    const source = this.source(parts);
    const walk = this.walkOf(parts, focus, options.depth, source);
    return walk && drawWalk(focus, walk, options.expanded, source);
  }

  source({ facts, table, registry }: LineageParts): LineageSource {
    const links = this.linksOf(facts, table.facts);
    const versions = this.versionsOf(registry);
    return {
      run: (key) => readRun(table, key),
      children: (run) => links.children.get(run) ?? [],
      inputs: (run) => {
        const row = table.facts.rowOf(run);
        return row === undefined ? [] : links.inputs(row);
      },
      dataset: (key) => facts.datasets.get(key) ?? null,
      users: (dataset) => links.users.get(dataset) ?? [],
      model: (key) => facts.loggedModels.get(key) ?? null,
      modelsOf: (run) => links.models.get(run) ?? [],
      usesOf: (model) => links.uses.get(model) ?? [],
      version: (model, version) => versions.byId.get(versionId(model, version)) ?? null,
      versionsOfRun: (run) => versions.byRun.get(run) ?? [],
      versionsOfModel: (model) => versions.byModel.get(model) ?? [],
      experimentName: (key) => table.experimentName(key),
      mainMetric: makeMainMetric(table),
      fingerprints: (dataset) => table.edits.fingerprints.get(dataset)?.length ?? 0,
    };
  }

  /** The last walk stands while runs are unfolded: of a hundred thousand runs it is most of the work. */
  private walkOf(
    { table, registry }: LineageParts,
    focus: LineageFocus,
    depth: number,
    source: LineageSource,
  ): Walk | null {
    const asked = `${depth} ${table.facts.count} ${lineageId(focus)}`;
    const { last } = this;
    if (last?.table === table && last.registry === registry && last.asked === asked) return last.walk;
    const walk = walkLineage(focus, depth, source);
    this.last = { table, registry, asked, walk };
    return walk;
  }

  private linksOf(facts: FactReader, table: RunTable): FactLinks {
    // Of runs that are under way other links than these do not change.
    const changes = ['datasets', 'links', 'parents'].map((what) => table.changedAt.get(what) ?? 0);
    const state = [table.count, ...changes].join();
    if (this.links?.facts !== facts || this.links.table !== table || this.links.state !== state)
      this.links = { facts, table, state, made: linkFacts(table, facts) };
    return this.links.made;
  }

  private versionsOf(view: RegistryView): VersionLinks {
    if (this.versions?.view !== view) this.versions = { view, made: linkVersions(view) };
    return this.versions.made;
  }
}

function readRun(table: EditedTable, key: LineageRun['key']): LineageRun | null {
  const { facts } = table;
  const row = facts.rowOf(key);
  if (row === undefined) return null;
  const startMs = facts.starts[row]!;
  return {
    key,
    name: table.name(row),
    status: facts.statuses[row]!,
    deleted: table.deleted(row),
    startMs: Number.isNaN(startMs) ? 0 : startMs,
    parent: facts.parents[row] ?? null,
    experiment: table.experiment(row),
  };
}
