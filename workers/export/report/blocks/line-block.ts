import { formatCount, formatNumber, formatPlural } from '../../../../src/base/format.ts';
import { toRunKey } from '../../../../src/domain/ids.ts';
import type { LineSettings } from '../../../../src/domain/view-state.ts';
import type { LineModel, LinesModel, Look } from '../../../../src/report/chart/chart-model.ts';
import type { SeriesLine, SeriesQuery, SeriesResult } from '../../../../src/rpc/query-api.ts';
import type { ReportContent } from '../../../../src/rpc/report-api.ts';
import { type Html, html, name } from '../html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';
import type { DrawnOwner } from '../report-source.ts';
import { axisLabel } from '../report-words.ts';
import { figureHtml, legendOf } from './figure.ts';

type LinesContent = Extract<ReportContent, { kind: 'lines' }>;

/** What was asked for one line after the other: only those that are long are reduced. */
interface Loaded {
  readonly owner: DrawnOwner;
  readonly result: SeriesResult;
}

/** Lines of the drawn runs or groups, with every point or the least and greatest of each stretch. */
export async function* lineBlock(content: LinesContent, context: ReportContext): BlockParts {
  const { owners } = context.source;
  const title = content.title || content.ys.join(', ');
  const loaded: Loaded[] = [];
  for (const owner of owners) {
    const result = await context.source.session.series(makeQuery(content, owner, context));
    loaded.push({ owner, result });
  }
  const lines = loaded.flatMap((one) => toLines(one, content.ys, owners.length));
  const all = loaded.flatMap(({ result }) => result.lines);
  if (lines.length === 0) {
    const mistakes = loaded.flatMap(({ result }) => result.mistakes);
    const why = mistakes.find((mistake) => mistake !== null) ?? 'None of the runs logged it.';
    yield html`<figure class="card"><figcaption><h3>${name(title)}</h3></figcaption><p class="note">${why}</p></figure>`;
    return;
  }
  const model = toModel(title, content.line, lines, innerOf(loaded));
  context.linePoints.push(...all.map(({ pointsInRange }) => pointsInRange));
  yield figureHtml({
    id: context.nextId(),
    title,
    model,
    legend: legendOf(lines),
    notes: notesOf(loaded, content.line),
    values: valuesTable(model, all),
  });
}

function makeQuery(
  { ys, line }: LinesContent,
  { id }: DrawnOwner,
  { source, settings }: ReportContext,
): SeriesQuery {
  const group = source.groups?.find((one) => one.id === id);
  return {
    runs: group ? group.runs : [toRunKey(id)],
    groups: group ? [{ id, runs: group.runs }] : null,
    centre: line.centre,
    band: line.band,
    ys,
    axis: line.x,
    logX: line.logX && line.x !== 'time',
    smoothing: line.smoothing,
    range: null,
    // Two points a place: the least and the greatest.
    widthPx: Math.max(1, Math.floor(settings.mostPoints / 2)),
  };
}

/** Where the axis ends that leaves outliers out: so far that each line keeps what it has within its own. */
function innerOf(loaded: readonly Loaded[]): Inner | null {
  const inner = loaded.flatMap(({ result }) => result.inner ?? []);
  if (inner.length === 0) return null;
  const from = Math.min(...inner.map((one) => one.from));
  return { from, to: Math.max(...inner.map((one) => one.to)) };
}

interface Inner {
  readonly from: number;
  readonly to: number;
}

function toLines({ owner, result }: Loaded, ys: readonly string[], owners: number): readonly LineModel[] {
  return result.lines.flatMap((line): LineModel[] => {
    const term = ys[line.term];
    if (term === undefined) return [];
    const label = ys.length < 2 ? owner.name : owners < 2 ? term : `${owner.name} · ${term}`;
    const look = lookOf(owner.look, line.term, ys.length, owners);
    const marks = line.marks.map(({ x: at, what }) => [at, what] as const);
    return [{ of: owner.of, name: label, look, ...compact(result.x, line), marks }];
  });
}

/** A run keeps its colour; a run alone lends its neighbours' to its metrics. */
function lookOf(look: Look, term: number, terms: number, owners: number): Look {
  if (terms < 2) return look;
  return owners < 2 ? { hue: (look.hue + term) % 10, dashed: false } : { hue: look.hue, dashed: term > 0 };
}

