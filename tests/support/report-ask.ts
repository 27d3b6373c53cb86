import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import type { WorkspaceId } from '../../src/domain/ids.ts';
import { FIRST_LINE, type LineSettings } from '../../src/domain/view-state.ts';
import type { ReportContent, ReportSettings } from '../../src/rpc/report-api.ts';
import { exportFrom } from './exported.ts';

/** All runs, the newest first, ten of them drawn. */
export function reportOf(
  contents: readonly ReportContent[],
  more: Partial<ReportSettings> = {},
): ReportSettings {
  return {
    format: 'report',
    title: 'Report',
    table: {
      experiments: 'all',
      runs: null,
      sort: [{ column: 'name', descending: false }],
      lifecycle: 'active',
      archived: false,
      started: null,
      groupBy: [],
      aggregate: 'mean',
      foldedGroups: [],
      tree: false,
      folded: [],
      filter: '',
    },
    drawn: { mode: 'first', count: 10, hidden: [], shown: [] },
    mostRows: 100,
    mostPoints: 2000,
    blocks: contents.map((content, i) => ({ id: String(i), ...content })),
    people: [],
    ...more,
  };
}

export function linesOf(metric: string, line: Partial<LineSettings> = {}): ReportContent {
  return { kind: 'lines', title: '', ys: [metric], line: { ...FIRST_LINE, ...line } };
}

/** The report as text. */
export async function reportHtml(
  workspace: WorkspaceId,
  settings: ReportSettings,
  edits?: WorkspaceEdits,
): Promise<string> {
  const result = await exportFrom(workspace, edits, { settings });
  if (result.kind !== 'file') throw new Error(JSON.stringify(result));
  return result.file.text();
}
