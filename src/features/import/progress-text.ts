import { formatBytes, formatCount, formatDuration, formatPlural } from '../../base/format.ts';
import type { ImportProgress, ImportReport } from '../../domain/import-report.ts';
import type { ImportProblem } from '../../domain/problem.ts';
import { problemSentence } from './problem-text.ts';

/** What the import is doing, how far it is and how long it will take. */
export function progressText(label: string, progress: ImportProgress | null, elapsedMs: number): string {
  if (!progress) return `Opening ${label} …`;
  if (progress.phase === 'waiting') return `Waiting for an import in another tab …`;
  const { bytesRead, bytesTotal, runs } = progress;
  const parts = [
    progress.file || label,
    `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`,
    `${formatBytes(bytesRead)} of ${formatBytes(bytesTotal)}`,
  ];
  const left = timeLeftMs(progress, elapsedMs);
  if (progress.phase === 'storing') parts.push('storing');
  else if (left !== null) parts.push(`about ${formatDuration(left)} left`);
  return parts.join(' · ');
}

/** From the pace so far; null until there is a pace to speak of. */
function timeLeftMs(progress: ImportProgress, elapsedMs: number): number | null {
  const share = progress.bytesTotal > 0 ? progress.bytesRead / progress.bytesTotal : 0;
  if (share < 0.02 || elapsedMs < 500) return null;
  return Math.max(1000, Math.round((elapsedMs * (1 - share)) / share / 1000) * 1000);
}

/**
 * The sentence that ends an import. Begins with `Imported N runs` or `N runs, nothing new`; `into` names a workspace that
 * was not the open one.
 */
export function reportText(report: ImportReport, into?: string): string {
  const where = into === undefined ? '' : ` into ${into}`;
  const { newRuns, grownRuns, sameRuns } = report;
  const total = newRuns + grownRuns + sameRuns;
  if (report.outcome === 'cancelled') return 'Import cancelled. Nothing was kept of it.';
  // Half an answer would send people looking for their runs.
  const newer = total === 0 && report.problems.find(({ code }) => code === 'bundle-newer');
  if (newer) return problemSentence(newer);
  if (report.outcome === 'nothing-new')
    return `${runs(total)}, nothing new${into === undefined ? '' : ` in ${into}`}`;
  const parts = [`Imported ${runs(newRuns + grownRuns)}${where}`];
  if (grownRuns > 0) parts.push(grownText(grownRuns, newRuns));
  if (sameRuns > 0) parts.push(`${formatCount(sameRuns)} already here`);
  if (report.broughtEdits) parts.push('edits merged');
  parts.push(
    `${formatCount(report.experimentCount)} ${report.experimentCount === 1 ? 'experiment' : 'experiments'}`,
  );
  const joined = report.joinedExperiments ?? 0;
  if (joined > 0) parts.push(joinedText(joined, report.experimentCount));
  parts.push(formatPlural(report.pointCount, 'point'));
  if (report.artifactsKept > 0) {
    parts.push(
      `${formatPlural(report.artifactsKept, 'artifact')} (${formatBytes(report.artifactBytesKept)})`,
    );
  }
  if (report.artifactsNotKept > 0)
    parts.push(`${formatPlural(report.artifactsNotKept, 'artifact')} not kept`);
  parts.push(`in ${formatDuration(report.durationMs)}`);
  return parts.join(' · ');
}

function grownText(grown: number, fresh: number): string {
  if (fresh > 0) return `${formatCount(grown)} of them grown`;
  return grown === 1 ? 'it has grown' : 'all have grown';
}

/** Runs of two sources stand side by side where their experiments are called the same. */
function joinedText(joined: number, of: number): string {
  const which = of === 1 ? 'it' : `${formatCount(joined)} of them`;
  return `${which} joined ${joined === 1 ? 'one' : 'ones'} of the same name`;
}

/** Why nothing came of it: a single reason is said at once, several are left to the list. */
export function nothingText(label: string, problems: readonly ImportProblem[]): string {
  const reasons = new Set(problems.map(problemSentence));
  const [reason] = reasons;
  const sentence = `Nothing in ${label} that Cairn can read.`;
  return reason !== undefined && reasons.size === 1 ? `${sentence} ${reason}` : sentence;
}

function runs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`;
}
