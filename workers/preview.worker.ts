import { expose } from 'comlink';
import type { PreviewApi } from '../src/rpc/preview-api.ts';

// Each part is loaded when it is first asked for: a note needs no table reader.
const api: PreviewApi = {
  async tableHead(format, name, file, rowLimit) {
    const { readTableHead } = await import('./preview/read-table-head.ts');
    return readTableHead(format, name, file, rowLimit);
  },
  async textDiff(left, right) {
    const { diffTexts } = await import('./preview/diff-texts.ts');
    return diffTexts(left, right);
  },
  async markdown(source) {
    const { parseMarkdown } = await import('./preview/parse-markdown.ts');
    return parseMarkdown(source);
  },
};

expose(api);
