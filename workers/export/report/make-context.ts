import type { ReportSettings } from '../../../src/rpc/report-api.ts';
import { parseNote } from './parse-note.ts';
import type { ReportContext } from './report-context.ts';
import type { ReportSource } from './report-source.ts';

export function makeContext(
  source: ReportSource,
  settings: ReportSettings,
  begin: string | null = null,
): ReportContext {
  let ids = 0;
  return {
    source,
    settings,
    begin,
    parseMarkdown: parseNote,
    linePoints: [],
    nextId: () => {
      ids += 1;
      return `c${ids}`;
    },
  };
}
