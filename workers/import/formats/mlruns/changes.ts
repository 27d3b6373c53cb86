import type { SourceFile } from '../../source.ts';

/** What became of a folder's files between two listings. */
interface ListingChanges {
  /** New ones, and those whose size or time is another. */
  readonly written: readonly SourceFile[];
  /** False when all paths are as they were. */
  readonly isOtherPaths: boolean;
  readonly gone: readonly string[];
}

/** Both in path order. One pass that reads nothing: a store may have a hundred thousand files of which one grew. */
export function compareListings(before: readonly SourceFile[], after: readonly SourceFile[]): ListingChanges {
  const written: SourceFile[] = [];
  const gone: string[] = [];
  let isOtherPaths = false;
  let at = 0;
  for (const file of after) {
    let known = before[at];
    if (known === file) {
      at += 1;
      continue;
    }
    while (known !== undefined && known.path < file.path) {
      gone.push(known.path);
      at += 1;
      known = before[at];
    }
    if (known === undefined || known.path !== file.path) {
      isOtherPaths = true;
      written.push(file);
      continue;
    }
    at += 1;
    if (known.sizeBytes !== file.sizeBytes || known.modifiedMs !== file.modifiedMs) written.push(file);
  }
  for (; at < before.length; at++) gone.push(before[at]!.path);
  return { written, isOtherPaths: isOtherPaths || gone.length > 0, gone };
}
