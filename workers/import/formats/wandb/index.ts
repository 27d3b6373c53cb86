import type { ImportFormat } from '../../format.ts';
import { findRunFolders } from './run-folders.ts';

/** `:W&B`, 0xBEE1, version 0. */
const MAGIC = [0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe];

/**
 * What W&B's client leaves on the disk: run folders, offline and online, and the transaction log (`run-<id>.wandb`)
 * alone. Tried with 0.10 (2020) to 0.30 (2026), and the JSON lines from before 0.10. Left out on purpose: files of
 * artifacts (they lie in W&B's cache), custom charts, tables as anything but files.
 */
export const wandb: ImportFormat = {
  id: 'wandb',
  label: 'W&B run',
  match(probe) {
    if (probe.kind !== 'file' || probe.head.length < MAGIC.length) return 'no';
    return MAGIC.every((byte, index) => probe.head[index] === byte) ? 'signature' : 'no';
  },
  companions(path) {
    return [`${path}.synced`, `${path}.syncstate`];
  },
  groups(paths) {
    return findRunFolders(paths).map(({ folder, parts, noise }) => ({
      folder,
      files: [...parts.flatMap((part) => part.files), ...noise],
    }));
  },
  richness: () => 60,
  async *read(source, context) {
    const { WandbFollower } = await import('./follow.ts');
    yield* new WandbFollower().end(source, context);
  },
  async follow() {
    const { WandbFollower } = await import('./follow.ts');
    return new WandbFollower();
  },
};
