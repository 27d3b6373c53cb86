import { type SourceFile, SourceTree } from '../../import/source.ts';
import { KeptBytes } from './kept-bytes.ts';

/** Logs, and settings beside them. Other files are artifacts, of which nothing is read again. */
const TEXT = /\.(?:csv|tsv|jsonl?|ndjson|log|txt|ya?ml)$/i;
/** Of all files of a source together. */
const MOST_KEPT = 32 * 1024 * 1024;

/** The files of a source that is read from its start each time one has changed: none is read from the disk twice as it is. */
export class KeptFiles {
  private readonly kept = new Map<string, KeptBytes>();

  async over(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
    const found: SourceFile[] = [];
    let bytes = 0;
    for (const file of files) {
      const isKept = TEXT.test(file.path) && bytes + file.sizeBytes <= MOST_KEPT;
      if (isKept) bytes += file.sizeBytes;
      else this.kept.delete(file.path);
      found.push(isKept ? await this.keep(file) : file);
    }
    const paths = new Set(files.map(({ path }) => path));
    for (const path of [...this.kept.keys()]) if (!paths.has(path)) this.kept.delete(path);
    return found;
  }

  private keep(file: SourceFile): Promise<SourceFile> {
    let kept = this.kept.get(file.path);
    if (!kept) {
      kept = new KeptBytes();
      this.kept.set(file.path, kept);
    }
    return kept.over(file);
  }
}

/** The tree with these files in place of those that it has there. */
export function treeOver(tree: SourceTree, files: readonly SourceFile[]): SourceTree {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return new SourceTree(
    tree.files.map((file) => byPath.get(file.path) ?? file),
    (path) => tree.look(path),
  );
}
