import type { DatasetKey, ModelKey, RunKey, VersionRef } from '../ids.ts';
import type { RunStatus } from '../run.ts';

/** What a lineage is asked of. */
export type LineageFocus =
  | { readonly kind: 'dataset'; readonly dataset: DatasetKey }
  | { readonly kind: 'run'; readonly run: RunKey }
  | { readonly kind: 'logged-model'; readonly model: ModelKey }
  | { readonly kind: 'version'; readonly model: string; readonly version: VersionRef };

export interface LineageOptions {
  /** How many steps from the focus, in each direction. */
  readonly depth: number;
  /** Ids of `runs` nodes that show runs one by one: each time an id stands here, `RUNS_PER_STEP` more. */
  readonly expanded: readonly string[];
}

/** So many folded runs come out at once. */
export const RUNS_PER_STEP = 20;
/** Further than any real lineage. */
export const WHOLE_DEPTH = 50;

/** dataset version → run (parents, children) → logged model → model version → stage or alias. */
export interface LineageNode {
  /** The same for the same thing in every answer. */
  readonly id: string;
  readonly kind: 'dataset' | 'run' | 'runs' | 'logged-model' | 'version' | 'stage' | 'alias';
  readonly label: string;
  /** A second line: digest, main metric (or else status), what folded runs are nested in … */
  readonly detail: string;
  /** What it stands for; null for stages, aliases and for `runs`, many runs folded into one node. */
  readonly focus: LineageFocus | null;
  /** Runs that a `runs` node stands for. */
  readonly folded: number;
  /** Of a run; null for everything else. */
  readonly status: RunStatus | null;
  /** Of a version; null for everything else. */
  readonly versionNumber: number | null;
  /** By its source or by a person: shown because something that is not deleted came of it, or because it is the focus. */
  readonly deleted: boolean;
}

export interface LineageEdge {
  readonly from: string;
  readonly to: string;
  /** 'training', 'nested', 'step 12' … ; '' where it goes without saying. */
  readonly label: string;
}

export interface LineageGraph {
  readonly focus: string;
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  /** Things that would belong here and were left out because there are too many. */
  readonly leftOut: number;
}

/** The id of the node that stands for a thing. */
export function lineageId(focus: LineageFocus): string {
  switch (focus.kind) {
    case 'dataset':
      return `dataset:${focus.dataset}`;
    case 'run':
      return `run:${focus.run}`;
    case 'logged-model':
      return `model:${focus.model}`;
    case 'version':
      return `version:${focus.version}:${focus.model}`;
  }
}
