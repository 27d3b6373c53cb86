import type { ImportProblem } from '../../src/domain/problem.ts';
import { detect, sourceOf } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { JobSettings } from '../../workers/import/rivals/job-settings.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { makeMemorySource } from './memory-source.ts';
import { type RunFacts, Summariser } from './summary.ts';

/** All that an import reads of a drop, as the app does: detected, claim by claim, problems of the detection first. */
export async function* readDrop(
  tree: SourceTree,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<ImportEvent> {
  const { claims, problems } = await detect(tree, FORMATS, signal);
  for (const problem of problems) yield { kind: 'problem', problem };
  const settings = new JobSettings(tree);
  for (const claim of claims) yield* settings.addTo(claim.format.read(sourceOf(claim, tree), { signal }));
}

/** Runs and problems of files that a test makes up. */
export async function dropRuns(files: Readonly<Record<string, string>>) {
  const summariser = new Summariser();
  const problems: ImportProblem[] = [];
  for await (const event of readDrop(makeMemorySource(files).tree)) {
    summariser.add(event);
    if (event.kind === 'problem') problems.push(event.problem);
  }
  const { runs } = summariser.finish();
  return { keys: Object.keys(runs), runs: Object.values(runs) as readonly RunFacts[], problems };
}
