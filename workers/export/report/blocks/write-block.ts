import type { ReportBlock } from '../../../../src/rpc/report-api.ts';
import { html } from '../html.ts';
import { markdownHtml } from '../markdown-html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';
import { lineBlock } from './line-block.ts';
import { modelBlock } from './model-block.ts';
import { noteBlock } from './note-block.ts';
import { plotBlock } from './plot-block.ts';
import { sideBySideBlock } from './side-by-side-block.ts';
import { tableBlock } from './table-block.ts';

export function writeBlock(block: ReportBlock, context: ReportContext): BlockParts {
  switch (block.kind) {
    case 'text':
      return textBlock(block.text, context);
    case 'table':
      return tableBlock(block, context);
    case 'lines':
      return lineBlock(block, context);
    case 'plot':
      return plotBlock(block, context);
    case 'side-by-side':
      return sideBySideBlock(block, context);
    case 'notes':
      return noteBlock(context);
    case 'models':
      return modelBlock(context);
  }
}

async function* textBlock(text: string, { parseMarkdown }: ReportContext): BlockParts {
  if (text.trim() === '') return;
  yield html`<section class="block prose">${markdownHtml(await parseMarkdown(text), 2)}</section>
`;
}
