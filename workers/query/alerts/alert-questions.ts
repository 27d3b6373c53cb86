import type { AlertTrial } from '../../../src/domain/alerts/alert.ts';
import type { AlertRule } from '../../../src/domain/alerts/alert-rule.ts';
import type { Hash } from '../../../src/domain/ids.ts';
import type { AlertNews } from '../../../src/rpc/live-api.ts';
import { Breather } from '../breather.ts';
import type { AlertChecker } from './alert-checker.ts';
import type { AlertGround } from './alert-ground.ts';

/** Answers questions about alerts. What it is made of is loaded with the first rule. */
export class AlertQuestions {
  private checker: Promise<AlertChecker> | null = null;
  /** Checks follow one another. */
  private last: Promise<unknown> = Promise.resolve();
  private trials = 0;

  constructor(
    private readonly open: () => AlertGround | null,
    private readonly now: () => number = Date.now,
  ) {}

  check(nowMs: number, seenPacks: readonly Hash[]): Promise<AlertNews> {
    const asked = this.open()?.store;
    const answer = this.last.then(async () => {
      const ground = this.open();
      // What another workspace that was opened meanwhile has to tell is for whoever asks about that one.
      if (!ground || ground.store !== asked) return { alerts: [], seenPacks };
      if (ground.table.edits.alertRules.size === 0) {
        return { alerts: [], seenPacks: ground.facts.packsOfRuns().map(({ hash }) => hash) };
      }
      return (await this.load()).check(ground, nowMs, seenPacks);
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Rejects with an AbortError when a newer one is asked about before it is known. */
  async attempt(rule: AlertRule, sinceMs: number): Promise<AlertTrial> {
    this.trials += 1;
    const mine = this.trials;
    const ground = this.open();
    if (!ground) return { runs: 0, fired: 0, examples: [], mistake: '' };
    const breather = new Breather();
    const { tryAlertRule } = await import('./alert-trial.ts');
    return tryAlertRule(rule, sinceMs, ground, this.now(), async () => {
      await breather.breathe();
      if (mine !== this.trials) throw new DOMException('A newer rule is tried', 'AbortError');
    });
  }

  private load(): Promise<AlertChecker> {
    this.checker ??= import('./alert-checker.ts').then(({ AlertChecker }) => {
      const breather = new Breather();
      return new AlertChecker(() => breather.breathe());
    });
    return this.checker;
  }
}
