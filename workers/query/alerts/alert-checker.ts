import type { Alert, AlertId } from '../../../src/domain/alerts/alert.ts';
import { type AlertCondition, MOST_ALERT_RULES } from '../../../src/domain/alerts/alert-rule.ts';
import type { Hash, RunKey } from '../../../src/domain/ids.ts';
import { toRunKey } from '../../../src/domain/ids.ts';
import type { AlertNews } from '../../../src/rpc/live-api.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import type { FactReader } from '../fact-reader.ts';
import type { AlertGround } from './alert-ground.ts';
import { AlertList, ToldAlerts } from './alert-list.ts';
import { Arrivals } from './arrivals.ts';
import { type BrokenBefore, brokenAlerts, rememberBroken } from './broken-rules.ts';
import { driftAlerts } from './drift-alerts.ts';
import { LiveWatches } from './live-watches.ts';
import { type MatchesBefore, newMatches } from './new-matches.ts';
import { makeReadyRule, type ReadyRule } from './ready-rule.ts';
import { StoredLook } from './run-look.ts';
import { RunOrder } from './run-order.ts';
import { RunWatch, type WatchGround } from './run-watch.ts';

/** While only live runs move, the order of the others is as it was for so long. */
const ORDER_STANDS_MS = 20_000;
/** About the workspace as a whole, not about one run. */
const OF_WORKSPACE: readonly AlertCondition['kind'][] = ['drift', 'rule-broken'];

interface Kept {
  readonly facts: FactReader;
  readonly arrivals: Arrivals;
  readonly edits: unknown;
  readonly order: RunOrder;
  readonly orderMs: number;
}

/** Holds the alert rules of the workspace that is open against what is new. One check at a time. */
export class AlertChecker {
  private store: FactStore | null = null;
  private kept: Kept | null = null;
  private seen = new Set<Hash>();
  private told = new ToldAlerts();
  /** By the check that goes on. */
  private readonly found = new Set<AlertId>();
  private live = new LiveWatches();
  /** They were live and are to be looked at as they are stored. */
  private left = new Set<RunKey>();
  private broken: BrokenBefore | null = null;
  private matches: MatchesBefore = new Map();
  private about = '';

  constructor(private readonly pause: () => Promise<void>) {}

  async check(ground: AlertGround, nowMs: number, seenPacks: readonly Hash[]): Promise<AlertNews> {
    if (this.store !== ground.store) {
      this.told = new ToldAlerts();
      this.forget(ground.store);
    }
    for (const pack of seenPacks) this.seen.add(pack);
    try {
      const alerts = await this.find(ground, nowMs);
      for (const id of this.found) this.told.add(id);
      const packs = ground.facts.packsOfRuns().map(({ hash }) => hash);
      return { alerts, seenPacks: packs.filter((pack) => this.seen.has(pack)) };
    } catch (error) {
      // What was found and not told must be found again.
      this.forget(ground.store);
      throw error;
    } finally {
      this.found.clear();
    }
  }

  private async find(ground: AlertGround, nowMs: number): Promise<readonly Alert[]> {
    const rules = readyRules(ground, nowMs);
    const kept = await this.keep(ground, nowMs);
    const list = new AlertList();
    const watch: WatchGround = {
      table: ground.table,
      order: kept.order,
      nowMs,
      isTrial: false,
      pause: this.pause,
    };
    // Before what is stored: a run that ended meanwhile is then looked at as it is stored.
    await this.checkLive(rules, ground, kept, watch, list);
    await this.checkStored(rules, ground, kept, watch, list);
    await this.checkWorkspace(rules, ground, kept, nowMs, list);
    this.kept = kept;
    return list.finish();
  }

  private forget(store: FactStore): void {
    this.store = store;
    this.kept = null;
    this.seen = new Set();
    this.live = new LiveWatches();
    this.left = new Set();
    this.broken = null;
    this.matches = new Map();
    this.about = '';
  }

  private async keep({ facts, store, table }: AlertGround, nowMs: number): Promise<Kept> {
    const { kept } = this;
    const isSame = kept !== null && kept.facts === facts;
    const stands = isSame && kept.edits === table.edits && nowMs - kept.orderMs < ORDER_STANDS_MS;
    if (stands) return kept;
    const arrivals = isSame ? kept.arrivals : await Arrivals.load(facts, store);
    const order = new RunOrder(table, (run) => arrivals.ofRun(run));
    return { facts, arrivals, edits: table.edits, order, orderMs: nowMs };
  }

  private add(alerts: readonly Alert[], { rule }: ReadyRule, list: AlertList): void {
    for (const alert of alerts) {
      if (alert.atMs < rule.sinceMs || this.told.has(alert.id) || this.found.has(alert.id)) continue;
      this.found.add(alert.id);
      list.add(alert);
    }
  }

