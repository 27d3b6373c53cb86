import { drawnIds } from '../../../src/domain/drawn-runs.ts';
import type { WorkspaceEdits } from '../../../src/domain/edits.ts';
import { type RunKey, toRunKey, type WorkspaceId } from '../../../src/domain/ids.ts';
import { paletteColour, RUN_COLOURS } from '../../../src/domain/run-colour.ts';
import type { Look } from '../../../src/report/chart/chart-model.ts';
import type { GroupKey, LineGroup, TableRow, TableSummary } from '../../../src/rpc/query-api.ts';
import type { ReportOutline, ReportRuns } from '../../../src/rpc/report-api.ts';
import { QuerySession } from '../../query/session.ts';

/** More lines than this are no chart; the report says how many runs it leaves out. */
const MOST_DRAWN = 200;
/** Groups looked through for those that are drawn. */
const MOST_GROUPS = 1000;

/** A run or a group that has a line; `of` is its number in the whole report. */
export interface DrawnOwner {
  readonly of: number;
  readonly id: string;
  readonly name: string;
  readonly look: Look;
}

/** Everything a report asks of a workspace: the same answers that the screens are made of. */
export class ReportSource {
  private constructor(
    readonly session: QuerySession,
    readonly summary: TableSummary,
    /** In the table's order. */
    readonly drawn: readonly TableRow[],
    /** Null where runs are not grouped. */
    readonly groups: readonly (LineGroup & DrawnOwner)[] | null,
    readonly experimentNames: ReadonlyMap<string, string>,
  ) {
    this.looks = distinctLooks(drawn);
  }

  private readonly looks: ReadonlyMap<RunKey, Look>;

  static async open(workspace: WorkspaceId, edits: WorkspaceEdits): Promise<QuerySession> {
    const session = new QuerySession();
    await session.setEdits(edits);
    await session.open(workspace);
    return session;
  }

  static async of(session: QuerySession, { table, drawn }: ReportRuns): Promise<ReportSource> {
    const summary = await session.table({ ...table, tree: false, folded: [], foldedGroups: [] });
    const keys = await session.keys(summary.table);
    const places = new Map<string, number>(keys.map((key, place) => [key, place]));
    const first = drawn.mode === 'first' ? keys.slice(0, drawn.count) : [];
    const ids = drawnIds(drawn, first, places).slice(0, MOST_DRAWN).map(toRunKey);
    const rows = await session.runRows(ids, []);
    const experiments = await session.experiments();
    const names = new Map<string, string>(experiments.map(({ record }) => [record.key, record.name]));
    const groups =
      table.groupBy.length === 0
        ? null
        : drawnGroups(await session.groups(summary.table, MOST_GROUPS), drawn, names);
    return new ReportSource(session, summary, rows, groups, names);
  }

  get runs(): readonly RunKey[] {
    return this.drawn.map(({ run }) => run);
  }

  /** The runs of the drawn groups where there are groups, for what is told of runs one by one. */
  get owners(): readonly DrawnOwner[] {
    return (
      this.groups ??
      this.drawn.map(({ run, name, colour }, of) => ({
        of,
        id: run,
        name,
        look: this.lookOf(run) ?? paletteColour(colour),
      }))
    );
  }

  /** The colour of a run in the whole report; null for those that have no lines: colours would say nothing of them. */
  lookOf(run: RunKey): Look | null {
    return this.groups ? null : (this.looks.get(run) ?? null);
  }

  async outline(): Promise<ReportOutline> {
    const { session, summary, runs } = this;
    const charted = this.groups ? this.groups.flatMap((group) => group.runs) : runs;
    const registry = await session.registry(null);
    const details = await Promise.all(runs.slice(0, 50).map((run) => session.run(run)));
    const notes = await session.columnValues(summary.table, ['note'], runs);
    const origins = await session.origins(runs.slice(0, 10));
    const clients = registry.history.flatMap(({ client }) => (client === null ? [] : [client]));
    return {
      runs: summary.matchCount,
      drawn: this.owners.length,
      columns: summary.columns,
      metrics: await session.metricsOf(charted),
      notes: notes.columns[0]?.present.reduce((sum, one) => sum + one, 0) ?? 0,
      versions: details.reduce((sum, detail) => sum + (detail?.versions.length ?? 0), 0),
      hasOrigins: origins.rows.length > 0,
      clients: [...new Set(clients)],
    };
  }
}

/** Runs of several experiments may have one colour: whoever comes later takes one that is free. */
function distinctLooks(rows: readonly TableRow[]): ReadonlyMap<RunKey, Look> {
  const own = new Set(rows.map(({ colour }) => colour));
  const free = Array.from({ length: RUN_COLOURS }, (_, place) => place).filter((place) => !own.has(place));
  const taken = new Set<number>();
  return new Map(
    rows.map(({ run, colour }) => {
      const place = taken.has(colour) ? (free.shift() ?? colour) : colour;
      taken.add(place);
      return [run, paletteColour(place)];
    }),
  );
}

/** Colours go by the groups' ids, as on the screen. */
function drawnGroups(
  all: readonly {
    readonly id: string;
    readonly path: readonly GroupKey[];
    readonly runs: readonly RunKey[];
  }[],
  { mode, count, hidden, shown }: ReportRuns['drawn'],
  experiments: ReadonlyMap<string, string>,
): readonly (LineGroup & DrawnOwner)[] {
  const slots = new Map(
    all
      .map(({ id }) => id)
      .sort()
      .map((id, slot) => [id, slot % RUN_COLOURS]),
  );
  const isDrawn = (id: string, place: number) =>
    shown.includes(id) || (!hidden.includes(id) && (mode !== 'first' || place < count));
  return all
    .filter(({ id }, place) => isDrawn(id, place))
    .slice(0, MOST_DRAWN)
    .map(({ id, path, runs }, of) => ({
      of,
      id,
      runs,
      name: path.map((key) => pathText(key, experiments)).join(' · '),
      look: paletteColour(slots.get(id) ?? 0),
    }));
}

function pathText({ column, value }: GroupKey, experiments: ReadonlyMap<string, string>): string {
  if (value === null) return '–';
  return column === 'experiment' ? (experiments.get(value) ?? value) : value;
}
