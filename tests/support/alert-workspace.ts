import { PointBuilder, type PointColumns } from '../../src/base/columns.ts';
import type { Alert } from '../../src/domain/alerts/alert.ts';
import { type AlertCondition, type AlertRule, toAlertRuleId } from '../../src/domain/alerts/alert-rule.ts';
import { NO_EDITS, type WorkspaceEdits } from '../../src/domain/edits.ts';
import { type Hash, type MetricKey, toHash, toImportId, toWorkspaceId } from '../../src/domain/ids.ts';
import type { DatasetRecord } from '../../src/domain/records.ts';
import { NO_REGISTRY, type RegistryView } from '../../src/domain/registry/registry-view.ts';
import { NO_BREACHES } from '../../src/domain/rules/breach.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { AlertChecker } from '../../workers/query/alerts/alert-checker.ts';
import type { AlertGround } from '../../workers/query/alerts/alert-ground.ts';
import { tryAlertRule } from '../../workers/query/alerts/alert-trial.ts';
import type { LiveRunTail } from '../../workers/query/alerts/live-source.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { makeRunTexts } from '../../workers/query/model-texts.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { madeFormat, runRecord } from './made-run.ts';

export const NAN = { kind: 'not-finite', metric: '' } as const satisfies AlertCondition;
export const ABOVE = {
  kind: 'threshold',
  metric: 'loss',
  is: 'above',
  bound: 10,
  inARow: 2,
} as const satisfies AlertCondition;
export const BEST = {
  kind: 'best',
  metric: 'loss',
  direction: 'lower',
  when: 'any-point',
} as const satisfies AlertCondition;

/** Run, metric and step of alerts. */
export const whereTold = (alerts: readonly Alert[]) =>
  alerts
    .map(({ run, metric, step }) =>
      [run, metric, step].filter((part) => part !== '' && part !== null).join(' '),
    )
    .sort();

export const MINUTE = 60_000;

export interface AlertRun extends Partial<Omit<RunRecord, 'key'>> {
  readonly id: string;
  /** Values at steps 0, 1, 2 …; the points are a minute apart from the run's start, or have no times. */
  readonly series?: Readonly<Record<MetricKey, readonly number[]>>;
  readonly isTimed?: boolean;
}

export function alertRule(condition: AlertCondition, part: Partial<AlertRule> = {}): AlertRule {
  return { title: '', enabled: true, scope: '', condition, sinceMs: 0, ...part };
}

function recordOf({ id, series: _series, isTimed: _isTimed, ...part }: AlertRun): RunRecord {
  return { ...runRecord({ id, loss: '' }), ...part };
}

export function pointsOf(
  { startMs = 1000, isTimed = true }: AlertRun,
  values: readonly number[],
): PointColumns {
  const builder = new PointBuilder();
  for (const [step, value] of values.entries())
    builder.push(step, isTimed ? (startMs ?? 0) + step * MINUTE : Number.NaN, value);
  return builder.columns();
}

/** A workspace in a database of its own, with its rules, for checks as the query worker makes them. */
export class AlertWorkspace {
  readonly id = toWorkspaceId(crypto.randomUUID());
  readonly store = new FactStore(this.id);
  edits: WorkspaceEdits = NO_EDITS;
  registry: RegistryView = NO_REGISTRY;
  live: readonly (AlertRun & { readonly lastSignMs?: number })[] = [];
  breaches: AlertGround['breaches'] = async () => NO_BREACHES;
  seen: readonly Hash[] = [];
  checker = new AlertChecker(async () => undefined);
  private facts: FactReader | null = null;
  private imports = 0;
  /** Chunks that were asked for. */
  loaded = 0;

  close(): void {
    this.store.close();
  }

