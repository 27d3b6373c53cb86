import { expose } from 'comlink';
import type { PreviewApi } from '../src/rpc/preview-api.ts';

// Loaded when it is first asked for.
const api: PreviewApi = {
  async markdown(source) {
    const { parseMarkdown } = await import('./preview/parse-markdown.ts');
    return parseMarkdown(source);
  },
};

expose(api);
