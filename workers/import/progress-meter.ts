import type { ImportProgress } from '../../src/domain/import-report.ts';

/** One call a frame is all that can be seen. */
const INTERVAL_MS = 50;
/** A look at the clock costs more than the counting; a hundred thousand small batches come in a second. */
const POINTS_PER_LOOK = 4096;

/** Counts what an import has done and tells it at most once a frame, and at every change of phase. */
export class ProgressMeter {
  bytesRead = 0;
  private phase: ImportProgress['phase'] = 'waiting';
  private file = '';
  private runs = 0;
  private points = 0;
  private toldMs = 0;
  private pointsAtLook = 0;
  private readonly bytesTotal: number;
  private readonly tell: (progress: ImportProgress) => void;

  constructor(bytesTotal: number, tell: (progress: ImportProgress) => void) {
    this.bytesTotal = bytesTotal;
    this.tell = tell;
  }

  enter(phase: ImportProgress['phase'], file: string): void {
    this.phase = phase;
    if (file !== '') this.file = file;
    this.report();
  }

  addBytes(bytes: number, file: string): void {
    this.bytesRead += bytes;
    this.file = file;
    this.reportSometimes();
  }

  addPoints(count: number): void {
    this.points += count;
    if (this.points - this.pointsAtLook < POINTS_PER_LOOK) return;
    this.pointsAtLook = this.points;
    this.reportSometimes();
  }

  addRun(): void {
    this.runs += 1;
    this.reportSometimes();
  }

  private reportSometimes(): void {
    if (performance.now() - this.toldMs >= INTERVAL_MS) this.report();
  }

  private report(): void {
    this.toldMs = performance.now();
    const { phase, file, runs, points, bytesTotal } = this;
    this.tell({ phase, file, runs, points, bytesTotal, bytesRead: Math.min(this.bytesRead, bytesTotal) });
  }
}