  /** Of one import, committed at that moment. */
  async import(
    runs: readonly AlertRun[],
    atMs: number,
    datasets: readonly DatasetRecord[] = [],
  ): Promise<void> {
    this.imports += 1;
    const format = {
      ...madeFormat([]),
      async *read(): AsyncIterable<ImportEvent> {
        for (const dataset of datasets) yield { kind: 'dataset', dataset };
        for (const run of runs) {
          const record = recordOf(run);
          yield { kind: 'run', run: record };
          for (const [metric, values] of Object.entries(run.series ?? {}))
            yield { kind: 'points', run: record.key, metric, points: pointsOf(run, values) };
          yield { kind: 'run-end', run: record.key };
        }
      },
    };
    const options = {
      id: toImportId(`import-${this.imports}`),
      label: '',
      artifacts: { budgetBytes: 0, limitBytes: 0 },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => atMs,
    };
    const pipeline = new ImportPipeline(this.store, options, new ProgressMeter(0, () => undefined), []);
    const claim = { format, path: '', file: null, sizeBytes: 0 };
    await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
    this.facts = null;
  }

  setRule(id: string, condition: AlertCondition, part: Partial<AlertRule> = {}): void {
    const rule = [toAlertRuleId(id), alertRule(condition, part)] as const;
    this.edits = { ...this.edits, alertRules: new Map([...this.edits.alertRules, rule]) };
  }

  /** As the page that is open asks; what was seen goes on from check to check. */
  async check(nowMs: number): Promise<readonly Alert[]> {
    const { alerts, seenPacks } = await this.checker.check(await this.ground(), nowMs, this.seen);
    this.seen = seenPacks;
    return alerts;
  }

  /** Another visit: nothing is remembered but what was seen, and not even that on another device. */
  visitAgain(isOtherDevice = false): void {
    this.checker = new AlertChecker(async () => undefined);
    if (isOtherDevice) this.seen = [];
  }

  async attempt(condition: AlertCondition, sinceMs: number, nowMs: number, part: Partial<AlertRule> = {}) {
    return tryAlertRule(
      alertRule(condition, part),
      sinceMs,
      await this.ground(),
      nowMs,
      async () => undefined,
    );
  }

  async ground(): Promise<AlertGround> {
    const { store, registry, live, breaches } = this;
    if (!this.facts) {
      this.facts = new FactReader(store);
      await this.facts.load();
    }
    const facts = this.facts;
    return {
      table: new EditedTable(await this.table(facts), this.edits),
      facts,
      store,
      registry,
      live: { runs: () => live.map(toTail) },
      breaches,
      loaderFor: () => (hashes) => {
        this.loaded += hashes.length;
        return facts.loadChunks(hashes);
      },
    };
  }

  /** Live runs stand for the stored ones of the same key. */
  private async table(facts: FactReader): Promise<RunTable> {
    const table = new RunTable();
    const textsOf = makeRunTexts(facts);
    const liveKeys = new Set(this.live.map(({ id }) => id));
    await facts.forEachBlock((block, keys) =>
      table.addBlock(
        block,
        keys.map((key) => (key && liveKeys.has(key) ? null : key)),
        {
          packsOf: (run) => facts.packsOfRun(run),
          textsOf: textsOf(block, keys),
          cameMs: (run) => facts.cameMs(run),
        },
      ),
    );
    for (const run of this.live) {
      const record = recordOf(run);
      const series = Object.entries(run.series ?? {}).map(([key, values]) => ({
        ...summariseSeries(key, pointsOf(run, values)),
        parts: [],
      }));
      const stored = { ...record, content: toHash(''), series };
      table.add(stored, facts.packsOfRun(record.key), { models: '', datasets: [] });
    }
    table.experimentRecords = facts.experiments;
    return table;
  }
}

function toTail(run: AlertRun & { readonly lastSignMs?: number }): LiveRunTail {
  const series = Object.entries(run.series ?? {}).map(([key, values]) => {
    const tail = pointsOf(run, values);
    return { key, summary: summariseSeries(key, tail), parts: [], tailFrom: 0, tail, isThinned: false };
  });
  return { run: recordOf(run), lastSignMs: run.lastSignMs ?? 0, series };
}
