import type { DatasetInput, ModelLink, RunStatus } from '../../src/domain/run.ts';
import type { KeptSummary } from './metric-column.ts';

/** To be raised whenever a block is made of other things: blocks of another form are made anew. */
export const BLOCK_FORM = 4;

/** Stands for the run's key in the texts where it occurs, so that runs share one text. */
export const KEY_MARK = '\u0000';

/** What a run uses, without what the table does not ask. */
export type DatasetLink = Pick<DatasetInput, 'dataset' | 'context'>;

/** Values of some of a block's runs. */
interface BlockColumn {
  readonly key: string;
  /** Places in the block, ascending; null where every run has a value. */
  readonly places: Uint32Array | null;
}

export interface BlockTexts extends BlockColumn {
  /** Index-aligned with `places`: ids into the block's texts. */
  readonly ids: Uint32Array;
}

export interface BlockMetric extends BlockColumn, Readonly<Record<keyof KeptSummary, Float64Array>> {
  /** Points of each run, or of every one. */
  readonly counts: Uint32Array | number;
}

/** Attributes as ids into the block's texts; parents are '' where there is none, URIs have `KEY_MARK` for the key. */
export type TextAttribute =
  | 'experiments'
  | 'parents'
  | 'users'
  | 'sources'
  | 'sourceTypes'
  | 'versions'
  | 'origins'
  | 'artifactUris';

/**
 * What the table takes of the runs of a record pack, as columns: a fifth of the records' bytes, read ten times faster.
 * Plain data, index-aligned with the pack's keys, that follows from the pack alone.
 */
export interface RunBlock extends Readonly<Record<TextAttribute, Uint32Array>> {
  readonly form: number;
  readonly count: number;
  /** What the ids of the other columns stand for. */
  readonly texts: readonly string[];
  /** Texts, not ids: most runs have a name of their own. */
  readonly names: readonly string[];
  readonly statuses: readonly RunStatus[];
  readonly deleted: Uint8Array;
  /** Milliseconds; NaN where there is none. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Time of the last point of any of the run's series, each by its greatest step; or else its start. */
  readonly lastSigns: Float64Array;
  /** Milliseconds between two points of its densest series, on average; NaN where that is not known. */
  readonly signGaps: Float64Array;
  readonly datasets: readonly (readonly DatasetLink[] | null)[];
  /** Logged models that runs made or took. */
  readonly models: readonly (readonly ModelLink[] | null)[];
  readonly metrics: readonly BlockMetric[];
  readonly params: readonly BlockTexts[];
  readonly tags: readonly BlockTexts[];
}
