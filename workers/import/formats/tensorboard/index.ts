import type { ImportFormat } from '../../format.ts';
import { findFamilies } from './folders.ts';
import { isEventHead } from './records.ts';

/**
 * TensorBoard's event files, by their first record. Tried with TensorFlow 1 and 2, Keras, PyTorch, tensorboardX,
 * Lightning, RLlib and Guild. Left out on purpose: meshes, profiles and projectors, which are listed and not read.
 */
export const tensorboard: ImportFormat = {
  id: 'tensorboard',
  label: 'TensorBoard',
  match(probe) {
    // The profiler leaves such a file behind so that TensorBoard looks into its folder.
    if (probe.kind !== 'file' || probe.name.endsWith('.profile-empty')) return 'no';
    return isEventHead(probe.head) ? 'signature' : 'no';
  },
  groups(paths) {
    return findFamilies(paths);
  },
  richness() {
    return 50;
  },
  async *read(source, context) {
    const { readTensorboard } = await import('./read.ts');
    yield* readTensorboard(source, context);
  },
  async follow() {
    const { GroupFollower } = await import('./follow.ts');
    return new GroupFollower();
  },
};