  private async checkLive(
    rules: readonly ReadyRule[],
    ground: AlertGround,
    { arrivals }: Kept,
    watch: WatchGround,
    list: AlertList,
  ): Promise<void> {
    const ofRuns = rules.filter(isOfRuns);
    const add = (alerts: readonly Alert[], ready: ReadyRule) => this.add(alerts, ready, list);
    for (const run of await this.live.advance(ofRuns, ground, arrivals, watch, add)) this.left.add(run);
  }

  /** Runs of packs that were not seen, and those that were live until now. */
  private async checkStored(
    rules: readonly ReadyRule[],
    ground: AlertGround,
    { arrivals, facts }: Kept,
    watch: WatchGround,
    list: AlertList,
  ): Promise<void> {
    if (facts === this.kept?.facts && this.left.size === 0) return;
    const ofRuns = rules.filter(isOfRuns);
    const fresh = facts.packsOfRuns().filter(({ hash }) => !this.seen.has(hash));
    const wanted = new Set<RunKey>();
    for (const { keys } of fresh) for (const key of keys) wanted.add(toRunKey(key));
    for (const run of this.left) wanted.add(run);
    const open = this.withNews(wanted, ofRuns, ground);
    const unfinished = new Set<Hash>();
    for (const { hash, keys } of fresh)
      if (keys.some((key) => this.live.has(toRunKey(key)))) unfinished.add(hash);
    for await (const [record, packs] of open.size > 0 ? facts.eachRun(open) : []) {
      const row = ground.table.facts.rowOf(record.key);
      if (row === undefined) continue;
      const look = new StoredLook(record, row, ground, arrivals, watch.nowMs);
      for (const ready of ofRuns) {
        if (!ready.inScope(row)) continue;
        this.add(await new RunWatch().advance(ready, look, watch), ready, list);
      }
      if (look.isIncomplete) for (const pack of packs) unfinished.add(pack);
      await this.pause();
    }
    // What is not all here may be at the next visit, or when the facts move; what is live is looked at when it is over.
    for (const { hash } of fresh) if (!unfinished.has(hash)) this.seen.add(hash);
    this.left.clear();
  }

  /** Those that did not end before every rule, and are not looked at as live runs. */
  private withNews(
    runs: ReadonlySet<RunKey>,
    rules: readonly ReadyRule[],
    { table: { facts } }: AlertGround,
  ): ReadonlySet<RunKey> {
    const sinceMs = Math.min(...rules.map(({ rule }) => rule.sinceMs));
    const open = new Set<RunKey>();
    for (const run of rules.length > 0 ? runs : []) {
      const row = facts.rowOf(run);
      if (row !== undefined && !this.live.has(run) && !(facts.ends[row]! < sinceMs)) open.add(run);
    }
    return open;
  }

  /** What is about several things at once, when any of them may have changed. */
  private async checkWorkspace(
    rules: readonly ReadyRule[],
    ground: AlertGround,
    { facts, arrivals, order }: Kept,
    nowMs: number,
    list: AlertList,
  ): Promise<void> {
    const { table } = ground;
    const about = JSON.stringify([rules.map(({ id, rule }) => [id, rule]), [...this.live.runs()]]);
    const isSame = this.kept?.facts === facts && this.kept.edits === table.edits && this.about === about;
    if (isSame) return;
    this.matches = await newMatches(rules, this.matches, ground, nowMs, this.pause, (alerts, ready) =>
      this.add(alerts, ready, list),
    );
    const breaches = rules.some(({ rule }) => rule.condition.kind === 'rule-broken')
      ? await ground.breaches()
      : null;
    for (const ready of rules) {
      const { condition } = ready.rule;
      if (condition.kind === 'drift')
        this.add(await driftAlerts(condition, ready, ground, order, this.pause), ready, list);
      if (condition.kind === 'rule-broken' && breaches) {
        const { rule } = condition;
        this.add(brokenAlerts(rule, ready, breaches, ground, this.broken, arrivals, nowMs), ready, list);
      }
    }
    this.broken = breaches && rememberBroken(breaches, ground, new Set(facts.packHashes()));
    this.about = about;
  }
}

function readyRules({ table }: AlertGround, nowMs: number): readonly ReadyRule[] {
  return [...table.edits.alertRules]
    .filter(([, rule]) => rule.enabled)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_ALERT_RULES)
    .map(([id, rule]) => makeReadyRule(id, rule, table, nowMs))
    .filter(({ mistake }) => mistake === '');
}

function isOfRuns({ rule }: ReadyRule): boolean {
  return !OF_WORKSPACE.includes(rule.condition.kind);
}
