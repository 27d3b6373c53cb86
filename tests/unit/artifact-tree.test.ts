import { describe, expect, it } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
import { folderEntries } from '../../src/features/run/artifacts/archive-entries.ts';
import {
  type ArtifactFolder,
  buildArtifactTree,
  findFirstFile,
  toArtifactRows,
  toFirstOpen,
} from '../../src/features/run/artifacts/artifact-tree.ts';

const kept = (path: string, sizeBytes = 10): ArtifactEntry => ({ path, sizeBytes, chunks: [toHash('aa')] });
const listed = (path: string, sizeBytes = 10): ArtifactEntry => ({ path, sizeBytes, chunks: null });

function outline(folder: ArtifactFolder): string[] {
  return toArtifactRows(folder.children, allFolders(folder), 1000).map(
    (row) => `${'  '.repeat(row.level - 1)}${row.node.name}${row.node.kind === 'folder' ? '/' : ''}`,
  );
}

function allFolders(folder: ArtifactFolder): Set<string> {
  const open = new Set<string>();
  const queue: ArtifactFolder[] = [folder];
  for (const next of queue) {
    open.add(next.id);
    for (const child of next.children) if (child.kind === 'folder') queue.push(child);
  }
  return open;
}

describe('buildArtifactTree', () => {
  it('puts folders first and counts the way people do', () => {
    const tree = buildArtifactTree('run', [
      kept('plot10.png'),
      kept('plot2.png'),
      kept('model/MLmodel'),
      kept('model/metadata/conda.yaml'),
      kept('a.txt'),
    ]);
    expect(outline(tree)).toEqual([
      'model/',
      '  metadata/',
      '    conda.yaml',
      '  MLmodel',
      'a.txt',
      'plot2.png',
      'plot10.png',
    ]);
  });

  it('adds up sizes and what was kept', () => {
    const tree = buildArtifactTree('run', [kept('m/a', 5), listed('m/b', 7), kept('c', 1)]);
    expect(tree).toMatchObject({ sizeBytes: 13, fileCount: 3, keptCount: 2 });
    expect(tree.children[0]).toMatchObject({ name: 'm', sizeBytes: 12, fileCount: 2, keptCount: 1 });
  });

  it('shows a path that came twice once, with its bytes', () => {
    const tree = buildArtifactTree('run', [listed('a'), kept('a'), listed('a')]);
    expect(tree.children).toHaveLength(1);
    expect(tree.children[0]).toMatchObject({ entry: { chunks: ['aa'] } });
  });

  it('takes any path: empty, slashes only, names of prototypes, a file and a folder of one name', () => {
    const tree = buildArtifactTree('run', [
      kept(''),
      kept('///'),
      kept('__proto__/constructor'),
      kept('x'),
      kept('x/y'),
    ]);
    expect(outline(tree)).toEqual(['__proto__/', '  constructor', 'x/', '  y', '(no name)', 'x']);
  });

  it('does not nest without end', () => {
    const tree = buildArtifactTree('run', [kept(`${'d/'.repeat(20_000)}end.txt`)]);
    expect(outline(tree).length).toBeLessThan(40);
  });
});

describe('rows', () => {
  it('leaves out what lies in closed folders and stops at the limit', () => {
    const tree = buildArtifactTree('run', [kept('m/a'), kept('m/b'), kept('z')]);
    expect(toArtifactRows(tree.children, new Set(), 10).map((row) => row.node.name)).toEqual(['m', 'z']);
    expect(toArtifactRows(tree.children, allFolders(tree), 2).map((row) => row.node.name)).toEqual([
      'm',
      'a',
    ]);
    expect(toArtifactRows(tree.children, new Set(), 10)[1]).toMatchObject({
      level: 1,
      position: 2,
      setSize: 2,
    });
  });

  it('opens small trees whole and large ones not at all', () => {
    const small = buildArtifactTree('run', [kept('m/n/a')]);
    const large = buildArtifactTree(
      'run',
      Array.from({ length: 41 }, (_, i) => kept(`m/${i}`)),
    );
    expect(toFirstOpen(small.children).size).toBe(2);
    expect(toFirstOpen(large.children).size).toBe(0);
  });

  it('shows an image first, never a file without bytes', () => {
    const tree = buildArtifactTree('run', [listed('a.png'), kept('m/plot.png'), kept('b.txt')]);
    expect(findFirstFile(tree.children)?.name).toBe('plot.png');
    expect(findFirstFile(buildArtifactTree('run', [listed('a')]).children)).toBeNull();
  });
});

describe('what was logged by step', () => {
  const image = (key: string, step: number, id: string, end = '') =>
    `images/${key}%step%${step}%timestamp%${1000 + step}%${id}${end}.png`;
  const tree = buildArtifactTree('run', [
    kept(image('eval#digit', 10, 'gb')),
    kept(image('eval#digit', 2, 'ga')),
    kept(image('eval#digit', 2, 'ga', '%compressed')),
    kept('tables/eval/t%step%3.json'),
    kept('images/plain.png'),
  ]);

  it('is one row for each key, in the folders that its name says', () => {
    expect(outline(tree)).toEqual(['images/', '  eval/digit', '  plain.png', 'tables/', '  eval/t']);
  });

  it('has a step for each file but MLflow’s smaller copies, in the order of the steps', () => {
    const series = findFirstFile(buildArtifactTree('run', [...digits()]).children);
    expect(series).toMatchObject({
      kind: 'series',
      path: 'images/eval/digit',
      steps: [{ step: 2 }, { step: 10 }],
    });
    expect(tree.fileCount).toBe(5);
  });

  it('leaves a download where it was logged', () => {
    const all = folderEntries(tree, 'artifacts/').map(({ path }) => path);
    expect(all).toContain(`artifacts/${image('eval#digit', 2, 'ga')}`);
    expect(all).toContain('artifacts/tables/eval/t%step%3.json');
    const images = tree.children[0] as ArtifactFolder;
    expect(folderEntries(images, 'images/').map(({ path }) => path)).toContain(image('eval#digit', 10, 'gb'));
    const two = buildArtifactTree('run', [kept(image('eval#a', 1, 'ga')), kept(image('eval#b', 1, 'gb'))]);
    const inner = (two.children[0] as ArtifactFolder).children[0] as ArtifactFolder;
    expect(folderEntries(inner, 'eval/')[0]!.path).toBe('eval/eval#a%step%1%timestamp%1001%ga.png');
  });

  function* digits() {
    yield kept(image('eval#digit', 10, 'gb'));
    yield kept(image('eval#digit', 2, 'ga'));
    yield kept(image('eval#digit', 2, 'ga', '%compressed'));
  }
});
