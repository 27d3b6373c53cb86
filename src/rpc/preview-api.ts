import type { MarkdownBlock } from '../base/markdown-tree.ts';

/** What the preview worker offers: everything that parses an artifact or a note, away from the page. */
export interface PreviewApi {
  markdown(source: string): Promise<readonly MarkdownBlock[]>;
}
