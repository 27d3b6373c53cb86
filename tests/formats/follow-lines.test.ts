import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonFollower } from '../../workers/import/formats/json-log/follow.ts';
import { jsonLog } from '../../workers/import/formats/json-log/index.ts';
import { followInSteps, type Moment } from '../support/follow.ts';
import { Followed } from '../support/followed.ts';

const LOG = 'runs/a/metrics.jsonl';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const momentsOf = (...texts: readonly string[]): Moment[] =>
  texts.map((text) => new Map([[LOG, bytesOf(text)]]));

const row = (step: number, more: object = {}): string =>
  `${JSON.stringify({ step, loss: 1 / (step + 1), ...more })}\n`;
const rows = (from: number, to: number, more: object = {}): string =>
  Array.from({ length: to - from }, (_, at) => row(from + at, more)).join('');

async function followed(...texts: readonly string[]) {
  const watch = new Followed(new JsonFollower(), true);
  const looks = [];
  for (const text of texts) {
    watch.set(LOG, bytesOf(text));
    looks.push(await watch.look());
  }
  return { watch, looks };
}

const key = fc.constantFrom('loss', 'eval/loss', 'acc', 'note', 'lr', 'epoch', 'done', 'list');
const leaf = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: 0, max: 50 }),
  fc.constantFrom(null, true, false, 'warm', '0.5', 'NaN', [1, 2]),
);
const logged = fc.record({
  values: fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 2 })), { maxKeys: 4 }),
  noise: fc.constantFrom(
    '',
    '',
    '',
    '',
    'epoch done\n',
    '{"step": 3, "lo\n',
    '\n',
    '{"step": 9, "loss": NaN}\n',
  ),
});
/** A log and the sizes at which somebody looks at it. */
const growing = fc
  .tuple(fc.array(logged, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([list, end, isEnded]) => {
    const text = list
      .map(({ values, noise }, step) => noise + JSON.stringify({ step, ...values }) + end)
      .join('');
    return bytesOf(row(0) + (isEnded ? text : text.slice(0, -end.length)));
  })
  .chain((log) =>
    fc.tuple(
      fc.constant(log),
      fc.array(fc.nat({ max: log.length }), { maxLength: 30 }).map((cuts) => cuts.sort((a, b) => a - b)),
    ),
  );

describe('following lines of JSON', () => {
  it('tells together what a reading tells, wherever it was cut', async () => {
    const property = fc.asyncProperty(growing, async ([log, cuts]) => {
      const moments = [...cuts, log.length].map((size) => new Map([[LOG, log.subarray(0, size)]]));
      await followInSteps(jsonLog, moments);
    });
    await fc.assert(property, { numRuns: Number(process.env.FOLLOW ?? 60) });
  });

  it('reads what was appended and nothing else, rows that are not whole once they are', async () => {
    const { looks } = await followed(
      row(0),
      `${row(0)}{"step":1,"loss":0.`,
      row(0) + row(1),
      row(0) + row(1),
    );
    expect(looks.map(({ points, kinds }) => [points, kinds.length > 0])).toEqual([
      [{ loss: [1] }, true],
      [{}, false],
      [{ loss: [0.5] }, true],
      [{}, false],
    ]);
  });

  it('takes a last row without its end at once, and its end later', async () => {
    const last = row(1).trimEnd();
    const { looks, watch } = await followed(
      row(0) + last,
      `${row(0) + last}\r\n`,
      `${row(0) + last}\r\n${row(2)}`,
    );
    expect(looks.map(({ points }) => points)).toEqual([{ loss: [1, 0.5] }, {}, { loss: [1 / 3] }]);
    expect(await watch.end()).toMatchObject({ kinds: [] });
  });

  it('begins anew where a row that was taken goes on', async () => {
    const last = row(1).trimEnd();
    const { looks } = await followed(row(0) + last, `${row(0) + last} {"step": 2}\n`);
    expect(looks[1]?.kinds).toEqual(['restart']);
  });

  it.each([
    ['shorter', row(0)],
    ['another', rows(7, 20)],
    ['rotated and longer', `{"loss": 3, "step": 100}\n${rows(101, 120)}`],
  ])('begins anew where the file is %s', async (_, text) => {
    const { looks } = await followed(rows(0, 4), text);
    expect(looks[1]?.kinds).toEqual(['restart']);
  });

  it('goes on where metrics come late, before and behind the rows that are looked at', async () => {
    const steps = [
      rows(0, 3),
      rows(0, 3) + rows(3, 9, { acc: 1, ok: true }),
      rows(0, 9) + rows(9, 1500, { acc: 2 }),
    ];
    const last = `${rows(0, 9)}${rows(9, 1500, { acc: 2 })}${rows(1500, 1510, { eval: { acc: 5, ok: true } })}`;
    const begun = await followInSteps(jsonLog, momentsOf(steps[0]!, steps[1]!));
    expect(begun.restarts).toBe(0);
    const figures = await followInSteps(jsonLog, momentsOf(steps[2]!, last, last + rows(1510, 1520)));
    expect(figures).toMatchObject({ restarts: 0, endRestarts: 0 });
    const { looks } = await followed(steps[2]!, last);
    expect(Object.keys(looks[1]!.points).sort()).toEqual(['eval.acc', 'eval.ok', 'loss']);
  });

  it('reads a megabyte once, half of a row at its end included', async () => {
    const text = rows(0, 3000, { note: 'x'.repeat(350) });
    const cuts = [10, 400_000, 524_288, 524_289, 1_050_000, 1_050_001];
    const figures = await followInSteps(jsonLog, momentsOf(...cuts.map((size) => text.slice(0, size)), text));
    expect(figures.restarts).toBe(0);
    expect(figures.bytesRead).toBeLessThan(text.length * 1.01);
  });

  it('has a byte order mark, and rows of several runs by name', async () => {
    const text = `\ufeff${['a', 'b', 'a', 'b'].map((run, at) => `{"run": "${run}", "step": ${at >> 1}, "loss": ${at}}\n`).join('')}`;
    const figures = await followInSteps(
      jsonLog,
      momentsOf(...[40, 75, 110, 130].map((size) => text.slice(0, size)), text),
    );
    expect(figures.endRestarts).toBe(0);
  });

  it('tells a document that is written anew from its start, also where only its middle is another', async () => {
    const history = (loss: number) => `{"loss": [${loss}, 0.25], "val_loss": [0.5, 0.5]}`;
    const watch = new Followed(new JsonFollower(), true);
    watch.set('history.json', bytesOf(history(0.75)));
    expect((await watch.look()).points).toEqual({ loss: [0.75, 0.25], val_loss: [0.5, 0.5] });
    expect((await watch.look()).kinds).toEqual([]);
    expect((await watch.end()).kinds).toEqual([]);
    watch.set('history.json', bytesOf(history(0.85)));
    expect((await watch.look()).kinds).toEqual(['restart']);
  });

  it('waits for numbers, and says at the end that there are none', async () => {
    const words = '{"event": "started"}\n';
    const { looks, watch } = await followed(words, words + row(0));
    expect(looks.map(({ points }) => points)).toEqual([{}, { loss: [1] }]);
    expect((await watch.end()).kinds).toEqual([]);
    const other = await followed(words);
    expect((await other.watch.end()).problems).toEqual(['unrecognised-file']);
  });
});
