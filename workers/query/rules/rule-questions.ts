import { type RunKey, toRuleId, type VersionRef } from '../../../src/domain/ids.ts';
import {
  type Breach,
  type Breaches,
  type BreachPlace,
  NO_BREACHES,
  type RuleTrial,
} from '../../../src/domain/rules/breach.ts';
import type { Rule } from '../../../src/domain/rules/rule.ts';
import { Breather } from '../breather.ts';
import type { RuleChecker } from './rule-checker.ts';
import type { RuleGround } from './version-checks.ts';

const DRAFT = toRuleId('draft');
/** A filter with `now()` may answer otherwise after a while, although nothing has changed. */
const FRESH_MS = 60_000;

type OpenGround = Omit<RuleGround, 'nowMs'>;

/** Answers questions about rules. What it is made of is loaded with the first, and the whole list is kept until something changes. */
export class RuleQuestions {
  private checker: Promise<RuleChecker> | null = null;
  private attempts = 0;
  private kept: {
    readonly ground: OpenGround;
    readonly runCount: number;
    readonly atMs: number;
    readonly answer: Promise<Breaches>;
  } | null = null;

  constructor(
    private readonly open: () => OpenGround | null,
    private readonly now: () => number = Date.now,
  ) {}

  async breaches(): Promise<Breaches> {
    const ground = this.ground();
    if (!ground || ground.table.edits.rules.size === 0) return NO_BREACHES;
    const known = this.kept;
    const isSame =
      known !== null &&
      known.ground.table === ground.table &&
      known.ground.facts === ground.facts &&
      known.ground.registry === ground.registry &&
      known.runCount === ground.table.facts.count &&
      ground.nowMs - known.atMs < FRESH_MS;
    if (isSame) return known.answer;
    const answer = this.load().then((checker) => checker.all(ground));
    const kept = { ground, runCount: ground.table.facts.count, atMs: ground.nowMs, answer };
    this.kept = kept;
    // What could not be read now may be readable at the next try.
    answer.catch(() => {
      if (this.kept === kept) this.kept = null;
    });
    return answer;
  }

  async file(): Promise<Blob> {
    const ground = this.ground();
    return ground ? (await this.load()).file(ground) : new Blob();
  }

  async at(place: BreachPlace): Promise<readonly Breach[]> {
    const ground = this.ground();
    if (!ground || ground.table.edits.rules.size === 0) return [];
    return (await this.load()).at(place, ground);
  }

  /** Rejects with an AbortError when a newer one is asked about before it is known. */
  async attempt(rule: Rule): Promise<RuleTrial> {
    this.attempts += 1;
    const mine = this.attempts;
    const ground = this.ground();
    if (!ground) return { checked: 0, breaches: 0, examples: [] };
    const breather = new Breather();
    return (await this.load()).attempt(DRAFT, rule, ground, async () => {
      await breather.breathe();
      if (mine !== this.attempts) throw new DOMException('A newer rule is tried', 'AbortError');
    });
  }

  async runs(rule: Rule): Promise<readonly RunKey[]> {
    const ground = this.ground();
    return ground ? (await this.load()).runs(rule, ground) : [];
  }

  async promotion(
    model: string,
    version: VersionRef,
    stage: string,
    why: string,
  ): Promise<readonly Breach[]> {
    const ground = this.ground();
    if (!ground || ground.table.edits.rules.size === 0) return [];
    return (await this.load()).promotion(model, version, stage, why, ground);
  }

  private ground(): RuleGround | null {
    const ground = this.open();
    return ground && { ...ground, nowMs: this.now() };
  }

  private load(): Promise<RuleChecker> {
    this.checker ??= import('./rule-checker.ts').then(({ RuleChecker }) => {
      const breather = new Breather();
      return new RuleChecker(() => breather.breathe());
    });
    return this.checker;
  }
}
