import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { alertId } from '../../../src/domain/alerts/alert-id.ts';
import type { Hash, RuleId } from '../../../src/domain/ids.ts';
import type { Breach, Breaches } from '../../../src/domain/rules/breach.ts';
import { breachSentence } from '../../../src/domain/rules/breach-sentence.ts';
import type { AlertGround } from './alert-ground.ts';
import type { Arrivals } from './arrivals.ts';
import type { ReadyRule } from './ready-rule.ts';

/** Longer sentences are cut: an alert is kept. */
const MOST_LETTERS = 500;

/** What was looked at before, so that what begins to break a rule can be told from what always did. */
export interface BrokenBefore {
  /** Rules of the workspace as they were. */
  readonly rules: ReadonlyMap<RuleId, string>;
  readonly breaches: ReadonlySet<string>;
  readonly packs: ReadonlySet<Hash>;
}

export function rememberBroken(
  { list }: Breaches,
  { table }: AlertGround,
  packs: ReadonlySet<Hash>,
): BrokenBefore {
  const rules = new Map([...table.edits.rules].map(([id, rule]) => [id, JSON.stringify(rule.check)]));
  return { rules, breaches: new Set(list.map(breachName)), packs };
}

/**
 * What breaks rules of the workspace. When it began to: what was looked at before and kept the same rule, now; anything
 * else when it came about by itself, as a run ended or a version came to its stage.
 */
export function brokenAlerts(
  rule: RuleId | '',
  ready: ReadyRule,
  { list }: Breaches,
  ground: AlertGround,
  before: BrokenBefore | null,
  arrivals: Arrivals,
  nowMs: number,
): readonly Alert[] {
  const { rules } = ground.table.edits;
  return list.flatMap((breach) => {
    const broken = rules.get(breach.rule);
    if (!broken || (rule !== '' && breach.rule !== rule)) return [];
    const row = breach.run === null ? undefined : ground.table.facts.rowOf(breach.run);
    if (breach.subject === 'run' && (row === undefined || !ready.inScope(row))) return [];
    const isNew =
      before !== null &&
      before.rules.get(breach.rule) === JSON.stringify(broken.check) &&
      !before.breaches.has(breachName(breach)) &&
      wasThere(breach, ground, before);
    return {
      id: alertId(ready.id, breach.run, '', breachName(breach)),
      rule: ready.id,
      kind: 'rule-broken' as const,
      run: breach.run,
      runName: breach.subject === 'run' ? breach.label : '',
      metric: '',
      step: null,
      value: null,
      against: null,
      about: breachSentence(breach, broken).slice(0, MOST_LETTERS),
      atMs: isNew ? nowMs : cameAboutMs(breach, row, ground, arrivals),
    };
  });
}

function breachName({ rule, subject, experiment, run, model, version, code }: Breach): string {
  return JSON.stringify([rule, subject, experiment, run, model, version, code]);
}

/** A run that has just come was not there to keep the rule; of other things only what came with nothing else is told. */
function wasThere({ subject, run }: Breach, { facts }: AlertGround, { packs }: BrokenBefore): boolean {
  const known = subject === 'run' && run !== null ? facts.storedIn(run) : facts.packHashes();
  return known.every((pack) => packs.has(pack));
}

function cameAboutMs(
  breach: Breach,
  row: number | undefined,
  { table, registry, facts }: AlertGround,
  arrivals: Arrivals,
): number {
  const long = Number.NEGATIVE_INFINITY;
  switch (breach.subject) {
    case 'run': {
      const { ends, starts } = table.facts;
      const times = row === undefined ? [] : [ends[row]!, starts[row]!];
      const known = times.find((timeMs) => !Number.isNaN(timeMs));
      return known ?? (breach.run === null ? long : (arrivals.ofRun(breach.run) ?? long));
    }
    case 'experiment':
      return (breach.experiment && facts.experiments.get(breach.experiment)?.createdMs) ?? long;
    case 'model':
    case 'version': {
      const model = registry.models.find(({ name }) => name === breach.model);
      const version = model?.versions.find(({ number }) => number === breach.version);
      return version
        ? Math.max(version.stageSinceMs ?? long, version.createdMs ?? long)
        : (model?.createdMs ?? long);
    }
  }
}
