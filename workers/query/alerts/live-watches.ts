import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { AlertGround } from './alert-ground.ts';
import type { Arrivals } from './arrivals.ts';
import type { LiveRunTail } from './live-source.ts';
import type { ReadyRule } from './ready-rule.ts';
import { type LiveKnown, LiveLook } from './run-look.ts';
import { RunWatch, type WatchGround } from './run-watch.ts';

interface WatchedRun {
  known: LiveKnown | null;
  readonly byRule: Map<string, RunWatch>;
}

/** What the rules remember of live runs: a run that is over is forgotten. */
export class LiveWatches {
  private readonly watched = new Map<RunKey, WatchedRun>();

  has(run: RunKey): boolean {
    return this.watched.has(run);
  }

  runs(): Iterable<RunKey> {
    return this.watched.keys();
  }

  /** Looks at what has come since the last time. Gives the runs that are no longer live. */
  async advance(
    rules: readonly ReadyRule[],
    ground: AlertGround,
    arrivals: Arrivals,
    watch: WatchGround,
    tell: (alerts: readonly Alert[], ready: ReadyRule) => void,
  ): Promise<readonly RunKey[]> {
    const live = new Set<RunKey>();
    const names = new Map(rules.map((ready) => [ready, nameOf(ready)]));
    for (const tail of ground.live.runs()) {
      const row = ground.table.facts.rowOf(tail.run.key);
      if (row === undefined) continue;
      live.add(tail.run.key);
      const run = this.watched.get(tail.run.key) ?? { known: null, byRule: new Map<string, RunWatch>() };
      this.watched.set(tail.run.key, run);
      const look = new LiveLook(tail, row, run.known, ground, arrivals, watch.nowMs);
      for (const [ready, name] of names) {
        if (!ready.inScope(row)) continue;
        const held = run.byRule.get(name) ?? new RunWatch();
        run.byRule.set(name, held);
        tell(await held.advance(ready, look, watch), ready);
      }
      keepOnly(run.byRule, new Set(names.values()));
      run.known = { atMs: watch.nowMs, counts: countsOf(tail) };
      await watch.pause();
    }
    const left = [...this.watched.keys()].filter((run) => !live.has(run));
    for (const run of left) this.watched.delete(run);
    return left;
  }
}

/** Another scope, condition or beginning makes another rule of it. */
function nameOf({ id, rule }: ReadyRule): string {
  return JSON.stringify([id, rule.scope, rule.condition, rule.sinceMs]);
}

function countsOf(tail: LiveRunTail): ReadonlyMap<MetricKey, number> {
  return new Map(Array.from(tail.series, ({ key, summary }) => [key, summary.count]));
}

function keepOnly(watches: Map<string, RunWatch>, names: ReadonlySet<string>): void {
  for (const name of watches.keys()) if (!names.has(name)) watches.delete(name);
}
