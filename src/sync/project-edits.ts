import { type AlertId, toAlertId } from '../domain/alerts/alert.ts';
import {
  type AlertRule,
  type AlertRuleId,
  MOST_ALERT_RULES,
  toAlertRuleId,
} from '../domain/alerts/alert-rule.ts';
import type { Collection, ExperimentEdits, RunEdits, SavedView, WorkspaceEdits } from '../domain/edits.ts';
import {
  type CollectionId,
  type DatasetKey,
  type ExperimentKey,
  type Hash,
  type MetricKey,
  type RuleId,
  type RunKey,
  toCollectionId,
  toDatasetKey,
  toExperimentKey,
  toHash,
  toRuleId,
  toRunKey,
  toViewId,
  type ViewId,
} from '../domain/ids.ts';
import type { MetricDirection } from '../domain/metric-direction.ts';
import { stageFault } from '../domain/registry/registry-names.ts';
import { MLFLOW_STAGES } from '../domain/registry/stages.ts';
import type { Rule } from '../domain/rules/rule.ts';
import { RUN_HUES } from '../domain/run-colour.ts';
import { readAlertRule } from './alert-rule-text.ts';
import {
  type EditMap,
  fieldPart,
  parseExperimentNoteKey,
  parseLeadingKey,
  parseRunKey,
  parseTrailingKey,
} from './edit-keys.ts';
import { MAX_NAME, MAX_TEXT } from './edit-step.ts';
import { readRule } from './rule-text.ts';

/** A document's flat keys with values of any kind: it may come from anybody. */
export type FlatKeys = Iterable<readonly [string, unknown]>;

const MAX_TAGS = 1000;
const MAX_ALSO_IN = 200;
const MAX_COLLECTIONS = 1000;
const MAX_IN_COLLECTION = 10_000;
const MAX_VIEWS = 2000;
const MAX_DIRECTIONS = 10_000;
const MAX_STAGES = 50;
const MAX_RULES = 500;
const MAX_FINGERPRINTS = 1000;
/** Several times what a device keeps of alerts. */
const MAX_ACKNOWLEDGED = 20_000;
/** The greatest time that a Date can hold. */
const MAX_TIME_MS = 8.64e15;

/**
 * What people decided, by what it is about. Values of a wrong kind are passed over, long ones are cut. Where there are
 * too many, the first by key stay: every browser has to leave out the same ones, whatever order they arrived in.
 */
