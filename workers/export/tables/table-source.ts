import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey, ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { ArtifactEntry, StoredRun } from '../../../src/domain/run.ts';
import { PackShelf } from '../../query/pack-shelf.ts';
import type { OpenedWorkspace } from '../opened-workspace.ts';

/** Listings of this many runs are read together. */
const OWNERS_AT_ONCE = 200;

/** What tables are made of: some runs of a workspace, as the screens show them. */
export class TableSource {
  /** Visited in the table that is being written. */
  runCount = 0;
  pointCount = 0;
  /** Metrics some of whose points are not in this browser. */
  readonly missing = new Set<string>();
  private readonly packs: PackShelf;
  private readonly rowOf: ReadonlyMap<RunKey, number>;

  /** `rows`: of the table of runs. */
  constructor(
    readonly workspace: OpenedWorkspace,
    readonly rows: readonly number[],
  ) {
    this.packs = new PackShelf((hashes) => workspace.facts.loadChunks(hashes));
    this.rowOf = new Map(rows.map((row) => [workspace.table.facts.keys[row]!, row]));
  }

  row(run: RunKey): number {
    return this.rowOf.get(run)!;
  }

  /** Id, name and experiment's name of a run. */
  namesOf({ key }: Pick<StoredRun, 'key'>): readonly [string, string, string] {
    const { table } = this.workspace;
    const row = this.row(key);
    return [key, table.name(row), table.experimentName(table.experiment(row))];
  }

  /** In the order in which they are stored. */
  async *runs(): AsyncGenerator<StoredRun> {
    this.runCount = 0;
    this.pointCount = 0;
    for await (const [run] of this.workspace.facts.eachRun(new Set(this.rowOf.keys()))) {
      yield run;
      this.runCount += 1;
    }
  }

  /** Of a run that `runs` gave last. */
  async points(run: StoredRun, metric: MetricKey): Promise<PointColumns> {
    const parts = run.series.find(({ key }) => key === metric)?.parts ?? [];
    const { columns, missing } = await this.workspace.facts.points(run, metric, this.packs.loaderFor(parts));
    if (missing.length > 0) this.missing.add(`${run.name || run.key}: ${metric}`);
    this.pointCount += columns.steps.length;
    return columns;
  }

  async *artifacts(
    owners: readonly (RunKey | ModelKey)[],
  ): AsyncGenerator<readonly [RunKey | ModelKey, readonly ArtifactEntry[]]> {
    for (let at = 0; at < owners.length; at += OWNERS_AT_ONCE) {
      const some = new Set(owners.slice(at, at + OWNERS_AT_ONCE));
      yield* await this.workspace.facts.artifactsAmong(some);
    }
  }
}
