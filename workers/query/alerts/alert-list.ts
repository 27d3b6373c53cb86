import type { Alert, AlertId } from '../../../src/domain/alerts/alert.ts';
import { alertId } from '../../../src/domain/alerts/alert-id.ts';
import type { AlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';

/** Listed of one rule at a time. */
const MOST_OF_RULE = 200;

/** Alerts of one check: of each rule the newest, and one that stands for those that are too many. */
export class AlertList {
  private readonly byRule = new Map<AlertRuleId, { list: Alert[]; leftOut: number }>();

  constructor(private readonly most = MOST_OF_RULE) {}

  add(alert: Alert): void {
    const found = this.byRule.get(alert.rule) ?? { list: [], leftOut: 0 };
    this.byRule.set(alert.rule, found);
    found.list.push(alert);
    // Sorted seldom, and never many times longer than what is listed.
    if (found.list.length > 4 * this.most) this.cut(found);
  }

  /** How many there are of a rule, listed or not. */
  count(rule: AlertRuleId): number {
    const found = this.byRule.get(rule);
    return found ? found.list.length + found.leftOut : 0;
  }

  /** Newest first. */
  finish(): readonly Alert[] {
    const all: Alert[] = [];
    for (const found of this.byRule.values()) {
      const next = this.cut(found);
      all.push(...found.list.slice(0, this.most));
      if (next) all.push(standIn(next, found.leftOut + found.list.length - this.most));
    }
    return all.sort(newestFirst);
  }

  /** Keeps one more than is listed, which gives the others their name and time. */
  private cut(found: { list: Alert[]; leftOut: number }): Alert | undefined {
    found.list.sort(newestFirst);
    found.leftOut += Math.max(0, found.list.length - this.most - 1);
    found.list.length = Math.min(found.list.length, this.most + 1);
    return found.list[this.most];
  }
}

function standIn(next: Alert, leftOut: number): Alert {
  return {
    id: alertId(next.rule, null, '', `more ${next.id}`),
    rule: next.rule,
    kind: next.kind,
    run: null,
    runName: '',
    metric: '',
    step: null,
    value: null,
    against: null,
    about: '',
    atMs: next.atMs,
    leftOut,
  };
}

function newestFirst(a: Alert, b: Alert): number {
  return b.atMs - a.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Names of alerts that were told of lately. */
export class ToldAlerts {
  private readonly ids = new Set<AlertId>();

  constructor(private readonly most = 20_000) {}

  has(id: AlertId): boolean {
    return this.ids.has(id);
  }

  add(id: AlertId): void {
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= this.most) break;
      this.ids.delete(oldest);
    }
  }
}
