import { describe, expect, it } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
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
