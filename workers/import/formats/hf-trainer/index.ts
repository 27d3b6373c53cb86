import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { eventsFolderOf, findOutputs } from './layout.ts';

/**
 * What Hugging Face's Trainer says of a run: the state that it saves with every checkpoint and at the end. Tried with
 * Transformers 4 and 5 and PEFT. Left out on purpose: `training_args.bin`, which is a pickle and is never opened.
 */
export const hfTrainer: ImportFormat = {
  id: 'hf-trainer',
  label: 'Hugging Face Trainer',
  match(probe) {
    if (probe.kind !== 'file' || probe.head[0] !== 0x7b) return 'no';
    const text = new TextDecoder().decode(probe.head);
    return text.includes('"log_history"') && text.includes('"global_step"') ? 'signature' : 'no';
  },
  groups: findOutputs,
  richness: () => 40,
  logsBelow: (path) => [eventsFolderOf(path)],
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readTrainer(source, context)),
};
