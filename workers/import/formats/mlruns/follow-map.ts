import { folderOf, type SourceFile, type SourceTree } from '../../source.ts';
import { compareListings } from './changes.ts';
import { type ExperimentFolder, findLayout, type MlrunsLayout } from './layout.ts';
import { type ExperimentFiles, ReadingPlan } from './plan.ts';

const EMPTY: MlrunsLayout = { experiments: [], runs: new Map(), models: new Map(), artifactOnlyCount: 0 };
const NO_PATHS: ReadonlySet<string> = new Set();

/** Where everything of a store lies, and what was written since the last look, told from paths, sizes and times. */
export class FollowMap {
  layout: MlrunsLayout = EMPTY;
  plan: ReadingPlan | null = null;
  /** True when files came or went with the last look. */
  isOtherPaths = false;
  private files: readonly SourceFile[] = [];
  /** Logged models by the folder of their experiment. */
  private models = new Map<string, readonly string[]>();
  /** Folder of an experiment, run, logged model, registered model or version → the one that is read as a whole. */
  private owners = new Map<string, string>();
  private order = new Map<string, number>();
  /** Paths written or gone since the last look, by owner. */
  private dirty = new Map<string, Set<string>>();
  /** Paths that count as written at the next look, by owner. */
  private readonly again = new Map<string, ReadonlySet<string>>();

  /** False when nothing is new. */
  look(tree: SourceTree, folder: string): boolean {
    const files = tree.under(folder);
    const { written, gone, isOtherPaths } = compareListings(this.files, files);
    this.dirty = new Map();
    if (written.length === 0 && gone.length === 0 && this.again.size === 0) return false;
    this.isOtherPaths = isOtherPaths;
    if (isOtherPaths) this.layout = findLayout(files.map((file) => file.path));
    this.plan = new ReadingPlan(tree, this.layout);
    if (isOtherPaths) this.indexOwners(this.plan);
    // What is read for the first time is read whole: nobody asks which of its files are new.
    if (this.files.length > 0) {
      for (const { path } of written) this.note(path);
      for (const path of gone) this.note(path);
    }
    for (const [owner, paths] of this.again)
      this.dirty.set(owner, new Set([...paths, ...this.dirtyPaths(owner)]));
    this.again.clear();
    this.files = files;
    return true;
  }

  isDirty(owner: string): boolean {
    return this.dirty.has(owner);
  }

  dirtyPaths(owner: string): ReadonlySet<string> {
    return this.dirty.get(owner) ?? NO_PATHS;
  }

  /** It has to be told again for a reason of its surroundings. */
  markDirty(owner: string): void {
    if (!this.dirty.has(owner)) this.dirty.set(owner, new Set());
  }

  /** It could not be read this time: it counts as changed at the next look. */
  lookAgain(owner: string): void {
    this.again.set(owner, this.dirtyPaths(owner));
  }

  has(owner: string): boolean {
    return this.owners.has(owner);
  }

  /** True when `read` comes to the first of these folders of runs or models before the second. */
  isBefore(first: string, second: string): boolean {
    return (this.order.get(first) ?? 0) < (this.order.get(second) ?? 0);
  }

  modelsOf({ folder }: ExperimentFolder): readonly string[] {
    return this.models.get(folder) ?? [];
  }

  runsOf({ folder }: ExperimentFolder): readonly string[] {
    return this.layout.runs.get(folder) ?? [];
  }

  filesOf(place: ExperimentFolder): ExperimentFiles {
    return this.plan!.experimentAt(place);
  }

  private note(path: string): void {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const owner = this.owners.get(folder);
      if (owner !== undefined) {
        const known = this.dirty.get(owner);
        if (known === undefined) this.dirty.set(owner, new Set([path]));
        else known.add(path);
        return;
      }
      if (folder === '') return;
    }
  }

  private indexOwners(plan: ReadingPlan): void {
    this.owners = new Map();
    this.order = new Map();
    this.models = new Map();
    for (const place of this.layout.experiments) {
      const models = plan.experimentAt(place).models;
      this.models.set(place.folder, models);
      this.owners.set(place.folder, place.folder);
      for (const folder of [...models, ...this.runsOf(place)]) {
        this.owners.set(folder, folder);
        this.order.set(folder, this.order.size);
      }
    }
    for (const [model, versions] of this.layout.models) {
      for (const folder of [model, ...versions]) this.owners.set(folder, model);
    }
  }
}
