import { createSignal } from 'solid-js';
import { toAlertRuleId } from '../../src/domain/alerts/alert-rule.ts';
import { NO_EDITS } from '../../src/domain/edits.ts';
import {
  type Hash,
  toCollectionId,
  toExperimentKey,
  toHash,
  toRuleId,
  toViewId,
  toWorkspaceId,
} from '../../src/domain/ids.ts';
import type { WatchedFolderId } from '../../src/domain/live/watched-folder.ts';
import { metricDirection } from '../../src/domain/metric-direction.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import { NO_REGISTRY } from '../../src/domain/registry/registry-view.ts';
import { NO_BREACHES } from '../../src/domain/rules/breach.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { ColumnInfo, QueryApi, RunDetail, TableRow } from '../../src/rpc/query-api.ts';
import type { EditsState } from '../../src/state/edits.ts';
import type { QueryState } from '../../src/state/query.ts';
import type { ShareState } from '../../src/state/share.ts';
import type { WatchState } from '../../src/state/watch.ts';
import type { WorkspaceSession } from '../../src/state/workspace-session.ts';
import { runRecord } from '../support/made-run.ts';
import { ALERT_RULES, MADE_ALERTS } from './made-alerts.ts';
import { NOW_MS } from './made-share.ts';

const EXPERIMENT: ExperimentRecord = {
  kind: 'experiment',
  key: toExperimentKey('taxi'),
  id: '1',
  name: 'taxi-duration',
  lifecycle: 'active',
  createdMs: null,
  updatedMs: null,
  artifactLocation: '',
  tags: [],
};

const NAMES = ['xgb-depth-9', 'rf-200', 'lasso-0.01'];
const STILL = { changed: [], liveCount: 0 };
const HERE = toHash('a'.repeat(64));
const ELSEWHERE = toHash('b'.repeat(64));

function madeRun(index: number): StoredRun {
  return {
    ...runRecord({ id: `a${index + 1}`, loss: '', params: { max_depth: String(9 + index), eta: '0.1' } }),
    experiment: EXPERIMENT.key,
    name: NAMES[index] ?? '',
    startMs: NOW_MS - 3_600_000 * (index + 1),
    endMs: NOW_MS - 3_600_000 * index,
    user: 'ana',
    tags: [['team', 'fraud']],
    content: toHash(String(index).repeat(64)),
    series: [],
  };
}

const RUNS = NAMES.map((_, index) => madeRun(index));

const COLUMNS: readonly ColumnInfo[] = (
  [
    ['name', 'attribute'],
    ['status', 'attribute'],
    ['started', 'attribute'],
    ['params.max_depth', 'param'],
  ] as const
).map(([id, kind]) => ({
  id,
  kind,
  key: id.replace('params.', ''),
  filled: 3,
  numeric: kind === 'param',
  distinct: 3,
  direction: null,
}));

function toRow(run: StoredRun, columns: readonly string[]): TableRow {
  const cells = new Map<string, string | number | null>([
    ['name', run.name],
    ['status', run.status],
    ['started', run.startMs],
    ['params.max_depth', run.params.find(([key]) => key === 'max_depth')?.[1] ?? null],
  ]);
  return {
    kind: 'run',
    run: run.key,
    experiment: run.experiment,
    name: run.name,
    status: run.status,
    deleted: false,
    archived: false,
    starred: false,
    liveness: null,
    lastSignMs: run.endMs,
    startMs: run.startMs,
    colour: 0,
    depth: 0,
    childCount: 0,
    folded: false,
    cells: columns.map((column) => cells.get(column) ?? null),
  };
}

function detailOf(run: StoredRun): RunDetail {
  return {
    run,
    liveness: null,
    lastSignMs: run.endMs,
    colour: 0,
    experiment: EXPERIMENT,
    parentName: null,
    children: [],
    datasets: [],
    loggedModels: [],
    versions: [],
    artifacts: [
      { path: 'model/weights.csv', sizeBytes: 2_400_000, chunks: [ELSEWHERE] },
      { path: 'notes.txt', sizeBytes: 3, chunks: [HERE] },
    ],
    modelArtifacts: [],
    deleted: false,
  };
}

