import type { RegistryView } from '../../../src/domain/registry/registry-view.ts';
import type { Breaches } from '../../../src/domain/rules/breach.ts';
import type { SeriesPart } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import type { EditedTable } from '../edited-table.ts';
import type { FactReader } from '../fact-reader.ts';
import type { LoadChunks } from '../load-points.ts';
import type { LiveRuns } from './live-source.ts';

/** What alert rules are held against: the workspace as it is at one moment. */
export interface AlertGround {
  readonly table: EditedTable;
  readonly facts: FactReader;
  readonly store: FactStore;
  readonly registry: RegistryView;
  readonly live: LiveRuns;
  /** What does not keep the rules of the workspace. */
  breaches(): Promise<Breaches>;
  loaderFor(parts: readonly SeriesPart[]): LoadChunks;
}
