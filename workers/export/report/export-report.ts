import type { ExportQuery, ExportResult, ReportSettings } from '../../../src/rpc/export-api.ts';
import { type OpenSpace, SpaceFull } from '../bytes/byte-space.ts';
import type { OnProgress } from '../export-workspace.ts';
import { HtmlFile } from './html-file.ts';
import { makeContext } from './make-context.ts';
import { ReportSource } from './report-source.ts';
import { writeReport } from './write-report.ts';

/** Writes one HTML file: a report that needs nothing but a browser. */
export async function exportReport(
  query: ExportQuery,
  settings: ReportSettings,
  open: OpenSpace,
  onProgress: OnProgress,
): Promise<ExportResult> {
  onProgress({ stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 });
  const session = await ReportSource.open(query.workspace, query.edits);
  const source = await ReportSource.of(session, settings);
  const context = makeContext(source, settings);
  try {
    const file = new HtmlFile(await open());
    const ofRuns = settings.blocks.length;
    await writeReport(file, context, query.atMs, (runs) =>
      onProgress({ stage: 'finishing', runs, ofRuns, bytes: file.bytes }),
    );
    const blob = await file.finish();
    const points = context.linePoints.reduce((sum, n) => sum + Math.min(n, settings.mostPoints), 0);
    const counts = { experiments: 0, models: 0, versions: 0, files: 0, points };
    return {
      kind: 'file',
      file: blob,
      ending: 'html',
      counts: { ...counts, runs: source.summary.matchCount, bytes: blob.size },
      notes: [],
    };
  } catch (error) {
    if (!(error instanceof SpaceFull)) throw error;
    return { kind: 'failed', code: error.where === 'memory' ? 'too-large' : 'disk-full' };
  }
}
