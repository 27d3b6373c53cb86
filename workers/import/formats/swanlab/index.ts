import type { ImportFormat } from '../../format.ts';
import { findRunFolders } from './run-folders.ts';

/** `:SWL`, 0xE1D6. */
const MAGIC = [0x3a, 0x53, 0x57, 0x4c, 0xd6, 0xe1];

/**
 * What SwanLab leaves in `swanlog/`: run folders and the log (`run-<id>.swanlab`) alone. Tried with 0.10.3 (2026).
 * Left out on purpose: the SQLite of releases up to 0.3, charts drawn by ECharts as anything but files.
 */
export const swanlab: ImportFormat = {
  id: 'swanlab',
  label: 'SwanLab run',
  match(probe) {
    if (probe.kind !== 'file' || probe.head.length < MAGIC.length) return 'no';
    return MAGIC.every((byte, index) => probe.head[index] === byte) ? 'signature' : 'no';
  },
  groups(paths) {
    return findRunFolders(paths).map(({ folder, files }) => ({ folder, files }));
  },
  richness: () => 60,
  async *read(source, context) {
    const { SwanlabFollower } = await import('./follow.ts');
    yield* new SwanlabFollower().end(source, context);
  },
  async follow() {
    const { SwanlabFollower } = await import('./follow.ts');
    return new SwanlabFollower();
  },
};
