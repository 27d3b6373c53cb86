import type { Dice } from './dice.ts';
import { ANY_BYTES, looksLikeText, TEXT } from './mutate-bytes.ts';
import { INSIDE } from './mutate-inside.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

/** A path of a drop has no `..` in it: folders of the disk and archives are listed without. */
const NAMES = [
  'meta.yaml', 'models', 'artifacts', 'metrics', 'tags', '.trash', 'mlruns', 'wandb', 'files', '.guild', '0',
  'version-1', 'config.json', 'run.json', 'result.json', '__proto__', 'constructor', 'x.tar.gz', 'run-20260101_000000-abc',
]; // biome-ignore format: a table

/** A drop with some of its files changed, renamed, exchanged or gone. */
export function mutateTree(files: Files, dice: Dice): Files {
  const changed = new Map(files);
  const mayGo = files.size > 1;
  for (let edits = dice.pick([0, 0, 1, 3]); edits >= 0 && changed.size > 0; edits--) {
    const path = dice.pick([...changed.keys()]);
    const bytes = changed.get(path)!;
    switch (dice.below(14)) {
      case 0:
        if (mayGo) changed.delete(path);
        break;
      case 1:
        changed.delete(path);
        changed.set(moved(path, dice), bytes);
        break;
      case 2:
        changed.set(moved(path, dice), bytes);
        break;
      case 3:
        changed.set(path, changed.get(dice.pick([...changed.keys()]))!);
        break;
      default:
        changed.set(path, mutateFile(path, bytes, dice));
    }
  }
  return changed;
}

function mutateFile(path: string, bytes: Uint8Array, dice: Dice): Uint8Array {
  const inside = INSIDE.find(({ fits }) => fits(path));
  if (inside && dice.below(2) === 0) return dice.pick(inside.mutations)(bytes, dice);
  const list = looksLikeText(bytes) && dice.below(3) > 0 ? TEXT : ANY_BYTES;
  return dice.pick(list)(bytes, dice);
}

function moved(path: string, dice: Dice): string {
  const parts = path.split('/');
  parts.splice(dice.below(parts.length), dice.below(2), dice.pick(NAMES));
  return parts.join('/').replace(/^\/+/, '') || 'x';
}
