import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../../src/base/abort.ts';
import type { ImportEvent, ImportFormat, ImportSource, Match, Probe } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { nameOf, type SourceFile, type SourceTree } from '../../workers/import/source.ts';
import { openFolderSource, withFile } from './memory-source.ts';
import { summarise } from './summary.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const HEAD_BYTES = 4096;
const STRENGTH: Readonly<Record<Match, number>> = { no: 0, name: 1, structure: 2, signature: 3 };
const CUTS = [0, 0.25, 0.5, 0.9, 0.999] as const;

export interface GauntletOptions {
  readonly format: ImportFormat;
  /** Folder below `tests/fixtures`; every folder in it with an `expected.json` is a case. */
  readonly fixtures: string;
  /** Most bytes that may be read, as a multiple of the size of the case. */
  readonly readBudget?: number;
  /** False for formats that are told by their name alone. */
  readonly knowsRenamed?: boolean;
}

/** One thing to import in a case: a folder format matches '' (the drop), others files or groups of them. */
export interface Entry {
  readonly path: string;
  readonly file: SourceFile | null;
  /** Of a group, which its names alone make. */
  readonly files?: readonly string[];
}

/** The same hard questions for every format; a fixture is a folder and its `expected.json`, nothing else. */
export function runGauntlet(options: GauntletOptions): void {
  const cases = findCases(options.fixtures);
  it(`has fixtures of ${options.format.id}`, () => expect(cases.length).toBeGreaterThan(0));
  for (const { name, folder } of cases) describe(name, () => runCase(options, folder));
}

function runCase(options: GauntletOptions, folder: string): void {
  const { format } = options;
  const { tree } = openFolderSource(folder, isDropped);

  it('is detected, also under another name, and by no other format as surely', async () => {
    const entries = await findEntries(format, tree);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      if (entry.files) continue;
      const probe = await makeProbe(tree, entry);
      const renamed = { ...probe, name: 'unknown' };
      if (options.knowsRenamed !== false) expect(format.match(renamed)).toBe(format.match(probe));
      for (const other of FORMATS) {
        if (other.id === format.id) continue;
        expect(STRENGTH[other.match(probe)], other.id).toBeLessThan(STRENGTH[format.match(probe)]);
      }
    }
  });

  it('reads what expected.json says', async () => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    expect(await summarise(readCase(format, tree))).toEqual(expected);
  });

  it('reads the same twice', async () => {
    const first = await listEvents(readCase(format, tree));
    expect(await listEvents(readCase(format, tree))).toEqual(first);
  });

  it('ends with coded problems when a file is cut', async () => {
    for (const path of cutTargets(tree)) {
      for (const cut of CUTS) {
        const damaged = await withCut(tree, path, cut);
        // Any exception fails the test; the summary itself checks that every run that begins also ends.
        const entries = await findEntries(format, tree);
        await summarise(readEntries(format, damaged, entries));
      }
    }
  });

  it('stops at once when cancelled', async () => {
    const controller = new AbortController();
    const events = readCase(format, tree, controller.signal)[Symbol.asyncIterator]();
    expect((await events.next()).done).toBe(false);
    controller.abort();
    // What was read before may still arrive, a run of them; then the reading must end as cancelled.
    await expect(drain(events)).rejects.toSatisfy(isAbort);
  });

  it('reads no more bytes than it needs', async () => {
    const counted = openFolderSource(folder, isDropped);
    await drain(readCase(format, counted.tree)[Symbol.asyncIterator]());
    const sizeBytes = counted.tree.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(counted.count.bytes).toBeLessThanOrEqual(sizeBytes * (options.readBudget ?? 1) + HEAD_BYTES);
  });
}

/** Everything that a format reads in a drop, entry after entry. */
export async function* readCase(
  format: ImportFormat,
  tree: SourceTree,
  signal: AbortSignal = new AbortController().signal,
): AsyncIterable<ImportEvent> {
  yield* readEntries(format, tree, await findEntries(format, tree), signal);
}

