import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { type Aggregated, aggregateRuns, type RunValues } from './aggregate.ts';
import type { Spacing } from './bucket-spacing.ts';
import { type Curve, type CurveFacts, cutToRange, type Stretch } from './curve.ts';
import { channelOf, interpolate, makePixelGrid, meanPerPixel, shareKeys } from './group-grid.ts';
import { type Channel, channelArrays, makeChannel, type PreparedSeries } from './prepared-series.ts';
import { unionX, widened } from './series-points.ts';

/** A group's columns over places of its own. */
export interface GroupColumns {
  readonly keys: Float64Array;
  readonly shown: Channel;
  readonly raw: Channel | null;
  readonly low: Channel | null;
  readonly high: Channel | null;
  readonly runs: Uint32Array;
}

export interface GroupView {
  readonly query: Pick<SeriesQuery, 'centre' | 'band' | 'smoothing'>;
  readonly range: readonly [from: number, to: number];
  readonly spacing: Spacing;
  readonly widthPx: number;
}

/** Gives what was made before for the same members and the same about them, or makes it. */
export type KeepColumns = (
  members: readonly PreparedSeries[],
  about: readonly (string | number)[],
  make: () => GroupColumns,
) => Promise<GroupColumns>;

export function groupArrays({ keys, shown, raw, low, high, runs }: GroupColumns): readonly ArrayBufferView[] {
  const channels = [shown, raw, low, high].filter((channel) => channel !== null);
  return [keys, runs, ...channels.flatMap(channelArrays)];
}

/**
 * One line for several runs, each smoothed for itself before. Where they share their steps exactly, they are aggregated at
 * each, over their whole length, and that is kept. Else at every x that any of them has in range, where those are at
 * most two a pixel, each run interpolated between its own points; else pixel by pixel, each run with its mean there.
 */
export async function makeGroupCurve(
  of: string,
  term: number,
  members: readonly Stretch[],
  facts: CurveFacts,
  view: GroupView,
  keep: KeepColumns,
): Promise<Curve> {
  const isShared = shareKeys(members.map((member) => member.series));
  const union = isShared ? null : unionX(members.map(headOf), view.widthPx * 2);
  const { columns, origin } = isShared
    ? { columns: await loadAtKeys(members, view, keep), origin: members[0]!.series.origin }
    : { columns: union ? atUnion(members, union, view) : atPixels(members, view), origin: 0 };
  const cut = cutToRange({ keys: columns.keys, origin }, ...view.range);
  return { of, term, ...columns, origin, ...cut, isFolded: !isShared && union === null, facts };
}

function headOf({ series, from, to }: Stretch) {
  return widened({ keys: series.keys, origin: series.origin, from, to });
}

function loadAtKeys(
  members: readonly Stretch[],
  { query }: GroupView,
  keep: KeepColumns,
): Promise<GroupColumns> {
  const { centre, band, smoothing } = query;
  const all = members.map((member) => member.series);
  return keep(all, [centre, band, smoothing.kind, smoothing.amount], () => {
    const values = (y: Float64Array): RunValues => ({ values: y, least: null, greatest: null });
    return toColumns(all[0]!.keys, members, query, (_, { y }) => values(y));
  });
}

function atUnion(members: readonly Stretch[], x: Float64Array, { query }: GroupView): GroupColumns {
  // Runs that logged an x several times have it several times in the union; a group has one value there.
  const grid = x.filter((place, i) => i === 0 || place !== x[i - 1]);
  return toColumns(grid, members, query, ({ series }, channel) => ({
    values: interpolate(series, channel, grid),
    least: null,
    greatest: null,
  }));
}

function atPixels(members: readonly Stretch[], { query, spacing, widthPx }: GroupView): GroupColumns {
  const grid = makePixelGrid(spacing, widthPx);
  return toColumns(grid.x, members, query, ({ series }, channel) => meanPerPixel(series, channel, grid));
}

function toColumns(
  keys: Float64Array,
  members: readonly Stretch[],
  { centre, band }: GroupView['query'],
  valuesOf: (member: Stretch, channel: Channel) => RunValues,
): GroupColumns {
  const shown = aggregateRuns(
    members.map((member) => valuesOf(member, channelOf(member))),
    centre,
    band,
  );
  const isSmoothed = members.some((member) => member.smoothed !== null);
  const raw = isSmoothed
    ? aggregateRuns(
        members.map((member) => valuesOf(member, member.series)),
        centre,
        'none',
      )
    : null;
  return { keys, ...toChannels(shown), raw: raw && makeChannel(raw.centre) };
}

function toChannels({ centre, low, high, runs }: Aggregated): Omit<GroupColumns, 'keys' | 'raw'> {
  return { shown: makeChannel(centre), low: low && makeChannel(low), high: high && makeChannel(high), runs };
}
