import type { MetricKey, RunKey } from '../../../../src/domain/ids.ts';
import type { PlannedPart, PlannedRun } from './planned-run.ts';
import type { TagEntry } from './tags.ts';

interface ToldRun {
  readonly folder: string;
  /** What was told beside points and artifacts. */
  record: string;
  /** Metric → the folder and tag that gave its last points. */
  readonly last: Map<MetricKey, { readonly folder: string; readonly tag: number }>;
  /** Path of an artifact → the folder that it is of. */
  readonly artifacts: Map<string, string>;
}

/** What was told of the runs of a group, so that it can be said whether that still stands. */
export class ToldRuns {
  private readonly runs = new Map<RunKey, ToldRun>();
  /** Folder → the run it is told in, and how. */
  private readonly places = new Map<string, string>();

  /** Whether its record was told as it is. */
  hasRecord(planned: PlannedRun): boolean {
    return this.runs.get(planned.record.key)?.record === textOf(planned);
  }

  tell(planned: PlannedRun): ToldRun {
    const { record, run } = planned;
    const known = this.runs.get(record.key);
    const text = textOf(planned);
    if (known) known.record = text;
    const told = known ?? { folder: run.folder, record: text, last: new Map(), artifacts: new Map() };
    this.runs.set(record.key, told);
    for (const { folder, prefix } of run.members) this.places.set(folder, placeOf(record.key, prefix));
    return told;
  }

  /** Whether the runs as they are now go on from what was told. */
  stands(planned: readonly PlannedRun[]): boolean {
    const now = new Map(planned.map((one) => [one.record.key, one]));
    for (const [key, { folder }] of this.runs) if (now.get(key)?.run.folder !== folder) return false;
    return planned.every((one) => this.standsOf(one));
  }

  private standsOf({ record, parts }: PlannedRun): boolean {
    const last = new Map(this.runs.get(record.key)?.last);
    const order = new Map(parts.map(({ member }, at) => [member.folder, at]));
    for (const [at, part] of parts.entries()) {
      const { folder, prefix } = part.member;
      const place = this.places.get(folder);
      if (place !== undefined && place !== placeOf(record.key, prefix)) return false;
      for (const [tag, entry] of part.scan.tags.entries.entries()) {
        const metric = part.metrics[tag] ?? null;
        if (entry.told !== null && entry.told !== metric) return false;
        if (metric === null || entry.count === 0) continue;
        if (entry.isLost && entry.told === null) return false;
        if (!hasPoints(entry)) continue;
        const before = last.get(metric);
        const beforeAt = before ? (order.get(before.folder) ?? 0) : -1;
        if (before && (beforeAt > at || (beforeAt === at && before.tag > tag))) return false;
        last.set(metric, { folder, tag });
      }
    }
    return true;
  }
}

export function hasPoints({ points, earlier }: TagEntry): boolean {
  return points !== null && points.length + earlier.length > 0;
}

/** Whether a part has points that its run was not told. */
export function hasNewPoints({ scan, metrics }: PlannedPart): boolean {
  return scan.tags.entries.some((entry, tag) => metrics[tag] !== null && hasPoints(entry));
}

function textOf({ record, isOpen }: PlannedRun): string {
  return JSON.stringify([record, isOpen]);
}

function placeOf(run: RunKey, prefix: string): string {
  return `${run} ${prefix}`;
}
