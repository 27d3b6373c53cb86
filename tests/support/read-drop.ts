import { detect, sourceOf } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { JobSettings } from '../../workers/import/rivals/job-settings.ts';
import type { SourceTree } from '../../workers/import/source.ts';

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