/** Three runs of one experiment, in memory. One artifact of each is not on this device. */
function makeApi(): QueryApi {
  const missingOf = (chunks: readonly Hash[]) => chunks.filter((chunk) => chunk === ELSEWHERE);
  return {
    open: async () => ({ runCount: RUNS.length, problemsAtLoad: 0 }),
    setEdits: async () => undefined,
    experiments: async () => [
      { record: EXPERIMENT, activeRuns: RUNS.length, deletedRuns: 0, archivedRuns: 0, lastRunMs: NOW_MS },
    ],
    table: async () => ({
      table: 1,
      rowCount: RUNS.length,
      matchCount: RUNS.length,
      totalCount: RUNS.length,
      deletedCount: 0,
      archivedCount: 0,
      groupCount: 0,
      filter: '',
      mistake: null,
      columns: COLUMNS,
    }),
    rows: async (_, start, end, columns) => RUNS.slice(start, end).map((run) => toRow(run, columns)),
    values: async () => [],
    keys: async () => RUNS.map((run) => run.key),
    matchingKeys: async () => RUNS.map((run) => run.key),
    indexOf: async (_, key) => RUNS.findIndex((run) => run.key === key),
    findRuns: async () => [],
    groups: async () => [],
    firstRuns: async () => RUNS.map((run) => toRow(run, [])),
    runRows: async (keys, columns) =>
      keys.flatMap((key) => RUNS.filter((run) => run.key === key).map((run) => toRow(run, columns))),
    unlisted: async () => 0,
    nestedUnder: async () => [],
    columnValues: async () => ({ runs: [], colours: new Uint8Array(), columns: [] }),
    metricsOf: async () => [],
    imagesOf: async () => [],
    differences: async () => ({ rows: [], leftOut: 0 }),
    origins: async () => ({ rows: [], leftOut: 0, unreadFiles: 0 }),
    differenceText: async () => null,
    tableFile: async () => new Blob(),
    run: async (key) => {
      const run = RUNS.find((one) => one.key === key);
      return run ? detailOf(run) : null;
    },
    datasets: async () => [],
    dataset: async () => null,
    registry: async () => NO_REGISTRY,
    lineage: async () => null,
    openLineage: async () => null,
    breaches: async () => NO_BREACHES,
    breachesFile: async () => new Blob(),
    onLive: async () => undefined,
    liveRuns: async () => [],
    checkAlerts: async (_nowMs, seenPacks) => ({ alerts: [], seenPacks }),
    rest: async () => undefined,
    tryAlert: async () => ({ runs: 0, fired: 0, examples: [], mistake: '' }),
    breachesAt: async () => [],
    tryRule: async () => ({ checked: 0, breaches: 0, examples: [] }),
    runsBreaking: async () => [],
    promotionBreaches: async () => [],
    reproduction: async () => null,
    series: async () => ({
      x: new Float64Array(),
      lines: [],
      reduced: false,
      extent: null,
      inner: null,
      mistakes: [],
      backwardSteps: 0,
      missingPacks: [],
    }),
    seriesCsv: async () => new Blob(),
    artifact: async (chunks) => {
      const missing = missingOf(chunks);
      return missing.length > 0
        ? { kind: 'missing', chunks: missing }
        : { kind: 'bytes', blob: new Blob(['abc']) };
    },
    missingChunks: async (chunks) => missingOf(chunks),
    adopt: async () => null,
  };
}

const edits: EditsState = {
  rename: () => undefined,
  projection: () => NO_EDITS,
  setDeleted: () => undefined,
  setNote: () => undefined,
  setTag: () => undefined,
  renameExperiment: () => undefined,
  setTagOfRuns: () => undefined,
  setStarred: () => undefined,
  setArchived: () => undefined,
  setColour: () => undefined,
  moveRuns: () => undefined,
  setAlsoIn: () => undefined,
  createExperiment: (name) => toExperimentKey(name),
  setExperimentStarred: () => undefined,
  setExperimentArchived: () => undefined,
  setExperimentDeleted: () => undefined,
  setExperimentNote: () => undefined,
  createCollection: (name) => toCollectionId(name),
  renameCollection: () => undefined,
  removeCollection: () => undefined,
  setInCollection: () => undefined,
  setDirection: () => undefined,
  saveView: () => toViewId(''),
  changeView: () => undefined,
  removeView: () => undefined,
  changeRegistry: () => undefined,
  setStages: () => undefined,
  saveRule: () => toRuleId(''),
  removeRule: () => undefined,
  saveAlertRule: () => toAlertRuleId(''),
  removeAlertRule: () => undefined,
  acknowledge: () => undefined,
  alertRules: () => ALERT_RULES,
  acknowledged: () => new Map(),
  setFingerprint: () => undefined,
  stages: () => [],
  rules: () => new Map(),
  fingerprints: () => [],
  chosenColour: () => null,
  alsoIn: () => [],
  chosenDirection: () => null,
  starred: () => false,
  archived: () => false,
  experiment: () => ({}),
  collections: () => new Map(),
  views: () => new Map(),
  direction: (metric) => metricDirection(metric),
  undo: () => undefined,
  redo: () => undefined,
  takenBack: () => null,
  undoLabel: () => null,
  redoLabel: () => null,
  saveState: () => 'saved',
  retrySave: () => undefined,
  note: () => undefined,
  name: (run) => RUNS.find((one) => one.key === run)?.name,
  deleted: () => undefined,
  tags: () => ({}),
};

/** A browser that keeps no folders. */
export const NOTHING_WATCHED: WatchState = {
  canWatch: false,
  folders: () => [],
  pick: async () => null,
  watch: async () => '' as WatchedFolderId,
  resume: async () => undefined,
  pause: async () => undefined,
  remove: async () => undefined,
  file: async () => null,
  look: async () => undefined,
  store: async () => undefined,
};

/** A session over the made runs: enough of one for the frame and the screens. */
export function makeSession(share: ShareState): WorkspaceSession {
  const id = toWorkspaceId('w');
  const [version] = createSignal(1);
  const query: QueryState = {
    api: makeApi(),
    version,
    live: () => 0,
    pulse: () => STILL,
    workspace: () => id,
  };
  return {
    query,
    edits,
    share,
    alerts: MADE_ALERTS,
    workspaces: () => [{ id, name: 'Taxi team', kind: 'own', createdMs: NOW_MS }],
    current: () => id,
    runCount: () => RUNS.length,
    hadRuns: () => true,
    failure: () => null,
    switchTo: async () => undefined,
    create: async () => undefined,
    rename: async () => undefined,
    remove: async () => false,
    has: () => true,
    openSample: async () => undefined,
    expectFacts: () => undefined,
    beforeLeaving: () => undefined,
    factsChanged: async () => undefined,
  };
}
