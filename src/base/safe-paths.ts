import { toSafeName } from './safe-name.ts';

/** Folders of a path that stay folders; what lies deeper becomes a part of the last name. */
const MAX_DEPTH = 32;

/**
 * Gives paths of any origin places in an archive or folder: relative, without `.` and `..`, names that every system
 * accepts, no two that differ only by case or composition. A second one of a name gets a number.
 */
export class SafePaths {
  /** Raw folder → its safe path; '' is the top. */
  private readonly folders = new Map<string, string>([['', '']]);
  private readonly taken = new Set<string>();
  /** The number that the next file of a path gets. */
  private readonly counts = new Map<string, number>();

  /** Where a file of this path goes; each call takes a place of its own. */
  place(raw: string): string {
    const parts = raw.split('/').filter((part) => part !== '');
    const held = parts.slice(0, Math.max(0, Math.min(MAX_DEPTH, parts.length - 1)));
    const name = parts.slice(held.length).join('_');
    let rawFolder = '';
    let folder = '';
    for (const part of held) {
      rawFolder += `${part}/`;
      folder = this.folder(rawFolder, folder, part);
    }
    return this.take(folder, safePart(name, 'file'));
  }

  private folder(raw: string, parent: string, part: string): string {
    const known = this.folders.get(raw);
    if (known !== undefined) return known;
    const safe = `${this.take(parent, safePart(part, 'folder'))}/`;
    this.folders.set(raw, safe);
    return safe;
  }

  private take(folder: string, name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let path = folder + name;
    const wanted = foldCase(path);
    for (let count = this.counts.get(wanted) ?? 2; this.taken.has(foldCase(path)); count++) {
      path = `${folder}${stem} (${count})${ending}`;
      this.counts.set(wanted, count + 1);
    }
    this.taken.add(foldCase(path));
    return path;
  }
}

/** As `toSafeName`, but a leading dot stays: `.hydra` is a folder like others. */
function safePart(part: string, fallback: string): string {
  const isHidden = /^\.[^. ]/.test(part);
  return isHidden ? `.${toSafeName(part.slice(1), fallback)}` : toSafeName(part, fallback);
}

/** Systems that tell names apart by neither case nor composition take these for the same. */
function foldCase(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
