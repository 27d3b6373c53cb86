import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { AlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import type { RunKey } from '../../../src/domain/ids.ts';
import { aboutRun } from './about-run.ts';
import type { AlertGround } from './alert-ground.ts';
import type { ReadyRule } from './ready-rule.ts';

interface Matching {
  /** As the rule was. */
  readonly about: string;
  readonly keys: readonly RunKey[];
  /** By row, 1 where the run was there and matched. */
  readonly marks: Uint8Array;
}

/** Which runs matched the filters of rules, when it was looked at last. */
export type MatchesBefore = ReadonlyMap<AlertRuleId, Matching>;

/**
 * Runs that were there and match only now, because people have edited something. What comes with an import or is live is
 * looked at by itself.
 */
export async function newMatches(
  rules: readonly ReadyRule[],
  before: MatchesBefore,
  { table }: AlertGround,
  nowMs: number,
  pause: () => Promise<void>,
  tell: (alerts: readonly Alert[], ready: ReadyRule) => void,
): Promise<MatchesBefore> {
  const now = new Map<AlertRuleId, Matching>();
  const { facts } = table;
  const keys = facts.keys.slice();
  for (const ready of rules) {
    if (ready.rule.condition.kind !== 'matches') continue;
    const about = JSON.stringify([ready.rule.scope, ready.rule.condition]);
    const known = before.get(ready.id);
    const last = known?.about === about ? known : null;
    const marks = ready.matchMarks();
    for (let row = 0; row < keys.length; row++) {
      const isNew = marks[row] === 1 && last?.marks[row] === 0 && last.keys[row] === keys[row];
      if (!isNew) continue;
      const look = { record: { key: keys[row]! }, name: table.name(row) };
      tell([{ ...aboutRun(ready, look, '', ''), atMs: nowMs }], ready);
    }
    await pause();
    now.set(ready.id, { about, keys, marks });
  }
  return now;
}
