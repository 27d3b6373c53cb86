import { toUtf8 } from '../../../src/base/bytes.ts';
import type { PointColumns } from '../../../src/base/columns.ts';
import type { Cell } from '../../query/table-files/file-columns.ts';
import { jsonNumber, jsonTime } from './json-text.ts';
import { toTime } from './point-rows.ts';
import { familyOf, type RunColumn } from './run-rows.ts';
import type { TableSource } from './table-source.ts';

/** Text that is given away at once. */
const CHARACTERS_AT_ONCE = 1024 * 1024;
const POINTS_AT_ONCE = 20_000;

/**
 * An object a run, a line each: attributes, and `params`, `tags` and `metrics` as objects in it. Metrics are their last
 * values, or with histories `{"step":[…],"time_ms":[…],"value":[…]}`.
 */
export async function* runObjects(
  source: TableSource,
  columns: readonly RunColumn[],
  withHistories: boolean,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const toText = makeRunText(columns, withHistories);
  let text = '';
  if (!withHistories) {
    source.runCount = 0;
    for (const row of source.rows) {
      text += `${toText(row)}}\n`;
      source.runCount += 1;
      if (text.length < CHARACTERS_AT_ONCE) continue;
      yield toUtf8(text);
      text = '';
    }
    yield toUtf8(text);
    return;
  }
  for await (const run of source.runs()) {
    text += `${toText(source.row(run.key))},"metrics":{`;
    for (const [index, { key }] of run.series.entries()) {
      text += `${index === 0 ? '' : ','}${JSON.stringify(key)}:`;
      for (const piece of historyPieces(await source.points(run, key))) {
        text += piece;
        if (text.length < CHARACTERS_AT_ONCE) continue;
        yield toUtf8(text);
        text = '';
      }
    }
    text += '}}\n';
  }
  yield toUtf8(text);
}

/** The object of a row without its end. */
function makeRunText(columns: readonly RunColumn[], withHistories: boolean): (row: number) => string {
  const attributes = columns.filter(({ name }) => familyOf(name) === null);
  const families = (
    withHistories ? (['params', 'tags'] as const) : (['params', 'tags', 'metrics'] as const)
  ).map((family) => ({
    head: `,"${family}":{`,
    members: columns.flatMap((column) => {
      const own = familyOf(column.name);
      return own?.family === family ? [{ ...column, name: own.key }] : [];
    }),
  }));
  return (row) => {
    let text = `{${membersText(attributes, row)}`;
    for (const { head, members } of families) text += `${head}${membersText(members, row)}}`;
    return text;
  };
}

function membersText(columns: readonly RunColumn[], row: number): string {
  let text = '';
  for (const column of columns) {
    const value = cellText(column, column.cell(row));
    if (value !== '') text += `${text === '' ? '' : ','}${JSON.stringify(column.name)}:${value}`;
  }
  return text;
}

function cellText({ type }: RunColumn, value: Cell): string {
  if (value === null) return '';
  if (type === 'text') return JSON.stringify(String(value));
  if (type !== 'time') return jsonNumber(Number(value));
  const time = toTime(Number(value));
  return Number.isNaN(time) ? '' : jsonTime(time);
}

function* historyPieces({ steps, timesMs, values }: PointColumns): Generator<string> {
  yield '{"step":[';
  yield* listPieces(steps, (step) => (Number.isNaN(step) ? 'null' : jsonNumber(step)));
  yield '],"time_ms":[';
  yield* listPieces(timesMs, (time) => (Number.isNaN(time) ? 'null' : jsonNumber(time)));
  yield '],"value":[';
  yield* listPieces(values, jsonNumber);
  yield ']}';
}

function* listPieces(values: Float64Array, toText: (value: number) => string): Generator<string> {
  for (let from = 0; from < values.length; from += POINTS_AT_ONCE) {
    const some = Array.from(values.subarray(from, from + POINTS_AT_ONCE), toText);
    yield (from === 0 ? '' : ',') + some.join(',');
  }
}
