/// <reference path="../../../src/report/inline-script.d.ts" />
import { toUtf8 } from '../../../src/base/bytes.ts';
import { formatPlural, formatTime } from '../../../src/base/format.ts';
import CHARTS from '../../../src/report/page/charts.css?raw';
import PRINT from '../../../src/report/page/print.css?raw';
import PAGE from '../../../src/report/page/report.css?raw';
import { script } from '../../../src/report/page/report-page.ts?inline-script';
import type { ReportBlock } from '../../../src/rpc/report-api.ts';
import { writeBlock } from './blocks/write-block.ts';
import { Html, html, name, plainName } from './html.ts';
import type { HtmlFile } from './html-file.ts';
import type { ReportContext } from './report-context.ts';

const STYLE = PAGE + CHARTS + PRINT;

/** Writes the page from its head to its foot; `tell` hears how many blocks are done. */
export async function writeReport(
  file: HtmlFile,
  context: ReportContext,
  atMs: number,
  tell: (blocks: number) => void,
): Promise<void> {
  file.add(await headHtml(context, atMs));
  const { blocks } = context.settings;
  for (const [i, block] of blocks.entries()) {
    const [isChart, wasChart] = [isFigure(block), isFigure(blocks[i - 1])];
    if (isChart && !wasChart) file.add(html`<div class="charts">`);
    if (block.id === context.begin) file.add(html`<span class="begin"></span>`);
    for await (const part of writeBlock(block, context)) file.add(part);
    if (isChart && !isFigure(blocks[i + 1])) file.add(html`</div>`);
    tell(i + 1);
  }
  file.add(footHtml(atMs));
}

/** Charts stand beside one another where the page is wide enough. */
function isFigure(block: ReportBlock | undefined): boolean {
  return block?.kind === 'lines' || block?.kind === 'plot';
}

/**
 * What the page may do: run this script, use this style, nothing else. A browser reads it before anything that came from
 * runs.
 */
async function policy(): Promise<string> {
  const [scriptHash, styleHash] = await Promise.all([hashOf(script), hashOf(STYLE)]);
  return `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', toUtf8(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

async function headHtml({ source, settings }: ReportContext, atMs: number): Promise<Html> {
  const { summary, experimentNames } = source;
  const { experiments, filter } = settings.table;
  const title = settings.title.trim() || 'Report';
  const names =
    experiments === 'all' ? [] : experiments.map((key) => experimentNames.get(key) ?? '').filter(Boolean);
  const from = names.length > 0 && names.join(', ') !== title ? html` of ${name(names.join(', '))}` : html``;
  const filtered =
    summary.filter === '' || filter === ''
      ? html``
      : html` <span>where <code>${summary.filter}</code></span>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Cairn">
<title>${plainName(title)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header class="page-head"><h1>${name(title)}</h1><p class="muted"><span>${formatPlural(summary.matchCount, 'run')}${from}</span>${filtered} <span>${formatTime(atMs)}</span></p></header>
<main>
`;
}

function footHtml(atMs: number): Html {
  return html`</main>
<footer class="page-foot">${MARK}<p>Written by Cairn, ${formatTime(atMs)}. All of it is in this file: it loads nothing and sends nothing.</p></footer>
<script>${new Html(script)}</script>
</body>
</html>
`;
}

const MARK = new Html(
  '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><ellipse cx="12" cy="20.5" rx="10" ry="2.8" class="stone-a"/><ellipse cx="12" cy="15" rx="7.5" ry="2.6" class="stone-b"/><ellipse cx="12" cy="10" rx="5.4" ry="2.3" class="stone-c"/><ellipse cx="12.4" cy="5.6" rx="3.6" ry="2" class="stone-d"/></svg>',
);
