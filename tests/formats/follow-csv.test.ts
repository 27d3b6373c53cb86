import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvFollower } from '../../workers/import/formats/csv/follow.ts';
import { csv } from '../../workers/import/formats/csv/index.ts';
import { followInSteps, type Moment } from '../support/follow.ts';
import { Followed } from '../support/followed.ts';

const LOG = 'logs/fit/version_0/metrics.csv';

type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'latin1';

function bytesOf(text: string, encoding: Encoding = 'utf8'): Uint8Array {
  if (encoding === 'utf16be') return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
  return new Uint8Array(Buffer.from(text, encoding));
}

const momentsOf = (...contents: readonly (string | Uint8Array)[]): Moment[] =>
  contents.map((one) => new Map([[LOG, typeof one === 'string' ? bytesOf(one) : one]]));

const cutAt = (whole: Uint8Array, ...sizes: readonly number[]): Moment[] =>
  momentsOf(...sizes.map((size) => whole.subarray(0, size)), whole);

const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `${from + at},${1 / (from + at + 1)}\n`).join('');

async function followed(...texts: readonly string[]) {
  const watch = new Followed(new CsvFollower(), true);
  const looks = [];
  for (const text of texts) {
    watch.set(LOG, bytesOf(text));
    looks.push(await watch.look());
  }
  return { watch, looks };
}

const HEADER = 'step,loss\n';

