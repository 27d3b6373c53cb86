import { expect } from 'vitest';
import type { WorkspaceId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { ExportScope } from '../../src/rpc/export-api.ts';
import { EditStore } from '../../src/storage/edit-store.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { loadCarriedEdits, projectCarried } from '../../src/sync/bundle/carried-edits.ts';
import { contentHash } from '../../src/sync/content-hash.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { editedWorkspace } from './edited-workspace.ts';
import { exportFrom, freshWorkspace, importTree } from './exported.ts';
import { makeMemoryFile } from './memory-source.ts';

const NEVER = new AbortController().signal;

/** Edits a workspace as its page does: every update is stored as it is made. Returns what has to be awaited. */
export async function edit(workspace: WorkspaceId, act: (docs: WorkspaceDocs) => unknown): Promise<void> {
  const docs = new WorkspaceDocs();
  const store = new EditStore(workspace);
  for (const { doc, bytes } of await store.loadSince(0)) docs.apply(doc, bytes);
  const made: Parameters<EditStore['append']>[0][number][] = [];
  docs.onUpdate = (doc, bytes, notes) =>
    made.push({ doc, kind: 'update', bytes, atMs: 0, writer: 'test', sealed: 0, notes });
  await act(docs);
  await store.append(made);
  store.close();
}

/** The content hash of what is stored, as sharing takes it: no members, no name. */
export async function hashOf(workspace: WorkspaceId): Promise<string> {
  const store = new FactStore(workspace);
  const packs = (await store.listImports()).flatMap((row) => row.packs);
  store.close();
  const edits = projectCarried(await loadCarriedEdits(workspace));
  return contentHash({ edits, packs, members: [], name: '' });
}

/** Bytes of a bundle of the workspace. */
export async function bundleOf(
  workspace: WorkspaceId,
  scope: ExportScope = { kind: 'all' },
  withArtifacts = true,
): Promise<Uint8Array<ArrayBuffer>> {
  const result = await exportFrom(workspace, undefined, {
    scope,
    settings: { format: 'cairn', withArtifacts },
  });
  if (result.kind !== 'file') throw new Error(`no file: ${JSON.stringify(result)}`);
  return new Uint8Array(await result.file.arrayBuffer());
}

export function openBundle(
  workspace: WorkspaceId,
  bytes: Uint8Array<ArrayBuffer>,
  own: Parameters<typeof importTree>[2] = {},
): Promise<ImportReport & { readonly problems: readonly ImportProblem[] }> {
  return importTree(workspace, new SourceTree([makeMemoryFile('backup.cairn', bytes)]), own);
}

/** The files in a bundle, by path in it. */
export async function filesOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const { files } = await expandArchives([makeMemoryFile('b.cairn', bytes)], NEVER);
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of files)
    found.set(file.path.slice('b.cairn/'.length), await file.slice(0, file.sizeBytes));
  return found;
}

/** Everything that is there to be read: what says nothing of the moment or the order of writing. */
export async function contentOf(bytes: Uint8Array<ArrayBuffer>): Promise<ReadonlyMap<string, string>> {
  const files = await filesOf(bytes);
  const texts = [...files].filter(([path]) =>
    /^(artifacts|points|facts\/(records|points))\b|\.jsonl$|edits\.json$/.test(path),
  );
  return new Map(
    texts
      .filter(([path]) => path !== 'facts/imports.jsonl')
      .map(([path, content]) => [
        path,
        Buffer.from(content).toString('latin1').split('\n').sort().join('\n'),
      ]),
  );
}

/**
 * Imports a drop, edits it, takes a bundle and opens it where nothing was: everything is the same there, and opening it
 * again changes nothing. Returns the counts for whoever tells of them.
 */
export async function comesBackWhole(
  tree: SourceTree,
): Promise<ImportReport & { readonly bundleBytes: number }> {
  const workspace = freshWorkspace();
  const imported = await importTree(workspace, tree);
  await edit(workspace, (docs) => editedWorkspace(workspace, docs));
  const hash = await hashOf(workspace);
  const bytes = await bundleOf(workspace);
  const back = freshWorkspace();
  expect((await openBundle(back, bytes)).problems).toEqual([]);
  expect(await hashOf(back)).toBe(hash);
  expect(await contentOf(await bundleOf(back))).toEqual(await contentOf(bytes));
  const manifest = new TextDecoder().decode((await filesOf(bytes)).get('manifest.json'));
  expect(JSON.parse(manifest)).toMatchObject({ contentHash: hash });
  expect((await openBundle(back, bytes)).outcome).toBe('nothing-new');
  expect(await hashOf(back)).toBe(hash);
  return { ...imported, bundleBytes: bytes.length };
}
