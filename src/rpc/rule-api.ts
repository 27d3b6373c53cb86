import type { RunKey, VersionRef } from '../domain/ids.ts';
import type { Breach, Breaches, BreachPlace, RuleTrial } from '../domain/rules/breach.ts';
import type { Rule } from '../domain/rules/rule.ts';

/** What the query worker answers about the rules of the workspace. */
export interface RuleApi {
  /** What the rules find fault with, in all of the workspace. */
  breaches(): Promise<Breaches>;
  /** All of them as CSV, those that the list leaves out as well. */
  breachesFile(): Promise<Blob>;
  /** What one thing does not keep. */
  breachesAt(place: BreachPlace): Promise<readonly Breach[]>;
  /** What a rule that is being written would find. Rejects with an AbortError when a newer one is asked about. */
  tryRule(rule: Rule): Promise<RuleTrial>;
  /** Every run that breaks a rule about runs, newest first; none for a rule about other things. */
  runsBreaking(rule: Rule): Promise<readonly RunKey[]>;
  /** What stands against a version coming into a stage. `why`: the reason that the person gives. */
  promotionBreaches(
    model: string,
    version: VersionRef,
    stage: string,
    why: string,
  ): Promise<readonly Breach[]>;
}