/** Only places where this line has a point, and a NaN where it breaks. */
function compact(x: Float64Array, line: SeriesLine): Pick<LineModel, 'x' | 'y' | 'raw' | 'low' | 'high'> {
  const breaks = new Set(line.breaks);
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(line.y[i]!) || breaks.has(i)) kept.push(i);
  const take = (column: Float64Array | null) => column && Float64Array.from(kept, (i) => column[i]!);
  return {
    x: Float64Array.from(kept, (i) => x[i]!),
    y: Float64Array.from(kept, (i) => line.y[i]!),
    raw: take(line.raw),
    low: take(line.low),
    high: take(line.high),
  };
}

function toModel(
  title: string,
  line: LineSettings,
  lines: readonly LineModel[],
  inner: Inner | null,
): LinesModel {
  const isClipped = line.clip && inner !== null && inner.from < inner.to;
  const [low, high] = line.rangeY;
  return {
    kind: 'lines',
    name: title,
    x: line.x === 'time' ? 'time' : line.x === 'relative' ? 'duration' : 'number',
    xLabel: axisLabel(line.x),
    logX: line.logX,
    logY: line.logY,
    rangeX: line.rangeX,
    rangeY: isClipped ? [low ?? inner.from, high ?? inner.to] : line.rangeY,
    lines,
  };
}

function notesOf(loaded: readonly Loaded[], { x, smoothing, clip, rangeY }: LineSettings): string[] {
  const results = loaded.map(({ result }) => result);
  const lines = results.flatMap((result) => result.lines);
  const sum = (count: (line: SeriesLine) => number) => lines.reduce((all, line) => all + count(line), 0);
  const notes = [...new Set(results.flatMap(({ mistakes }) => mistakes.filter((one) => one !== null)))];
  const total = sum(({ pointsInRange }) => pointsInRange);
  if (results.some(({ reduced }) => reduced)) {
    const drawn = sum(({ y }) => y.reduce((n, value) => n + Number(!Number.isNaN(value)), 0));
    notes.push(
      `reduced: ${formatCount(drawn)} of ${formatPlural(total, 'point')}, the least and greatest of each stretch`,
    );
  } else notes.push(`all ${formatPlural(total, 'point')}`);
  if (smoothing.amount > 0)
    notes.push(`smoothed (${smoothing.kind} ${smoothing.amount}), as logged behind it`);
  if (clip) notes.push('the axis leaves out what lies beyond the 5th and 95th percentile');
  else if (rangeY[0] !== null || rangeY[1] !== null) notes.push('the axis was set by hand');
  const nonFinite = sum((line) => line.nonFiniteInRange);
  if (nonFinite > 0) notes.push(`${formatPlural(nonFinite, 'value')} NaN or infinite`);
  const backward = results.reduce((all, { backwardSteps }) => all + backwardSteps, 0);
  if (x === 'step' && backward > 0) notes.push(`steps go back ${formatPlural(backward, 'time')}`);
  const unplaced = sum((line) => line.unplaced);
  if (unplaced > 0) notes.push(`${formatPlural(unplaced, 'point')} without a place on this axis`);
  if (results.some(({ missingPacks }) => missingPacks.length > 0))
    notes.push('some points are not on the device that wrote this');
  return notes;
}

/** For whoever cannot see the picture. */
function valuesTable(model: LinesModel, logged: readonly SeriesLine[]): Html {
  const rows = model.lines.map(({ name: label, y, raw }, i) => {
    const values = (raw ?? y).filter(Number.isFinite);
    const last = values.at(-1);
    const [low, high] = values.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    if (last === undefined)
      return html`<tr><th scope="row">${name(label)}</th><td colspan="4">no finite value</td></tr>`;
    const cells = [last, low, high].map((value) => html`<td>${formatNumber(value, 6)}</td>`);
    return html`<tr><th scope="row">${name(label)}</th>${cells}<td>${formatCount(logged[i]?.pointsInRange ?? 0)}</td></tr>`;
  });
  return html`<details><summary>Values</summary><div class="scroll" tabindex="0" role="region" aria-label="Values of ${model.name}"><table class="numbers"><thead><tr><th scope="col">Line</th><th scope="col">Last</th><th scope="col">Least</th><th scope="col">Greatest</th><th scope="col">Points</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
