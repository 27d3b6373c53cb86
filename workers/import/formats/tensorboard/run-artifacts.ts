import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent } from '../../format.ts';
import { keyPath } from '../../reading/stepped-artifacts.ts';
import { makeFile, partOfFile } from '../../source/made-file.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import type { Member } from './fold.ts';
import { mediumPath } from './media.ts';
import type { FolderScan } from './scan.ts';

/** The artifacts of a folder's run that were not told, or told otherwise. */
export class RunArtifacts {
  private media = 0;
  private singles = 0;
  /** Files of plugins → how they were. */
  private readonly beside = new Map<string, string>();
  private readonly scan: FolderScan;

  constructor(scan: FolderScan) {
    this.scan = scan;
  }

  hasNews(companions: readonly SourceFile[]): boolean {
    const { scan } = this;
    if (scan.media.length > this.media || scan.singles.length > this.singles) return true;
    for (const { lines, told } of scan.lineFiles.values()) if (lines.length > told) return true;
    return companions.some((file) => this.isNew(file));
  }

  /** `taken`: paths in the run that another folder has. */
  *news(
    owner: RunKey,
    member: Member,
    companions: readonly SourceFile[],
    taken: Map<string, string>,
  ): Generator<ImportEvent> {
    for (const file of this.made(member)) {
      const holder = taken.get(file.path) ?? member.folder;
      if (holder !== member.folder) continue;
      taken.set(file.path, holder);
      yield { kind: 'artifact', owner, path: file.path, file };
    }
    const start = member.folder === '' ? 0 : member.folder.length + 1;
    for (const file of companions) {
      if (!this.isNew(file)) continue;
      this.beside.set(file.path, versionOf(file));
      yield { kind: 'artifact', owner, path: member.prefix + file.path.slice(start), file };
    }
  }

  private isNew(file: SourceFile): boolean {
    return isListed(file.path) && this.beside.get(file.path) !== versionOf(file);
  }

  private *made({ prefix }: Member): Generator<SourceFile> {
    const { scan } = this;
    for (; this.media < scan.media.length; this.media++) {
      const medium = scan.media[this.media]!;
      yield partOfFile(medium.file, mediumPath(medium, prefix), medium.from, medium.to);
    }
    for (const one of scan.lineFiles.values()) {
      if (one.lines.length === one.told) continue;
      one.told = one.lines.length;
      yield makeFile(keyPath(one.folder, prefix + one.key, '.jsonl'), `${one.lines.join('\n')}\n`);
    }
    for (; this.singles < scan.singles.length; this.singles++) {
      const { path, content } = scan.singles[this.singles]!;
      const full = prefix + path;
      if (typeof content === 'string') yield makeFile(full, content);
      else yield partOfFile(content.file, full, content.from, content.to);
    }
  }
}

/** Files of plugins are listed as they are. */
function isListed(path: string): boolean {
  return /(^|\/)plugins\//.test(path) || nameOf(path) === 'projector_config.pbtxt';
}

function versionOf({ sizeBytes, modifiedMs }: SourceFile): string {
  return `${sizeBytes} ${modifiedMs}`;
}
