import { problemSentence } from '../../../src/features/import/problem-text.ts';
import { checkEvent } from '../../../workers/import/check.ts';
import { detect, sourceOf } from '../../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { FORMATS } from '../../../workers/import/registry.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { type SourceFile, SourceReadError, SourceTree } from '../../../workers/import/source.ts';
import { makeMemoryFile } from '../memory-source.ts';
import { Summariser } from '../summary.ts';
import type { Files } from './mutate-tree.ts';

export interface Outcome {
  /** Packs of records too, of which a bundle consists. */
  readonly runs: number;
  readonly problems: number;
  readonly formats: ReadonlySet<string>;
}

const ARTIFACTS_LOOKED_AT = 10;

/**
 * Imports a drop as the app does up to storage: archives opened, formats asked, tables guessed, everything read. Throws
 * where a reader does, or breaks what the pipeline relies on.
 */
export async function importDrop(files: Files): Promise<Outcome> {
  const { signal } = new AbortController();
  const dropped = [...files].map(([path, bytes]) => makeMemoryFile(path, bytes));
  const expanded = await expandArchives(dropped, signal);
  const tree = new SourceTree(expanded.files);
  const { claims, problems } = await detect(tree, FORMATS, signal);
  const summariser = new Summariser();
  const open = new Set<string>();
  let packed = 0;
  const take = (event: ImportEvent): void => {
    checkEvent(event, (run) => open.has(run));
    if (event.kind === 'run') open.add(event.run.key);
    if (event.kind === 'run-end') open.delete(event.run);
    // A bundle brings runs in packs.
    if (event.kind === 'record-pack' && event.holds === 'runs') packed += event.contents.keys.length;
    if (event.kind === 'problem') checkSentence(problemSentence(event.problem));
    summariser.add(event);
  };
  for (const problem of [...expanded.problems, ...problems]) take({ kind: 'problem', problem });
  const artifacts: SourceFile[] = [];
  for (const claim of claims) {
    const source = sourceOf(claim, tree);
    const guess = await claim.format.guess?.(source, { signal });
    // What the person insists on is read too.
    const layout =
      guess?.layout.shape === 'data' ? { layout: { ...guess.layout, shape: 'wide' as const } } : {};
    try {
      for await (const event of claim.format.read(source, { signal, ...layout })) {
        take(event);
        if (event.kind === 'fact-bytes') await event.load();
        if (event.kind === 'artifact' && artifacts.length < ARTIFACTS_LOOKED_AT) artifacts.push(event.file);
      }
    } catch (error) {
      // The pipeline names the file and ends the runs that were open.
      if (!(error instanceof SourceReadError)) throw error;
      take({ kind: 'problem', problem: { code: 'unreadable-file', path: error.path } });
      for (const event of [...open].map((run) => ({ kind: 'run-end', run }) as ImportEvent)) take(event);
    }
  }
  for (const file of artifacts) await lookAt(file);
  const { runs, problems: told } = summariser.finish();
  return {
    runs: Object.keys(runs).length + packed,
    problems: told.length,
    formats: new Set(claims.map(({ format }) => format.id)),
  };
}

async function lookAt(file: SourceFile): Promise<void> {
  try {
    await file.slice(0, 100);
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
  }
}

function checkSentence(sentence: string): void {
  if (sentence === '' || /undefined|NaN|\[object/.test(sentence)) throw new Error(`No sentence: ${sentence}`);
}
