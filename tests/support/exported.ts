import { NO_EDITS, type WorkspaceEdits } from '../../src/domain/edits.ts';
import { toImportId, toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { ExportQuery, ExportResult } from '../../src/rpc/export-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { MemorySpace } from '../../workers/export/bytes/byte-space.ts';
import { exportWorkspace } from '../../workers/export/export-workspace.ts';
import type { Claim } from '../../workers/import/detect/detect.ts';
import { detect } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline, type PipelineOptions } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { type SourceFile, SourceTree } from '../../workers/import/source.ts';
import { makeMemoryFile } from './memory-source.ts';

const NEVER = new AbortController().signal;
const ARTIFACT_BYTES = 64 * 1024 * 1024;
const EXPORTED_AT_MS = 1_800_000_000_000;

/** Commits a drop into a workspace, artifacts kept, as the import worker does. */
export async function importTree(
  workspace: WorkspaceId,
  tree: SourceTree,
  own: Pick<PipelineOptions, 'mayEdit'> = {},
): Promise<ImportReport> {
  const expanded = new SourceTree((await expandArchives(tree.files, NEVER)).files);
  const { claims } = await detect(expanded, FORMATS, NEVER);
  return importClaims(workspace, claims, expanded, own);
}

/** Commits events of a test's own. */
export async function importEvents(workspace: WorkspaceId, events: readonly ImportEvent[]): Promise<void> {
  const format = {
    id: 'made',
    label: 'Made',
    match: () => 'signature' as const,
    async *read(): AsyncIterable<ImportEvent> {
      yield* events;
    },
  };
  await importClaims(workspace, [{ format, path: '', file: null, sizeBytes: 0 }], new SourceTree([]));
}

async function importClaims(
  workspace: WorkspaceId,
  claims: readonly Claim[],
  tree: SourceTree,
  own: Pick<PipelineOptions, 'mayEdit'> = {},
): Promise<ImportReport> {
  const store = new FactStore(workspace);
  try {
    const options = {
      id: toImportId(crypto.randomUUID()),
      label: '',
      artifacts: { budgetBytes: ARTIFACT_BYTES, limitBytes: ARTIFACT_BYTES },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => EXPORTED_AT_MS,
      ...own,
    };
    const pipeline = new ImportPipeline(store, options, new ProgressMeter(0, () => undefined), []);
    return await pipeline.run(claims, tree, NEVER);
  } finally {
    store.close();
  }
}

export function freshWorkspace(): WorkspaceId {
  return toWorkspaceId(crypto.randomUUID());
}

export type ExportAsk = Partial<Omit<ExportQuery, 'workspace' | 'edits'>>;

/** Exports in memory; all of it as a database without artifacts unless asked otherwise. */
export function exportFrom(
  workspace: WorkspaceId,
  edits: WorkspaceEdits = NO_EDITS,
  ask: ExportAsk = {},
  capBytes = 512 * 1024 * 1024,
): Promise<ExportResult> {
  const query: ExportQuery = {
    workspace,
    edits,
    scope: { kind: 'all' },
    settings: { format: 'mlflow-db', withArtifacts: false, artifactRoot: '' },
    folder: null,
    atMs: EXPORTED_AT_MS,
    ...ask,
  };
  return exportWorkspace(
    query,
    async () => new MemorySpace(capBytes),
    () => undefined,
  );
}

/** The exported file as something dropped. */
export async function exportedFile(result: ExportResult): Promise<SourceFile> {
  if (result.kind !== 'file') throw new Error(`no file: ${JSON.stringify(result)}`);
  const name = result.ending === 'db' ? 'mlflow.db' : `export.${result.ending}`;
  return makeMemoryFile(name, new Uint8Array(await result.file.arrayBuffer()));
}
