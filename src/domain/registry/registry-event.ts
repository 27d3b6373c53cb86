import type { ModelKey, RegistryEventId, RunKey, VersionRef } from '../ids.ts';

/** No model has as many versions. Who asks for this one gets the next that is free, so nobody can use all numbers up. */
export const MOST_ASKED = 1_000_000_000;

/** The greater one, a number of a version that a file brought only where it is one that can be counted on from. */
export function greaterNumber(most: number, number: number): number {
  return number > most && Number.isInteger(number) && number <= 2 * MOST_ASKED ? number : most;
}

/**
 * What somebody did in the registry. What the registry looks like now, and looked like at any moment, follows from the
 * imported facts and these: they are only ever added, and taking one back adds another.
 */
export type RegistryAct =
  | { readonly kind: 'make-model' }
  | {
      readonly kind: 'make-version';
      /** The number that was free where it was made; another device may have given it away at the same time. */
      readonly asked: number;
      readonly run: RunKey | null;
      readonly loggedModel: ModelKey | null;
      /** Where the files are, as MLflow writes it (`runs:/<run>/model`, `models:/m-…`); '' where there are none. */
      readonly source: string;
    }
  | { readonly kind: 'stage'; readonly to: string }
  /** `to`: null takes the alias away. The event's version is null: an alias belongs to the model. */
  | { readonly kind: 'alias'; readonly alias: string; readonly to: VersionRef | null }
  | { readonly kind: 'description'; readonly to: string }
  | { readonly kind: 'tag'; readonly key: string; readonly to: string | null }
  | { readonly kind: 'deleted'; readonly to: boolean };

/** One act on one model (`version` null) or one of its versions. */
export interface RegistryChange {
  readonly model: string;
  readonly version: VersionRef | null;
  readonly act: RegistryAct;
  /** What brings back what was; null for what cannot be taken back. */
  readonly inverse: RegistryAct | null;
}

export interface RegistryEvent {
  readonly id: RegistryEventId;
  /** Greater than that of every event its author knew: a logical clock. */
  readonly order: number;
  readonly atMs: number;
  readonly model: string;
  readonly version: VersionRef | null;
  readonly act: RegistryAct;
  /** A person's reason; '' where none was given. */
  readonly why: string;
  /** Yjs client that wrote it: the log knows whose it is. */
  readonly client: number;
}
