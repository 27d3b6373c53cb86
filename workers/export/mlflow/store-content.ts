import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { DatasetRecord } from '../../../src/domain/records.ts';
import type { Pair } from '../../../src/domain/run.ts';

/** What a store of MLflow 2.8 holds, ready to be written; nothing of Cairn's own is left in it. */

export interface OutExperiment {
  /** Digits. */
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly lifecycle: 'active' | 'deleted';
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly tags: readonly Pair[];
}

export interface OutInput {
  readonly dataset: DatasetRecord;
  readonly tags: readonly Pair[];
}

export interface OutRun {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly lifecycle: 'active' | 'deleted';
  /** null for an active run. */
  readonly deletedMs: number | null;
  readonly user: string;
  readonly artifactUri: string;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly inputs: readonly OutInput[];
}

export interface OutVersion {
  readonly number: number;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly description: string;
  readonly user: string;
  /** One of MLflow's four, or its tombstone. */
  readonly stage: string;
  readonly source: string;
  /** '' for none. */
  readonly runId: string;
  readonly runLink: string;
  readonly status: string;
  readonly statusMessage: string;
  readonly tags: readonly Pair[];
}

export interface OutModel {
  readonly name: string;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly description: string;
  readonly tags: readonly Pair[];
  readonly aliases: readonly { readonly alias: string; readonly version: number }[];
  /** Smallest number first. */
  readonly versions: readonly OutVersion[];
}

/** Called in this order: experiments, then each run followed by its series, models, files, finish. */
export interface StoreWriter {
  addExperiment(experiment: OutExperiment): Promise<void> | void;
  /** A run, and its points as they are read, one series at a time. */
  addRun(run: OutRun, series: AsyncIterable<OutSeries>): Promise<void>;
  addModel(model: OutModel): Promise<void> | void;
  /** `path`: from the folder that holds `mlruns`. */
  addFile(path: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** null where everything has gone to a folder already. */
  finish(): Promise<{ readonly file: Blob; readonly ending: 'db' | 'zip' } | null>;
  /** So far. */
  readonly bytes: number;
}

/** Steps and times are whole numbers. */
export interface OutSeries {
  readonly key: MetricKey;
  readonly columns: PointColumns;
}
