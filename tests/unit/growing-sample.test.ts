import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingSample } from '../../workers/import/formats/csv/growing-sample.ts';
import { type CsvSample, inspectHead } from '../../workers/import/formats/csv/inspect.ts';

const cell = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map(String),
  fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value.toFixed(4)),
  fc.constantFrom('', 'nan', 'warm', '2023-11-14T22:13:20Z', '1700000000', '"a, ""b"""', '"two\nlines"', 'é'),
);
const table = fc
  .tuple(
    fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 90, maxLength: 160 }),
    fc.constantFrom(',', '\t', ';'),
    fc.constantFrom('', '# made by hand\n', '\ufeff'),
  )
  .map(([rows, delimiter, before]) =>
    Buffer.from(
      `${before}step${delimiter}loss${delimiter}note\n${rows.map((row) => row.join(delimiter)).join('\n')}\n`,
    ),
  );

/** What is told of it, but for how many of the rows are kept. */
function told(sample: CsvSample | null): unknown {
  if (!sample) return null;
  const { dialect, names, rows, sampledRows, profiles, isFull } = sample;
  return {
    dialect,
    names,
    rows: rows.slice(0, 8),
    sampledRows,
    profiles: profiles.map((one) => ({ ...one })),
    isFull,
  };
}

describe('the first rows of a table that grows', () => {
  it('say what they say of the table as it is then', () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
    const property = fc.property(table, cuts, (bytes, shares) => {
      const growing = new GrowingSample();
      for (const share of [...shares.sort((a, b) => a - b), 1]) {
        const head = bytes.subarray(0, Math.floor(bytes.length * share));
        expect(told(growing.take(head, 'a.csv'))).toEqual(told(inspectHead(head, false, 'a.csv')));
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('are a thousand, then no more are looked at, and other letters further down are noticed', () => {
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `${from + at},0.5,x\n`).join('');
    const growing = new GrowingSample();
    const head = (text: string) => growing.take(Buffer.from(text, 'latin1'), 'a.csv');
    const short = `step,loss,note\n${rows(0, 500)}`;
    const long = short + rows(500, 1100);
    expect(head(short)).toMatchObject({ sampledRows: 500, isFull: false });
    const full = head(long);
    expect(full).toMatchObject({ sampledRows: 1000, isFull: true });
    expect(head(long + rows(1100, 1200))).toBe(full);
    expect(head(`${long}${rows(1100, 1200)}1200,0.5,é\n`)?.dialect.encoding).toBe('windows-1252');
  });
});
