import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { toHash } from '../../src/domain/ids.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { parseForeignPack } from '../../src/storage/foreign-records.ts';
import { toRecordLine } from '../../src/storage/record-lines.ts';
import { runRecord } from '../support/made-run.ts';

const PACK = toHash('a'.repeat(64));

function runLine(id: string): string {
  const values = Float64Array.of(Number.NaN, 1, 2);
  const points = { values, steps: Float64Array.of(0, 1, 2), timesMs: new Float64Array(3).fill(Number.NaN) };
  const series = [
    { ...summariseSeries('loss', points), parts: [{ pack: PACK, offset: 0, count: 3 }] },
    { ...summariseSeries('__proto__', points), parts: [{ pack: PACK, offset: 72, count: 3 }] },
  ];
  return toRecordLine({ ...runRecord({ id, loss: '', params: { lr: '0.1' } }), content: PACK, series });
}

const pack = (...lines: readonly string[]) => toUtf8(`${lines.join('\n')}\n`);

describe('a record pack from another browser', () => {
  test('names its runs and where their points lie', () => {
    const checked = parseForeignPack('runs', pack(runLine('a'), runLine('b')));
    expect(checked).toEqual({ keys: ['a', 'b'], points: [PACK], artifacts: [] });
  });

  test('names the chunks of its artifacts', () => {
    const entries = [{ path: 'model.pkl', sizeBytes: 3, chunks: [PACK] }];
    const line = JSON.stringify({ kind: 'artifacts', owner: 'a', entries });
    expect(parseForeignPack('artifacts', pack(line))?.artifacts).toEqual([[PACK]]);
  });

  test('that holds something else than it says is refused', () => {
    expect(parseForeignPack('artifacts', pack(runLine('a')))).toBeNull();
    expect(parseForeignPack('others', pack(runLine('a')))).toBeNull();
    expect(parseForeignPack('runs', pack('not json'))).toBeNull();
  });

  test.each([
    ['a name that is no text', { name: 7 }],
    ['an unknown status', { status: 'sleeping' }],
    ['a part of a pack that is not in the list', { packs: [] }],
    ['parameters that are no pairs', { params: [['lr']] }],
    ['a pack that is no hash', { packs: ['javascript:alert(1)'] }],
  ])('with %s is refused', (_, change) => {
    const line = JSON.stringify({ ...(JSON.parse(runLine('a')) as object), ...change });
    expect(parseForeignPack('runs', pack(runLine('b'), line))).toBeNull();
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom('runs', 'artifacts', 'others'), fc.json(), (holds, line) => {
        expect(() => parseForeignPack(holds as 'runs', pack(line))).not.toThrow();
      }),
    );
  });
});