async function* readEntries(
  format: ImportFormat,
  tree: SourceTree,
  entries: readonly Entry[],
  signal: AbortSignal = new AbortController().signal,
): AsyncIterable<ImportEvent> {
  for (const entry of entries) yield* format.read(sourceOf(tree, entry), { signal });
}

export function sourceOf(tree: SourceTree, { path, file, files }: Entry): ImportSource {
  const source: ImportSource = { path, file: file === null ? null : (tree.get(path) ?? null), tree };
  return files ? { ...source, files: files.flatMap((one) => tree.get(one) ?? []) } : source;
}

export async function findEntries(format: ImportFormat, tree: SourceTree): Promise<Entry[]> {
  const whole: Entry = { path: '', file: null };
  if (format.match(await makeProbe(tree, whole)) !== 'no') return [whole];
  const entries: Entry[] = [];
  const used = new Set<string>();
  for (const { folder, files } of format.groups?.(tree.files.map((file) => file.path)) ?? []) {
    entries.push({ path: folder, file: null, files });
    for (const path of files) used.add(path);
  }
  for (const file of tree.files) {
    if (used.has(file.path)) continue;
    const entry = { path: file.path, file };
    if (format.match(await makeProbe(tree, entry)) === 'no') continue;
    entries.push(entry);
    for (const path of format.companions?.(file.path, tree) ?? []) used.add(path);
  }
  return entries.filter(({ path, file }) => file === null || !used.has(path));
}

async function makeProbe(tree: SourceTree, { path, file }: Entry): Promise<Probe> {
  if (file === null) return { kind: 'folder', name: nameOf(path), paths: tree.files.map((one) => one.path) };
  const head = await file.slice(0, HEAD_BYTES);
  return { kind: 'file', name: nameOf(path), head, sizeBytes: file.sizeBytes };
}

/** Points as plain lists, because the columns may be reused after the next pull. */
async function listEvents(events: AsyncIterable<ImportEvent>): Promise<unknown[]> {
  const listed: unknown[] = [];
  for await (const event of events) {
    if (event.kind === 'progress') continue;
    if (event.kind === 'artifact') {
      const { path, sizeBytes } = event.file;
      listed.push({ ...event, file: { path, sizeBytes, bytes: await event.file.slice(0, sizeBytes) } });
    } else if (event.kind !== 'points') listed.push(event);
    else {
      const { steps, timesMs, values } = event.points;
      listed.push({ ...event, points: [Array.from(steps), Array.from(timesMs), Array.from(values)] });
    }
  }
  return listed;
}

async function drain(events: AsyncIterator<ImportEvent>): Promise<void> {
  while (!(await events.next()).done);
}

/** At most three files: the largest, the first and the one in the middle. */
function cutTargets(tree: SourceTree): readonly string[] {
  const { files } = tree;
  const largest = files.reduce((a, b) => (b.sizeBytes > a.sizeBytes ? b : a));
  return [...new Set([largest, files[0]!, files[files.length >> 1]!].map((file) => file.path))];
}

async function withCut(tree: SourceTree, path: string, share: number): Promise<SourceTree> {
  const file = tree.get(path)!;
  return withFile(tree, path, await file.slice(0, Math.floor(file.sizeBytes * share)));
}

/** The cases in a folder below `tests/fixtures`. */
export function findCases(fixtures: string): { readonly name: string; readonly folder: string }[] {
  const folder = join(FIXTURES, fixtures);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name === 'expected.json')
    .map((entry) => entry.parentPath)
    .filter((found, _, all) => !all.some((other) => found !== other && found.startsWith(`${other}/`)))
    .sort()
    .map((found) => ({ name: relative(FIXTURES, found), folder: found }));
}

/** What lies beside a fixture to explain it is not part of the drop. */
export function isDropped(path: string): boolean {
  return !/^(expected\.json|[^/]*\.(md|py|sh))$/.test(path) && dirname(path) !== 'made-by';
}
