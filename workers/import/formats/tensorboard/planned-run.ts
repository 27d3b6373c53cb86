import type { MetricKey } from '../../../../src/domain/ids.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { FoldedRun, Member } from './fold.ts';
import type { FolderScan } from './scan.ts';

/** A run as its folders make it by now. */
export interface PlannedRun {
  readonly record: RunRecord;
  readonly run: FoldedRun;
  readonly parts: readonly PlannedPart[];
  /** More bytes may make it a part of another run, or give it another key. */
  readonly isOpen: boolean;
}

export interface PlannedPart {
  readonly member: Member;
  readonly scan: FolderScan;
  /** Of each tag of the folder, in their order: the metric that its points are told as; null for none. */
  readonly metrics: readonly (MetricKey | null)[];
}

/** `scans`: of the run's members, in their order. */
export function planParts(run: FoldedRun, scans: readonly FolderScan[]): readonly PlannedPart[] {
  const own = new Set<string>();
  run.members.forEach((member, at) => {
    if (member.yields) return;
    for (const { name, count } of scans[at]!.tags.entries) if (count > 0) own.add(member.rename(name));
  });
  return run.members.map((member, at) => {
    const scan = scans[at]!;
    const metrics = scan.tags.entries.map(({ name }) => {
      const metric = member.rename(name);
      const isLeftOut = metric === '' || (member.yields && own.has(metric)) || isPlaceholder(scan, name);
      return isLeftOut ? null : metric;
    });
    return { member, scan, metrics };
  });
}

/** What Lightning logs so that hyperparameters have some metric. */
function isPlaceholder(scan: FolderScan, name: string): boolean {
  if (name !== 'hp_metric') return false;
  const entry = scan.tags.entries.find((one) => one.name === name);
  return entry !== undefined && entry.count === entry.placeholders;
}
