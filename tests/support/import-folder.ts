import { toImportId, toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { detect } from '../../workers/import/detect/detect.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { QuerySession } from '../../workers/query/session.ts';

/** Imports what was dropped into a workspace of its own. Artifacts are kept up to a size. */
export async function importTree(
  tree: SourceTree,
  artifactLimitBytes = 0,
): Promise<{ readonly workspace: WorkspaceId; readonly report: ImportReport }> {
  const workspace = toWorkspaceId(crypto.randomUUID());
  const store = new FactStore(workspace);
  const { signal } = new AbortController();
  const { claims, problems } = await detect(tree, FORMATS, signal);
  const pipeline = new ImportPipeline(
    store,
    {
      id: toImportId(workspace),
      label: '',
      artifacts: { budgetBytes: artifactLimitBytes === 0 ? 0 : 1e9, limitBytes: artifactLimitBytes },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => 1,
    },
    new ProgressMeter(0, () => undefined),
    problems,
  );
  const report = await pipeline.run(claims, tree, signal);
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
