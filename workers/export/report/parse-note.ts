import type { MarkdownBlock } from '../../../src/base/markdown-tree.ts';

/** In a worker of its own that is stopped when it takes too long; at once where there are none (Node). */
export async function parseNote(text: string): Promise<readonly MarkdownBlock[]> {
  // Known when the app is built: a parser that no browser asks for is not in it.
  if (import.meta.env.SSR) {
    const { parseMarkdown } = await import('../../preview/parse-markdown.ts');
    return parseMarkdown(text);
  }
  const { readMarkdown } = await import('../../../src/rpc/preview-client.ts');
  return readMarkdown(text);
}
