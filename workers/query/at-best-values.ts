import type { ColumnRef } from '../../src/domain/column-id.ts';
import type { Hash, RunKey } from '../../src/domain/ids.ts';
import type { MetricDirection } from '../../src/domain/metric-direction.ts';

export type AtBestRef = Extract<ColumnRef, { readonly kind: 'metric-at' }>;

/** Values of one metric where another was best, as far as they are known. */
export interface AtBestValues {
  /**
   * Reads a run's value; null where it has none, undefined where it was not loaded yet. The packs that tell of the
   * run stand for its content.
   */
  of(
    ref: AtBestRef,
    direction: MetricDirection | null,
  ): (run: RunKey, packs: readonly Hash[]) => number | null | undefined;
}

export const NO_AT_BEST: AtBestValues = { of: () => () => undefined };