export function projectEdits(
  maps: Readonly<Record<EditMap, FlatKeys>>,
  notes: FlatKeys,
): Omit<WorkspaceEdits, 'registry'> {
  const runs = projectRuns(maps.runs);
  const experiments = projectExperiments(maps.experiments);
  for (const [key, note] of notes) {
    if (typeof note !== 'string') continue;
    const experiment = parseExperimentNoteKey(key);
    const draft = experiment ? draftOf(experiments, experiment) : draftOf(runs, toRunKey(key));
    draft.note = note.slice(0, MAX_TEXT);
  }
  return {
    runs,
    experiments,
    collections: projectCollections(maps.collections),
    directions: projectDirections(maps.directions),
    views: projectViews(maps.views),
    stages: projectStages(maps.stages),
    rules: projectRules(maps.rules),
    fingerprints: projectFingerprints(maps.datasets),
    alertRules: projectAlertRules(maps.alerts),
    acknowledged: projectAcknowledged(maps.acknowledged),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type RunDraft = Writable<Omit<RunEdits, 'tags' | 'alsoIn'>> & {
  tags?: Record<string, string | null>;
  alsoIn?: ExperimentKey[];
};
type ExperimentDraft = Writable<ExperimentEdits>;

function projectRuns(keys: FlatKeys): Map<RunKey, RunDraft> {
  const runs = new Map<RunKey, RunDraft>();
  for (const [key, value] of keys) {
    const parsed = parseRunKey(key);
    if (parsed && isRunValue(parsed.field, value))
      setRunField(draftOf(runs, parsed.run), parsed.field, value);
  }
  for (const draft of runs.values()) {
    if (draft.alsoIn) draft.alsoIn = draft.alsoIn.sort().slice(0, MAX_ALSO_IN);
    if (draft.tags) draft.tags = fewTags(draft.tags);
  }
  return runs;
}

/** Whether it says anything at all: a run is not edited by a key of a newer version. */
function isRunValue(field: string, value: unknown): boolean {
  switch (field) {
    case 'name':
      return typeof value === 'string';
    case 'deleted':
    case 'starred':
    case 'archived':
      return typeof value === 'boolean';
    case 'colour':
      return isColour(value);
    case 'home':
      return isKey(value);
    default:
      if (isKey(fieldPart(field, 'also/'))) return value === true;
      return isShort(fieldPart(field, 'tag/')) && (typeof value === 'string' || value === null);
  }
}

/** `value` has passed `isRunValue`. */
function setRunField(draft: RunDraft, field: string, value: unknown): void {
  switch (field) {
    case 'name':
      draft.name = (value as string).slice(0, MAX_NAME);
      return;
    case 'deleted':
    case 'starred':
    case 'archived':
      draft[field] = value as boolean;
      return;
    case 'colour':
      draft.colour = value as number;
      return;
    case 'home':
      draft.home = toExperimentKey(value as string);
      return;
  }
  const experiment = fieldPart(field, 'also/');
  if (experiment !== null) {
    draft.alsoIn ??= [];
    draft.alsoIn.push(toExperimentKey(experiment));
    return;
  }
  // No prototype: `__proto__` is a tag like any other.
  draft.tags ??= Object.create(null) as Record<string, string | null>;
  draft.tags[fieldPart(field, 'tag/') ?? ''] = (value as string | null)?.slice(0, MAX_TEXT) ?? null;
}

function fewTags(tags: Record<string, string | null>): Record<string, string | null> {
  const keys = Object.keys(tags);
  if (keys.length <= MAX_TAGS) return tags;
  const few = Object.create(null) as Record<string, string | null>;
  for (const key of keys.sort().slice(0, MAX_TAGS)) few[key] = tags[key] ?? null;
  return few;
}

function projectExperiments(keys: FlatKeys): Map<ExperimentKey, ExperimentDraft> {
  const experiments = new Map<ExperimentKey, ExperimentDraft>();
  for (const [key, value] of keys) {
    const parsed = parseTrailingKey(key);
    if (!parsed || !isKey(parsed.of)) continue;
    const { of, field } = parsed;
    if (field === 'name') {
      if (typeof value === 'string')
        draftOf(experiments, toExperimentKey(of)).name = value.slice(0, MAX_NAME);
    } else if (field === 'deleted' || field === 'starred' || field === 'archived' || field === 'made') {
      if (typeof value === 'boolean') draftOf(experiments, toExperimentKey(of))[field] = value;
    }
  }
  return experiments;
}

function projectCollections(keys: FlatKeys): ReadonlyMap<CollectionId, Collection> {
  const shelves = new Map<string, { name?: string; removed?: boolean; members: ExperimentKey[] }>();
  for (const [key, value] of keys) {
    const parsed = parseLeadingKey(key);
    if (!parsed || !isKey(parsed.of)) continue;
    const shelf = shelves.get(parsed.of) ?? { members: [] };
    shelves.set(parsed.of, shelf);
    const member = fieldPart(parsed.field, 'in/');
    if (parsed.field === 'name' && typeof value === 'string') shelf.name = value.slice(0, MAX_NAME);
    if (parsed.field === 'removed') shelf.removed = value === true;
    if (isKey(member) && value === true) shelf.members.push(toExperimentKey(member));
  }
  const kept: [CollectionId, Collection][] = [];
  for (const [id, { name, removed, members }] of shelves) {
    if (name === undefined || removed) continue;
    kept.push([toCollectionId(id), { name, experiments: members.sort().slice(0, MAX_IN_COLLECTION) }]);
  }
  return firstByKey(kept, MAX_COLLECTIONS);
}

function projectViews(keys: FlatKeys): ReadonlyMap<ViewId, SavedView> {
  const drafts = new Map<
    string,
    Partial<Record<'name' | 'scope' | 'code', string>> & { removed?: boolean }
  >();
  for (const [key, value] of keys) {
    const parsed = parseLeadingKey(key);
    if (!parsed || !isKey(parsed.of)) continue;
    const draft = drafts.get(parsed.of) ?? {};
    drafts.set(parsed.of, draft);
    if (parsed.field === 'removed') draft.removed = value === true;
    if (typeof value !== 'string') continue;
    if (parsed.field === 'name') draft.name = value.slice(0, MAX_NAME);
    if (parsed.field === 'scope' && isKey(value)) draft.scope = value;
    // Half a code is none.
    if (parsed.field === 'code' && value.length <= MAX_TEXT) draft.code = value;
  }
  const kept: [ViewId, SavedView][] = [];
  for (const [id, { name, scope, code, removed }] of drafts) {
    if (name === undefined || scope === undefined || code === undefined || removed) continue;
    kept.push([toViewId(id), { name, scope: scope === 'all' ? scope : toExperimentKey(scope), code }]);
  }
  return firstByKey(kept, MAX_VIEWS);
}

function projectDirections(keys: FlatKeys): ReadonlyMap<MetricKey, MetricDirection> {
  const directions: [MetricKey, MetricDirection][] = [];
  for (const [key, value] of keys) {
    const parsed = parseTrailingKey(key);
    if (parsed?.field !== 'better' || !isKey(parsed.of)) continue;
    if (value === 'lower' || value === 'higher') directions.push([parsed.of, value]);
  }
  return firstByKey(directions, MAX_DIRECTIONS);
}

/** In their order; where two people gave one place to two stages, the name decides. */
function projectStages(keys: FlatKeys): readonly string[] {
  const places: [stage: string, at: number][] = [];
  for (const [key, value] of keys) {
    const parsed = parseTrailingKey(key);
    if (parsed?.field !== 'at' || !Number.isFinite(value) || stageFault(parsed.of) !== null) continue;
    if (!MLFLOW_STAGES.some((stage) => stage.toLowerCase() === parsed.of.toLowerCase()))
      places.push([parsed.of, value as number]);
  }
  places.sort(([a, atA], [b, atB]) => atA - atB || (a < b ? -1 : 1));
  return places.slice(0, MAX_STAGES).map(([stage]) => stage);
}

function projectRules(keys: FlatKeys): ReadonlyMap<RuleId, Rule> {
  return firstByKey(
    ruleTexts(keys, readRule).map(([id, rule]) => [toRuleId(id), rule]),
    MAX_RULES,
  );
}

function projectAlertRules(keys: FlatKeys): ReadonlyMap<AlertRuleId, AlertRule> {
  return firstByKey(
    ruleTexts(keys, readAlertRule).map(([id, rule]) => [toAlertRuleId(id), rule]),
    MOST_ALERT_RULES,
  );
}

/** Rules of either kind that are there: `<rule>/rule` says what, `<rule>/removed` that it is gone. */
function ruleTexts<R>(keys: FlatKeys, read: (raw: unknown) => R | null): [string, R][] {
  const removed = new Set<string>();
  const rules: [string, R][] = [];
  for (const [key, value] of keys) {
    const parsed = parseLeadingKey(key);
    if (!parsed || !isKey(parsed.of)) continue;
    if (parsed.field === 'removed' && value === true) removed.add(parsed.of);
    const rule = parsed.field === 'rule' ? read(value) : null;
    if (rule) rules.push([parsed.of, rule]);
  }
  return rules.filter(([id]) => !removed.has(id));
}

/** Where there are too many, the newest: what was dealt with long ago is on nobody's list any more. */
function projectAcknowledged(keys: FlatKeys): ReadonlyMap<AlertId, number> {
  const times: [AlertId, number][] = [];
  for (const [key, value] of keys) {
    const parsed = parseTrailingKey(key);
    if (parsed?.field === 'at' && isKey(parsed.of) && isTime(value))
      times.push([toAlertId(parsed.of), value]);
  }
  if (times.length > MAX_ACKNOWLEDGED) times.sort(([a, atA], [b, atB]) => atB - atA || (a < b ? -1 : 1));
  return new Map(times.slice(0, MAX_ACKNOWLEDGED));
}

function projectFingerprints(keys: FlatKeys): ReadonlyMap<DatasetKey, readonly Hash[]> {
  const prints = new Map<DatasetKey, Hash[]>();
  for (const [key, value] of keys) {
    const parsed = parseLeadingKey(key);
    const hash = parsed && fieldPart(parsed.field, 'print/');
    if (!parsed || !hash || value !== true || !isKey(parsed.of) || !/^[0-9a-f]{64}$/.test(hash)) continue;
    const dataset = toDatasetKey(parsed.of);
    const hashes = prints.get(dataset);
    if (hashes) hashes.push(toHash(hash));
    else prints.set(dataset, [toHash(hash)]);
  }
  for (const [dataset, hashes] of prints) prints.set(dataset, hashes.sort().slice(0, MAX_FINGERPRINTS));
  return prints;
}

function firstByKey<K extends string, V>(entries: [K, V][], most: number): ReadonlyMap<K, V> {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, most));
}

function draftOf<K, V extends object>(drafts: Map<K, V>, key: K): V {
  let draft = drafts.get(key);
  if (!draft) {
    draft = {} as V;
    drafts.set(key, draft);
  }
  return draft;
}

function isColour(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 * RUN_HUES;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME_MS;
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME;
}

function isKey(value: unknown): value is string {
  return isShort(value) && value !== '';
}
