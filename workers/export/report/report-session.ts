import type { WorkspaceEdits } from '../../../src/domain/edits.ts';
import type { WorkspaceId } from '../../../src/domain/ids.ts';
import type {
  ReportApi,
  ReportOutline,
  ReportPreview,
  ReportRuns,
  ReportSettings,
} from '../../../src/rpc/report-api.ts';
import type { QuerySession } from '../../query/session.ts';
import { MemorySpace } from '../bytes/byte-space.ts';
import { HtmlFile } from './html-file.ts';
import { makeContext } from './make-context.ts';
import type { ReportContext } from './report-context.ts';
import { ReportSource } from './report-source.ts';
import { writeReport } from './write-report.ts';

const PREVIEW_POINTS = 400;
const PREVIEW_ROWS = 100;
const PREVIEW_CAP_BYTES = 256 * 1024 * 1024;
/** x and y of a point, as it lies in the file: half of the x are even steps, half of the y short floats. */
const POINT_BYTES = 12;
const CELL_BYTES = 60;

/** A workspace open for composing a report. */
export class ReportSession implements ReportApi {
  private session: QuerySession | null = null;

  async open(workspace: WorkspaceId, edits: WorkspaceEdits, runs: ReportRuns): Promise<ReportOutline> {
    this.session ??= await ReportSource.open(workspace, edits);
    return (await ReportSource.of(this.session, runs)).outline();
  }

  async preview(settings: ReportSettings, atMs: number, begin: string | null): Promise<ReportPreview> {
    if (!this.session) throw new Error('No workspace is open');
    const source = await ReportSource.of(this.session, settings);
    const small = {
      ...settings,
      mostPoints: Math.min(PREVIEW_POINTS, settings.mostPoints),
      mostRows: Math.min(PREVIEW_ROWS, settings.mostRows),
    };
    const context = makeContext(source, small, begin);
    const file = new HtmlFile(new MemorySpace(PREVIEW_CAP_BYTES));
    await writeReport(file, context, atMs, () => undefined);
    const blob = await file.finish();
    return { html: await blob.text(), bytes: blob.size + leftOutBytes(settings, small, context, source) };
  }
}

/** What the whole report has more than its preview. */
function leftOutBytes(
  whole: ReportSettings,
  small: ReportSettings,
  { linePoints }: ReportContext,
  { summary }: ReportSource,
): number {
  const points = linePoints.reduce(
    (sum, n) => sum + Math.min(n, whole.mostPoints) - Math.min(n, small.mostPoints),
    0,
  );
  const rows = Math.max(0, Math.min(summary.matchCount, whole.mostRows) - small.mostRows);
  const cells = whole.blocks.reduce((sum, one) => sum + (one.kind === 'table' ? one.columns.length : 0), 0);
  return points * POINT_BYTES + rows * cells * CELL_BYTES;
}