describe('following tables', () => {
  it('reads what was appended, half a row once it is whole', async () => {
    const { looks, watch } = await followed(
      `${HEADER}0,1\n`,
      `${HEADER}0,1\n1,0.`,
      `${HEADER}0,1\n1,0.5\n2,0.25`,
      `${HEADER}0,1\n1,0.5\n2,0.25`,
    );
    expect(looks.map(({ points }) => points)).toEqual([{ loss: [1] }, {}, { loss: [0.5] }, {}]);
    expect((await watch.end()).points).toEqual({ loss: [0.25] });
  });

  it.each([
    ['shorter', `${HEADER}0,1\n`],
    ['another', HEADER + rows(7, 12)],
    ['rotated and longer', HEADER + rows(100, 130)],
    ['with another header', `step,loss,acc\n${rows(0, 4).replaceAll('\n', ',1\n')}`],
  ])('begins anew where the file is %s', async (_, text) => {
    const { looks } = await followed(HEADER + rows(0, 4), text);
    expect(looks[1]?.kinds).toEqual(['restart']);
  });

  it('begins anew where another table lies there before a row was read', async () => {
    const { looks, watch } = await followed('step,lo', `epoch,accuracy\n0,0.5\n`);
    const { points } = looks[1]!.isRestart ? await retold(watch) : looks[1]!;
    expect(points).toEqual({ accuracy: [0.5] });
  });

  // Lightning writes all rows again when a metric comes that the header does not have.
  it('follows a log that is written anew with further columns', async () => {
    const old = `epoch,step,train_loss\n0,9,0.5\n0,19,0.4\n`;
    const anew = `epoch,step,train_loss,val_loss\n0,9,0.5,\n0,19,0.4,\n0,19,,0.3\n`;
    const later = `${anew}1,29,0.2,\n1,39,0.1,\n`;
    const figures = await followInSteps(csv, momentsOf(old, anew, later, `${later}1,39,,0.25\n`));
    expect(figures.restarts).toBe(1);
  });

  it('reads params beside it once for each of their states', async () => {
    const hparams = LOG.replace('metrics.csv', 'hparams.yaml');
    const moment = (loss: string, settings: string): Moment =>
      new Map([
        [LOG, bytesOf(`epoch,step,loss\n${loss}`)],
        [hparams, bytesOf(settings)],
      ]);
    const growing = ['0,0,1\n', '0,0,1\n0,1,0.5\n', '0,0,1\n0,1,0.5\n0,2,0.25\n'];
    const settings = `lr: 0.1\nnote: ${'x'.repeat(5000)}\n`;
    const figures = await followInSteps(
      csv,
      growing.map((loss) => moment(loss, settings)),
    );
    expect(figures.restarts).toBe(0);
    expect(figures.bytesRead).toBeLessThan(settings.length * 1.05);
    const changed = await followInSteps(csv, [
      moment(growing[0]!, 'lr: 0.1\n'),
      moment(growing[1]!, 'lr: 0.2\n'),
    ]);
    expect(changed.restarts).toBe(1);
  });

  it.each<[string, Uint8Array]>([
    ['UTF-16 with a mark', bytesOf(`\ufeff${HEADER}${rows(0, 40)}`, 'utf16le')],
    ['UTF-16 the other way round', bytesOf(`\ufeff${HEADER}${rows(0, 40)}`, 'utf16be')],
    ['UTF-16 without a mark', bytesOf(HEADER + rows(0, 40), 'utf16le')],
    ['UTF-8 with a mark', bytesOf(`\ufeff${HEADER}${rows(0, 40)}`)],
    ['line ends of old Macs', bytesOf((HEADER + rows(0, 40)).replaceAll('\n', '\r'))],
    ['line ends of Windows', bytesOf((HEADER + rows(0, 40)).replaceAll('\n', '\r\n'))],
    ['letters of Latin 1', bytesOf(`step,perte_élevée\n${rows(0, 40)}`, 'latin1')],
  ])('of %s tells the same wherever it is cut', async (_, whole) => {
    const sizes = fc.array(fc.nat({ max: whole.length }), { maxLength: 12 });
    const property = fc.asyncProperty(sizes, async (list) => {
      await followInSteps(csv, cutAt(whole, ...list.sort((a, b) => a - b)), { mostShare: 4 });
    });
    await fc.assert(property, { numRuns: Number(process.env.FOLLOW ?? 12) });
  });

  it('has cells of several lines across the place where it was read to', async () => {
    const whole = `step,loss,note\n0,1,"first\nsecond, ""third"""\n1,0.5,"a\r\nb"\n2,0.25,\n3,0.125,"open\n`;
    const bytes = bytesOf(whole);
    for (let size = 1; size < bytes.length; size++)
      await followInSteps(csv, cutAt(bytes, size), { mostShare: 3 });
    await followInSteps(csv, cutAt(bytes, ...bytes.keys()), { mostShare: 4 });
  });

  it('of megabytes is read once, whatever comes behind the first half of one', async () => {
    const notes = Array.from({ length: 9000 }, (_, at) => `${at},${1 / (at + 1)},,${'x'.repeat(80)}\n`).join(
      '',
    );
    const text = `step,loss,acc,note\n${notes}9000,0.5,0.75,late\n9001,0.5,0.75,\n`;
    const sizes = [30, 300_000, 524_288, 524_300, 700_000, text.length - 20];
    const figures = await followInSteps(csv, cutAt(bytesOf(text), ...sizes));
    expect(figures.restarts).toBe(0);
    expect(figures.bytesRead).toBeLessThan(text.length * 1.01);
  });

  it.each([
    ['', false],
    ['1', false],
    ['1,', false],
    ['1,0.5', true],
    ['1,"0.5', false],
    ['1,0.5\n', false],
  ])('has a last row in %j: %s', async (last, hasLastRow) => {
    const follower = new CsvFollower();
    const watch = new Followed(follower, true);
    watch.set(LOG, bytesOf(`${HEADER}0,1\n${last}`));
    await watch.look();
    expect(follower.hasLastRow()).toBe(hasLastRow);
  });

  it('is read anew at the end where the last row, which has no end, says that a column is no param', async () => {
    const text = 'epoch,place,loss\n0,here,1\n1,here,0.5\n2,there,0.25';
    const figures = await followInSteps(csv, momentsOf(text.slice(0, 40), text), { mostShare: 2 });
    expect(figures).toMatchObject({ restarts: 0, endRestarts: 1 });
    const { watch } = await followed(text);
    expect((await watch.end()).kinds).toEqual(['restart']);
  });
});

async function retold(before: Followed) {
  const watch = new Followed(new CsvFollower(), true);
  for (const [path, bytes] of before.contents) watch.set(path, bytes);
  return watch.look();
}
