import type { ImportSource } from '../../format.ts';
import { endingOf, mediaPath } from '../../reading/stepped-artifacts.ts';
import { folderOf, joinPath, type SourceFile } from '../../source.ts';
import { exportOf } from './index.ts';

const MOST_FILES = 100_000;
const IMAGE = /\.(?:png|jpe?g|gif|webp|bmp|svg)$/i;

/** The files of one run, as far as they were dropped with its data. */
export class NeptuneFiles {
  readonly found: { readonly path: string; readonly file: SourceFile }[] = [];
  missing = 0;
  private readonly source: ImportSource;
  private readonly roots: readonly string[];

  constructor(source: ImportSource) {
    this.source = source;
    const data = source.file ? folderOf(source.path) : source.path;
    const { root, project } = exportOf(data);
    const files = joinPath(root, 'files');
    // Paths are relative to `files`, or to the project's folder in it.
    this.roots = [files, joinPath(files, project), root];
  }

  /** `recorded` may be a folder. Files of a series are told apart by their step. */
  add(attribute: string, recorded: string, at: { readonly step: number; readonly timeMs: number }): void {
    if (
      recorded === '' ||
      recorded.includes('..') ||
      recorded.startsWith('/') ||
      this.found.length >= MOST_FILES
    ) {
      this.missing += 1;
      return;
    }
    for (const root of this.roots) {
      const path = joinPath(root, recorded);
      const file = this.source.tree.get(path);
      if (file) {
        this.found.push({ path: artifactPath(attribute, recorded, at), file });
        return;
      }
      const inside = this.source.tree.under(path);
      for (const one of inside) {
        this.found.push({ path: joinPath(safePath(attribute), one.path.slice(path.length + 1)), file: one });
      }
      if (inside.length > 0) return;
    }
    this.missing += 1;
  }
}

function artifactPath(
  attribute: string,
  recorded: string,
  at: { readonly step: number; readonly timeMs: number },
): string {
  const ending = endingOf(recorded, '');
  if (IMAGE.test(recorded) && Number.isFinite(at.timeMs)) {
    return mediaPath('images', attribute, { ...at, id: recorded }, ending);
  }
  const path = safePath(attribute);
  return ending === '' || path.endsWith(`.${ending}`) ? path : `${path}.${ending}`;
}

/** An attribute's path is any text: as a path it stays inside of its run. */
function safePath(attribute: string): string {
  const parts = attribute.split('/').filter((part) => part !== '' && part !== '.');
  return parts.map((part) => (part === '..' ? '__' : part)).join('/') || 'file';
}
