import type { QueryApi, SeriesQuery } from '../../rpc/query-api.ts';
import { renderPng } from '../../ui/line-chart/index.ts';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { showToast } from '../../ui/toast.tsx';

export type DownloadKind = 'csv' | 'png' | 'svg';

export async function downloadChart(
  kind: DownloadKind,
  name: string,
  query: SeriesQuery,
  api: QueryApi,
  makeSvg: () => string | undefined,
): Promise<void> {
  try {
    const blob = await makeBlob(kind, query, api, makeSvg);
    if (blob) saveBlob(blob, toFileName(name, kind));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    showToast({ text: `The download failed: ${reason}`, tone: 'failed' });
  }
}

async function makeBlob(
  kind: DownloadKind,
  query: SeriesQuery,
  api: QueryApi,
  makeSvg: () => string | undefined,
): Promise<Blob | null> {
  if (kind === 'csv') return api.seriesCsv(query);
  const svg = makeSvg();
  if (svg === undefined) return null;
  return kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : renderPng(svg);
}
