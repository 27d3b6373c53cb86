import 'fake-indexeddb/auto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../../src/base/abort.ts';
import { sha256HexNow } from '../../src/base/sha256.ts';
import { BUNDLE_VERSION } from '../../src/domain/bundle/bundle-files.ts';
import { bundle } from '../../workers/import/formats/bundle/index.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { bundleOf, edit, filesOf, hashOf, openBundle } from '../support/bundled.ts';
import { editedWorkspace } from '../support/edited-workspace.ts';
import { freshWorkspace, importTree } from '../support/exported.ts';
import { Dice } from '../support/fuzz/dice.ts';
import { ANY_BYTES, TEXT } from '../support/fuzz/mutate-bytes.ts';
import { makeMemoryFile, openFolderSource } from '../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const BUNDLES = join(FIXTURES, 'bundle');
const NEVER = new AbortController().signal;
/** What the fixture of a version is made of: runs of two producers, a registry, logged models, artifacts. */
const SOURCES = ['mlflow-db/mlflow-3.1.4', 'csv/keras-3.15.1'];

const versions = existsSync(BUNDLES) ? readdirSync(BUNDLES).sort() : [];

function load(version: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(BUNDLES, version, 'workspace.cairn')));
}

/** What must come out of a bundle for ever: all that is told of it, and the hash of the whole. */
async function whatComesOut(bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const workspace = freshWorkspace();
  const report = await openBundle(workspace, bytes);
  const { newRuns, experimentCount, pointCount, artifactsKept, artifactsNotKept, broughtEdits } = report;
  const files = await filesOf(await bundleOf(workspace));
  const tell = (path: string) => new TextDecoder().decode(files.get(path));
  const lines = (path: string) =>
    tell(path)
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
  return {
    counts: { newRuns, experimentCount, pointCount, artifactsKept, artifactsNotKept, broughtEdits },
    problems: report.problems,
    contentHash: await hashOf(workspace),
    runs: (lines('runs.jsonl') as { run: string }[]).sort((a, b) => (a.run < b.run ? -1 : 1)),
    registry: lines('registry.jsonl'),
    edits: JSON.parse(tell('edits/edits.json')) as unknown,
  };
}

/** Puts other bytes in the place of a file of facts and lets every hash and list say that it has always been so. */
function reseal(files: Map<string, Uint8Array>, path: string, bytes: Uint8Array): void {
  const name = /^facts\/records\/([0-9a-f]{64})/.exec(path)?.[1];
  if (name === undefined) files.set(path, bytes);
  else {
    files.delete(path);
    const hash = sha256HexNow(bytes);
    files.set(path.replace(name, hash), bytes);
    const imports = new TextDecoder().decode(files.get('facts/imports.jsonl'));
    files.set('facts/imports.jsonl', new TextEncoder().encode(imports.replaceAll(name, hash)));
  }
  const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as { files: object };
  files.set('manifest.json', new TextEncoder().encode(JSON.stringify({ ...manifest, files: {} })));
}

/** `MAKE_BUNDLE=1` writes the fixture of the version of today; one that is there is never written again. */
it.runIf(process.env['MAKE_BUNDLE'])('writes the fixture of this version', async () => {
  const folder = join(BUNDLES, `v${BUNDLE_VERSION}`);
  expect(existsSync(folder)).toBe(false);
  const workspace = freshWorkspace();
  for (const source of SOURCES) {
    const { tree } = openFolderSource(join(FIXTURES, source), (path) => path !== 'expected.json');
    await importTree(workspace, tree);
  }
  await edit(workspace, (docs) => editedWorkspace(workspace, docs));
  const bytes = await bundleOf(workspace);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'workspace.cairn'), bytes);
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(await whatComesOut(bytes), null, 1)}\n`);
});

it('has a fixture of every version', () => {
  const all = Array.from({ length: BUNDLE_VERSION }, (_, index) => `v${index + 1}`);
  expect(versions).toEqual(all);
});

describe.each(versions)('a bundle of format %s', (version) => {
  it('opens for ever, and says what it said when it was written', async () => {
    const expected: unknown = JSON.parse(readFileSync(join(BUNDLES, version, 'expected.json'), 'utf8'));
    // Lines for people may say more one day, never less.
    expect(await whatComesOut(load(version))).toMatchObject(expected as object);
  });

  it('is found under any name of an archive, in a folder, and by no other format', async () => {
    for (const name of ['x.cairn', 'x.ZIP', 'a/b/c.cairn']) {
      const { files } = await expandArchives([makeMemoryFile(name, load(version))], NEVER);
      const paths = files.map(({ path }) => path);
      expect(bundle.roots?.(paths)).toEqual([name]);
    }
  });

  it('opens or is refused whatever stands under a right hash, and the workspace opens afterwards', {
    timeout: 1_200_000,
  }, async () => {
    const files = await filesOf(load(version));
    const targets = [...files.keys()].filter((path) => /^facts\/(records|.*jsonl)|\.yjs$/.test(path));
    const count = Number(process.env['FUZZ'] ?? 20);
    for (let seed = 1; seed <= count; seed++) {
      const dice = new Dice(seed);
      const changed = new Map<string, Uint8Array>(files);
      for (let edits = dice.below(3); edits >= 0; edits--) {
        const path = dice.pick(targets);
        const bytes = changed.get(path);
        if (bytes) reseal(changed, path, dice.pick(path.endsWith('.yjs') ? ANY_BYTES : TEXT)(bytes, dice));
      }
      const workspace = freshWorkspace();
      const tree = new SourceTree([...changed].map(([path, content]) => makeMemoryFile(path, content)));
      const report = await importTree(workspace, tree);
      expect(['committed', 'nothing-new'], `input ${seed}`).toContain(report.outcome);
      await bundleOf(workspace).catch((error: unknown) => {
        throw new Error(`input ${seed} leaves a workspace that does not open`, { cause: error });
      });
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('stops at once when cancelled', async () => {
    const { files } = await expandArchives([makeMemoryFile('x.cairn', load(version))], NEVER);
    const abort = new AbortController();
    const source = { path: '', file: null, tree: new SourceTree(files) };
    const events = bundle.read(source, { signal: abort.signal })[Symbol.asyncIterator]();
    expect((await events.next()).done).toBe(false);
    abort.abort();
    await expect(events.next()).rejects.toSatisfy(isAbort);
  });

  it('ends with coded problems wherever it is cut or changed', async () => {
    const bytes = load(version);
    for (let round = 1; round <= 12; round++) {
      const at = Math.floor((bytes.length * round) / 13);
      const changed = bytes.slice();
      changed[at]! ^= 0xff;
      for (const damaged of [changed, bytes.slice(0, at)]) {
        const report = await openBundle(freshWorkspace(), damaged);
        expect(['committed', 'nothing-new']).toContain(report.outcome);
      }
    }
  });
});
