import { type Accessor, createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { AlertId } from '../domain/alerts/alert.ts';
import type { AlertRule, AlertRuleId } from '../domain/alerts/alert-rule.ts';
import type { Collection, ExperimentEdits, SavedView, WorkspaceEdits } from '../domain/edits.ts';
import type {
  CollectionId,
  DatasetKey,
  ExperimentKey,
  Hash,
  MetricKey,
  RuleId,
  RunKey,
  ViewId,
} from '../domain/ids.ts';
import type { MetricDirection } from '../domain/metric-direction.ts';
import type { RegistryChange } from '../domain/registry/registry-event.ts';
import type { Rule } from '../domain/rules/rule.ts';
import type { RegistryStep } from '../sync/workspace-docs.ts';

export type { RegistryStep } from '../sync/workspace-docs.ts';

/** Whether people's edits are on the disk. `failed` stays until a retry succeeds: an edit is never lost in silence. */
export type SaveState = 'saved' | 'saving' | 'failed';

export interface EditsState {
  rename(run: RunKey, name: string): void;
  setDeleted(runs: readonly RunKey[], deleted: boolean): void;
  /** `begunWith`: what the note was when the person began to write; what others changed since is kept. */
  setNote(run: RunKey, markdown: string, begunWith: string): void;
  /** null removes the tag. */
  setTag(run: RunKey, key: string, value: string | null): void;
  /** One tag of many runs, as one step to undo. */
  setTagOfRuns(runs: readonly RunKey[], key: string, value: string | null): void;
  setStarred(runs: readonly RunKey[], starred: boolean): void;
  setArchived(runs: readonly RunKey[], archived: boolean): void;
  /** Place in the palette, 0 … 19; null gives back the colour that follows from the run's key. */
  setColour(runs: readonly RunKey[], colour: number | null): void;
  /** `name`: what the experiment is called on the screen, for the history. */
  moveRuns(runs: readonly RunKey[], experiment: ExperimentKey, name: string): void;
  /** Lists the runs in that experiment as well, or no longer. */
  setAlsoIn(runs: readonly RunKey[], experiment: ExperimentKey, listed: boolean, name: string): void;
  renameExperiment(experiment: ExperimentKey, name: string): void;
  /** With runs that move there, or are listed there as well, as the same step. */
  createExperiment(name: string, runs?: readonly RunKey[], how?: 'moved' | 'listed'): ExperimentKey;
  setExperimentStarred(experiment: ExperimentKey, starred: boolean): void;
  setExperimentArchived(experiment: ExperimentKey, archived: boolean): void;
  /** Its runs are deleted with it, but those that another experiment lists as well. */
  setExperimentDeleted(experiment: ExperimentKey, deleted: boolean): void;
  /** As `setNote`. */
  setExperimentNote(experiment: ExperimentKey, markdown: string, begunWith: string): void;
  createCollection(name: string, experiments: readonly ExperimentKey[]): CollectionId;
  renameCollection(collection: CollectionId, name: string): void;
  removeCollection(collection: CollectionId): void;
  setInCollection(collection: CollectionId, experiment: ExperimentKey, isIn: boolean): void;
  /** null: as the metric's name says. */
  setDirection(metric: MetricKey, direction: MetricDirection | null): void;
  saveView(view: SavedView): ViewId;
  changeView(id: ViewId, change: Partial<SavedView>): void;
  removeView(id: ViewId): void;
  /** One step in the registry; its changes come from `domain/registry/registry-changes.ts`. */
  changeRegistry(step: RegistryStep): void;
  /** The stages of the workspace besides MLflow's. */
  setStages(stages: readonly string[]): void;
  /** `words`: the rule as the screen says it, for the history. null makes a new rule. */
  saveRule(id: RuleId | null, rule: Rule, words: string): RuleId;
  removeRule(id: RuleId, words: string): void;
  /** As `saveRule`. */
  saveAlertRule(id: AlertRuleId | null, rule: AlertRule, words: string): AlertRuleId;
  removeAlertRule(id: AlertRuleId, words: string): void;
  /** Alerts that have been dealt with, for everybody, as one step. `words`: which, for the history. */
  acknowledge(alerts: readonly AlertId[], atMs: number, words: string): void;
  /** `name`: what the dataset is called on the screen, for the history. */
  setFingerprint(dataset: DatasetKey, fingerprint: Hash, attached: boolean, name: string): void;
  undo(): void;
  redo(): void;
  /** What the last undo or redo did in the registry; null before any. */
  readonly takenBack: Accessor<readonly RegistryChange[] | null>;
  /** What undo would take back, in words ('Delete 3 runs'), or null. */
  readonly undoLabel: Accessor<string | null>;
  readonly redoLabel: Accessor<string | null>;
  readonly saveState: Accessor<SaveState>;
  retrySave(): void;
  /** The note as edited here, or undefined where the imported one stands. Tracks. */
  note(run: RunKey): string | undefined;
  name(run: RunKey): string | undefined;
  deleted(run: RunKey): boolean | undefined;
  /** Tag edits of a run: text, or null for a removed one. Tracks. */
  tags(run: RunKey): Readonly<Record<string, string | null>>;
  starred(run: RunKey): boolean;
  archived(run: RunKey): boolean;
  /** The place in the palette that a person chose, or null. */
  chosenColour(run: RunKey): number | null;
  /** Experiments that list it besides its own. */
  alsoIn(run: RunKey): readonly ExperimentKey[];
  experiment(experiment: ExperimentKey): ExperimentEdits;
  readonly collections: Accessor<ReadonlyMap<CollectionId, Collection>>;
  readonly views: Accessor<ReadonlyMap<ViewId, SavedView>>;
  readonly stages: Accessor<readonly string[]>;
  readonly rules: Accessor<ReadonlyMap<RuleId, Rule>>;
  readonly alertRules: Accessor<ReadonlyMap<AlertRuleId, AlertRule>>;
  /** When somebody dealt with which alert. */
  readonly acknowledged: Accessor<ReadonlyMap<AlertId, number>>;
  /** Fingerprints that people said are this dataset. Tracks. */
  fingerprints(dataset: DatasetKey): readonly Hash[];
  /** All of them, for whoever reads the workspace in a worker of its own. */
  readonly projection: Accessor<WorkspaceEdits>;
  /** By a person or by the metric's name; null where neither says. Tracks. */
  direction(metric: MetricKey): MetricDirection | null;
  /** What a person said, or null where nobody did. */
  chosenDirection(metric: MetricKey): MetricDirection | null;
}

export const EditsContext = createContext<EditsState>();

export function useEdits(): EditsState {
  const state = useContext(EditsContext);
  assert(state, 'useEdits is called under the shell');
  return state;
}
