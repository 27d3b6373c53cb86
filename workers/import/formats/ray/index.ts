import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { findTrials } from './folders.ts';

/**
 * Trial folders of Ray Tune and RLlib, with the state of their experiment around them. Tried with 1.12 and 2.50.
 * Left out on purpose: pickles, and what the results repeat on every row (configs, lists of episodes).
 */
export const ray: ImportFormat = {
  id: 'ray',
  label: 'Ray Tune trial',
  match: () => 'no',
  groups: findTrials,
  // More than event files alone: those of the trial are read with it.
  richness: () => 55,
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readTrial(source, context)),
};
