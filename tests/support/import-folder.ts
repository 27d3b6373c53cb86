import { toImportId, toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { type Claim, detect } from '../../workers/import/detect/detect.ts';
import { ImportPipeline, type PipelineOptions } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { QuerySession } from '../../workers/query/session.ts';

/** What a test wants otherwise than: nothing kept of artifacts, folders folded. */
type Wishes = Partial<Pick<PipelineOptions, 'artifacts' | 'foldRuns'>> & {
  readonly isWanted?: (claim: Claim) => Promise<boolean>;
};
let imports = 0;

/** Imports what was dropped into a workspace that is open. */
export async function importInto(
  store: FactStore,
  tree: SourceTree,
  wishes: Wishes = {},
): Promise<ImportReport> {
  imports += 1;
  const nowMs = imports;
  const { signal } = new AbortController();
  const { claims, problems } = await detect(tree, FORMATS, signal);
  const options = {
    id: toImportId(crypto.randomUUID()),
    label: '',
    artifacts: { budgetBytes: 0, limitBytes: 0 },
    layouts: {},
    waitForSpace: () => Promise.reject(new Error('no space')),
    nowMs: () => nowMs,
    ...wishes,
  };
  const pipeline = new ImportPipeline(store, options, new ProgressMeter(0, () => undefined), problems);
  const { isWanted = async () => true } = wishes;
  const wanted: Claim[] = [];
  for (const claim of claims) if (await isWanted(claim)) wanted.push(claim);
  return pipeline.run(wanted, tree, signal);
}

/** Imports what was dropped into a workspace of its own. Artifacts are kept up to a size. */
export async function importTree(
  tree: SourceTree,
  artifactLimitBytes = 0,
): Promise<{ readonly workspace: WorkspaceId; readonly report: ImportReport }> {
  const workspace = toWorkspaceId(crypto.randomUUID());
  const store = new FactStore(workspace);
  const budgetBytes = artifactLimitBytes === 0 ? 0 : 1e9;
  const report = await importInto(store, tree, {
    artifacts: { budgetBytes, limitBytes: artifactLimitBytes },
  });
  store.close();
  return { workspace, report };
}

/** The same, opened for questions. */
export async function openImported(tree: SourceTree, artifactLimitBytes = 0): Promise<QuerySession> {
  const { workspace } = await importTree(tree, artifactLimitBytes);
  const session = new QuerySession();
  await session.open(workspace);
  return session;
}
