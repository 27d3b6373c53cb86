import { expose, transfer } from 'comlink';
import type { PreviewApi } from '../src/rpc/preview-api.ts';

// Each part is loaded when it is first asked for: a note needs no table reader.
const api: PreviewApi = {
  async textDiff(left, right) {
    const { diffTexts } = await import('./preview/diff-texts.ts');
    return diffTexts(left, right);
  },
  async markdown(source) {
    const { parseMarkdown } = await import('./preview/parse-markdown.ts');
    return parseMarkdown(source);
  },
  async inspectFile(format, file, member) {
    return (await import('./preview/inspect-file.ts')).inspectFile(format, file, member);
  },
  async arrayWindow(file, member, window) {
    return (await import('./preview/inspect-file.ts')).readArrayWindow(file, member, window);
  },
  async mlModel(text) {
    return (await import('./models/read-ml-model.ts')).readMlModel(text);
  },
  async requirements(kind, text) {
    const { readCondaRequirements, readRequirements } = await import('./models/read-ml-model.ts');
    return kind === 'pip' ? readRequirements(text) : readCondaRequirements(text);
  },
  notebook: async (file) => (await import('./preview/read-notebook.ts')).readNotebook(file),
  async stepFile(file, of) {
    const read = await (await import('./preview/read-step-file.ts')).readStepFile(file, of);
    const { steps, timesMs, offsets, map } = read;
    const arrays = map ? [steps, timesMs, offsets, map.lines, map.shares] : [steps, timesMs, offsets];
    return transfer(
      read,
      arrays.map(({ buffer }) => buffer),
    );
  },
  figure: async (file) => (await import('./preview/read-figure.ts')).readFigure(file),
};

expose(api);
