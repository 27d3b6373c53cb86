import type { AlertId } from './alerts/alert.ts';
import type { AlertRule, AlertRuleId } from './alerts/alert-rule.ts';
import type {
  CollectionId,
  DatasetKey,
  ExperimentKey,
  Hash,
  MetricKey,
  RuleId,
  RunKey,
  ViewId,
} from './ids.ts';
import type { MetricDirection } from './metric-direction.ts';
import type { RegistryEvent } from './registry/registry-event.ts';
import type { Rule } from './rules/rule.ts';

/** People's edits of a run, flat: the newest value per key already chosen. */
export interface RunEdits {
  readonly name?: string;
  readonly deleted?: boolean;
  readonly starred?: boolean;
  /** Out of the way, not gone: left out of tables unless they are asked for archived runs. */
  readonly archived?: boolean;
  /** Place in the palette of runs, 0 … 19, instead of the one that follows from the run's key. */
  readonly colour?: number;
  /** The experiment it was moved to. */
  readonly home?: ExperimentKey;
  /** Experiments that list it as well: a copy is the same run in another place, so that it never tells two stories. */
  readonly alsoIn?: readonly ExperimentKey[];
  readonly note?: string;
  /** Tag key → text, or null for a tag that was removed. */
  readonly tags?: Readonly<Record<string, string | null>>;
}

export interface ExperimentEdits {
  readonly name?: string;
  /** With the runs that stand nowhere else. */
  readonly deleted?: boolean;
  readonly archived?: boolean;
  readonly starred?: boolean;
  readonly note?: string;
  /** Made here by a person, with no facts of its own. */
  readonly made?: boolean;
}

/** A shelf of experiments beside the tree of their names; an experiment may stand on several. */
export interface Collection {
  readonly name: string;
  readonly experiments: readonly ExperimentKey[];
}

/** What was on a screen, under a name. */
export interface SavedView {
  readonly name: string;
  /** The table it was saved from. */
  readonly scope: ExperimentKey | 'all';
  /** As `state/view-code.ts` writes it into addresses: data of a person, parsed like any foreign text. */
  readonly code: string;
}

export interface WorkspaceEdits {
  readonly runs: ReadonlyMap<RunKey, RunEdits>;
  readonly experiments: ReadonlyMap<ExperimentKey, ExperimentEdits>;
  readonly collections: ReadonlyMap<CollectionId, Collection>;
  /** Where a person said what the key's words do not, or say wrongly. */
  readonly directions: ReadonlyMap<MetricKey, MetricDirection>;
  readonly views: ReadonlyMap<ViewId, SavedView>;
  /** Everything that was done in the registry, in order. */
  readonly registry: readonly RegistryEvent[];
  /** Stages of the workspace besides MLflow's, in their order. */
  readonly stages: readonly string[];
  readonly rules: ReadonlyMap<RuleId, Rule>;
  /** Fingerprints of files that a person said are this dataset. */
  readonly fingerprints: ReadonlyMap<DatasetKey, readonly Hash[]>;
  /** What people want to be told of. */
  readonly alertRules: ReadonlyMap<AlertRuleId, AlertRule>;
  /** Alerts that somebody has dealt with, and when. */
  readonly acknowledged: ReadonlyMap<AlertId, number>;
}

export const NO_EDITS: WorkspaceEdits = {
  runs: new Map(),
  experiments: new Map(),
  collections: new Map(),
  directions: new Map(),
  views: new Map(),
  registry: [],
  stages: [],
  rules: new Map(),
  fingerprints: new Map(),
  alertRules: new Map(),
  acknowledged: new Map(),
};

/** What a change was, for the history that people read; never the source of state. */
export interface ChangeNote {
  /** 'Rename run', 'Set tag owner' … */
  readonly label: string;
  /** Run or experiment that it is about; '' for the workspace. */
  readonly about: string;
  /** Short text of the new value. */
  readonly value: string;
}
