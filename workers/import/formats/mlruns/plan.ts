import { isJunk } from '../../source/artifact-lookup.ts';
import { folderOf, joinPath, type SourceFile, type SourceTree } from '../../source.ts';
import { type ExperimentFolder, META, type MlrunsLayout, RESERVED, RUN_ID } from './layout.ts';
import { listOwnedFiles, type OwnedFiles, readingOrder } from './listing.ts';

/** What lies in an experiment's folder beside its runs. */
export interface ExperimentFiles {
  readonly meta: SourceFile | null;
  readonly tags: readonly SourceFile[];
  /** `datasets/<id>/meta.yaml`. */
  readonly datasets: readonly SourceFile[];
  /** Folders of logged models. */
  readonly models: readonly string[];
  readonly traceCount: number;
  /** Folders that were runs: they hold params or metrics but no `meta.yaml`. */
  readonly lostRuns: readonly string[];
  /** Folders named like runs with artifacts and nothing else. */
  readonly artifactOnlyCount: number;
}

export interface RegistryFiles {
  readonly meta: SourceFile | null;
  readonly tags: readonly SourceFile[];
  readonly aliases: readonly SourceFile[];
}

/**
 * All files that the reader will ask for, in the order in which it will, so that reading can run ahead of it. Listings
 * are made once, when reading ahead reaches them, and dropped when the reader has taken them.
 */
export class ReadingPlan {
  private readonly tree: SourceTree;
  private readonly layout: MlrunsLayout;
  private readonly experiments = new Map<string, ExperimentFiles>();
  private readonly owned = new Map<string, OwnedFiles>();

  constructor(tree: SourceTree, layout: MlrunsLayout) {
    this.tree = tree;
    this.layout = layout;
  }

  *files(): Generator<SourceFile, undefined> {
    for (const place of this.layout.experiments) {
      const { folder } = place;
      const listed = this.experimentAt(place);
      this.experiments.set(folder, listed);
      if (listed.meta !== null) yield listed.meta;
      yield* listed.tags;
      yield* listed.datasets;
      for (const owner of [...listed.models, ...(this.layout.runs.get(folder) ?? [])]) {
        const files = this.ownedAt(owner);
        this.owned.set(owner, files);
        yield* readingOrder(files);
      }
    }
    for (const [model, versions] of this.layout.models) {
      for (const folder of [model, ...versions]) {
        const { meta, tags, aliases } = this.registryAt(folder);
        if (meta !== null) yield meta;
        yield* tags;
        yield* aliases;
      }
    }
    return undefined;
  }

  takeExperiment(place: ExperimentFolder): ExperimentFiles {
    const known = this.experiments.get(place.folder);
    this.experiments.delete(place.folder);
    return known ?? this.experimentAt(place);
  }

  takeOwned(folder: string): OwnedFiles {
    const known = this.owned.get(folder);
    this.owned.delete(folder);
    return known ?? this.ownedAt(folder);
  }

  metaOf(folder: string): SourceFile | null {
    return this.tree.get(joinPath(folder, META)) ?? null;
  }

  registryAt(folder: string): RegistryFiles {
    return {
      meta: this.metaOf(folder),
      tags: this.listClean(joinPath(folder, 'tags')),
      aliases: this.listClean(joinPath(folder, 'aliases')),
    };
  }

  ownedAt(folder: string): OwnedFiles {
    return listOwnedFiles(this.tree, folder);
  }

  private listClean(folder: string): readonly SourceFile[] {
    return this.tree.under(folder).filter((file) => !isJunk(file.path));
  }

  experimentAt({ folder, hasMeta }: ExperimentFolder): ExperimentFiles {
    const meta = hasMeta ? this.metaOf(folder) : null;
    // Without its own file the folder may be anything, the root of the drop for one; `tags` there say nothing.
    const tags = meta === null ? [] : this.listClean(joinPath(folder, 'tags'));
    const isMeta = (file: SourceFile): boolean => file.path.endsWith(`/${META}`);
    const datasets = this.tree.under(joinPath(folder, 'datasets')).filter(isMeta);
    const models = this.listModels(joinPath(folder, 'models'));
    const traces = joinPath(folder, 'traces');
    const traceCount = countChildren(this.tree.under(traces), traces);
    return { meta, tags, datasets, models, traceCount, ...this.findLost(folder, meta !== null) };
  }

  private listModels(folder: string): readonly string[] {
    const models: string[] = [];
    for (const file of this.tree.under(folder)) {
      const owner = folderOf(file.path);
      if (file.path.endsWith(`/${META}`) && folderOf(owner) === folder && owner.startsWith(`${folder}/m-`)) {
        models.push(owner);
      }
    }
    return models;
  }

  private findLost(
    folder: string,
    isExperiment: boolean,
  ): Pick<ExperimentFiles, 'lostRuns' | 'artifactOnlyCount'> {
    const lostRuns: string[] = [];
    let artifactOnlyCount = 0;
    if (!isExperiment) return { lostRuns, artifactOnlyCount };
    const start = folder === '' ? 0 : folder.length + 1;
    let child = '';
    for (const { path } of this.tree.under(folder)) {
      const slash = path.indexOf('/', start);
      if (slash < 0 || path.slice(start, slash) === child) continue;
      child = path.slice(start, slash);
      if (RESERVED.has(child)) continue;
      const owner = path.slice(0, slash);
      if (this.tree.get(`${owner}/${META}`) !== undefined) continue;
      const has = (group: string): boolean => this.tree.under(`${owner}/${group}`).length > 0;
      if (has('metrics') || has('params')) lostRuns.push(owner);
      else if (RUN_ID.test(child) && has('artifacts')) artifactOnlyCount += 1;
    }
    return { lostRuns, artifactOnlyCount };
  }
}

function countChildren(files: readonly SourceFile[], folder: string): number {
  let count = 0;
  let last = '';
  for (const { path } of files) {
    const slash = path.indexOf('/', folder.length + 1);
    const child = slash < 0 ? '' : path.slice(folder.length + 1, slash);
    if (child === '' || child === last) continue;
    last = child;
    count += 1;
  }
  return count;
}
