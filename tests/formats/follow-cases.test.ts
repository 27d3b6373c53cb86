import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupFollower } from '../../workers/import/formats/tensorboard/follow.ts';
import { WandbFollower } from '../../workers/import/formats/wandb/follow.ts';
import { wandb } from '../../workers/import/formats/wandb/index.ts';
import { followInSteps, grow, growth } from '../support/follow.ts';
import { Followed } from '../support/followed.ts';
import { exitRecord, item, message, row, runRecord, text, wandbLog } from '../support/wandb-log.js';
import { writeEvents } from '../support/write-events.js';

const EVENTS = 'runs/one/events.out.tfevents.1700000000.box.1.0';
const LOG = 'wandb/offline-run-20240101_000000-abc/run-abc.wandb';
const OUTPUT = 'wandb/offline-run-20240101_000000-abc/files/output.log';

/** An event file with these values of tags, a step and a second apart. */
function events(...scalars: readonly (readonly [tag: string, value: number])[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-follow-'));
  try {
    const path = join(folder, 'events');
    writeEvents(
      path,
      scalars.map(([tag, value], step) => [tag, step, 1_700_000_000 + step, value]),
    );
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('event files', () => {
  const values = [0.5, 0.25, 0.125].map((value) => ['loss', value] as const);

  it('tell what was appended and nothing else, a record in two halves once it is whole', async () => {
    const watch = new Followed(new GroupFollower());
    const all = events(...values);
    watch.set(EVENTS, events(values[0]!));
    expect(await watch.look()).toMatchObject({ points: { loss: [0.5] }, names: ['one'] });
    watch.set(EVENTS, all.subarray(0, all.length - 20));
    expect(await watch.look()).toMatchObject({ points: { loss: [0.25] } });
    watch.set(EVENTS, all.subarray(0, all.length - 1));
    expect((await watch.look()).kinds).toEqual([]);
    watch.set(EVENTS, all);
    expect(await watch.look()).toMatchObject({
      points: { loss: [0.125] },
      kinds: ['run', 'points', 'run-end'],
    });
    expect((await watch.look()).kinds).toEqual([]);
    expect((await watch.end()).kinds).toEqual([]);
  });

  it('larger than memory are read twice, and then on', async () => {
    const watch = new Followed(new GroupFollower(150));
    const all = events(...values);
    watch.set(EVENTS, all.subarray(0, all.length - 1));
    expect(await watch.look()).toMatchObject({ points: { loss: [0.5, 0.25] } });
    watch.set(EVENTS, all);
    expect(await watch.look()).toMatchObject({ points: { loss: [0.125] } });
  });

  it('a metric that was a placeholder is told with all its points', async () => {
    const watch = new Followed(new GroupFollower());
    watch.set(EVENTS, events(['hp_metric', -1], ['loss', 1]));
    expect((await watch.look()).points).toEqual({ loss: [1] });
    watch.set(EVENTS, events(['hp_metric', -1], ['loss', 1], ['hp_metric', 0.5]));
    expect((await watch.look()).points).toEqual({ hp_metric: [-1, 0.5] });
  });

  it('another run beside the first is told, the first not again', async () => {
    const watch = new Followed(new GroupFollower());
    watch.set('runs/events.out.tfevents.1700000000.box.1.0', events(values[0]!, ['top', 1]));
    watch.set(EVENTS, events(values[0]!, ['a', 1]));
    await watch.look();
    watch.set('runs/two/events.out.tfevents.1700000009.box.1.0', events(values[1]!, ['b', 1]));
    expect(await watch.look()).toMatchObject({ points: { loss: [0.25], b: [1] }, names: ['two'] });
  });

  it.each([
    ['that is shorter', events(values[0]!).subarray(0, 60)],
    ['with something else where it was read', events(['acc', 0.5], ['acc', 0.6], ['acc', 0.7], ['acc', 0.8])],
  ])('one %s begins anew', async (_, bytes) => {
    const watch = new Followed(new GroupFollower());
    watch.set(EVENTS, events(values[0]!));
    await watch.look();
    watch.set(EVENTS, bytes);
    expect((await watch.look()).kinds).toEqual(['restart']);
  });

  it('the validation that joins a run begins anew', async () => {
    const watch = new Followed(new GroupFollower());
    watch.set('runs/one/train/events.out.tfevents.1700000000.box.1.0', events(values[0]!));
    expect((await watch.look()).points).toEqual({ 'train/loss': [0.5] });
    watch.set('runs/one/validation/events.out.tfevents.1700000002.box.1.0', events(values[0]!));
    const { points, isRestart } = await watch.look();
    expect(isRestart || 'validation/loss' in points).toBe(true);
  });

  it('an empty one is a problem at the end alone', async () => {
    const watch = new Followed(new GroupFollower());
    watch.set(EVENTS, new Uint8Array());
    expect((await watch.look()).kinds).toEqual([]);
    expect((await watch.end()).problems).toEqual(['empty-file']);
  });
});

describe('W&B logs', () => {
  const rows = [0.5, 0.25, 0.125].map((loss, step) => row({ loss: String(loss), _step: String(step) }));
  const begun = [runRecord('abc'), message(5, item(1, 'lr', '0.1'))];

  it('tell each row once it is there, before the run has ended', async () => {
    const watch = new Followed(new WandbFollower());
    watch.set(LOG, wandbLog([...begun, rows[0]!]));
    expect(await watch.look()).toMatchObject({
      points: { loss: [0.5] },
      statuses: ['unknown'],
      problems: [],
    });
    const two = wandbLog([...begun, rows[0]!, rows[1]!]);
    watch.set(LOG, two.subarray(0, two.length - 1));
    expect((await watch.look()).kinds).toEqual([]);
    watch.set(LOG, two);
    expect(await watch.look()).toMatchObject({
      points: { loss: [0.25] },
      kinds: ['run', 'points', 'run-end'],
    });
    expect((await watch.end()).problems).toEqual(['run-unfinished']);
  });

  it('tell a run again when only its facts change', async () => {
    const watch = new Followed(new WandbFollower());
    watch.set(LOG, wandbLog([...begun, rows[0]!]));
    await watch.look();
    watch.set(LOG, wandbLog([...begun, rows[0]!, exitRecord(0)]));
    expect(await watch.look()).toMatchObject({ statuses: ['finished'], kinds: ['run', 'run-end'] });
    expect((await watch.end()).kinds).toEqual([]);
  });

  it('tell a value that the summary alone has when the run has ended, or nobody writes any more', async () => {
    const summary = (value: string) => message(3, item(1, 'best', value));
    for (const isExit of [true, false]) {
      const watch = new Followed(new WandbFollower());
      watch.set(LOG, wandbLog([...begun, rows[0]!, summary('1')]));
      expect((await watch.look()).points).toEqual({ loss: [0.5] });
      const log = [...begun, rows[0]!, summary('1'), summary('2')];
      watch.set(LOG, wandbLog(isExit ? [...log, exitRecord(0)] : log));
      expect((await watch.look()).points).toEqual(isExit ? { best: [2] } : {});
      expect((await watch.end()).points).toEqual(isExit ? {} : { best: [2] });
    }
  });

  it('tell the console as it grows, from the log or from its file', async () => {
    const watch = new Followed(new WandbFollower());
    const printed = (line: string) => message(13, text(3, line));
    watch.set(LOG, wandbLog([...begun, printed('one\n')]));
    expect((await watch.look()).artifacts).toEqual(['output.log']);
    watch.set(LOG, wandbLog([...begun, printed('one\n'), printed('two\n')]));
    expect((await watch.look()).artifacts).toEqual(['output.log']);
    watch.set(OUTPUT, Buffer.from('one\ntwo\nthree\n'));
    expect((await watch.look()).artifacts).toEqual(['output.log']);
    watch.set(OUTPUT, Buffer.from('one\ntwo\nthree\nfour\n'));
    expect((await watch.look()).artifacts).toEqual(['output.log']);
    expect((await watch.look()).kinds).toEqual([]);
  });

  it('of a run that ended and was resumed say that it goes on', async () => {
    const watch = new Followed(new WandbFollower());
    watch.set(LOG, wandbLog([...begun, rows[0]!, exitRecord(0)]));
    expect((await watch.look()).statuses).toEqual(['finished']);
    watch.set(LOG.replace('240101', '240102'), wandbLog([...begun, rows[1]!]));
    expect(await watch.look()).toMatchObject({ statuses: ['unknown'], points: { loss: [0.25] } });
  });

  it('that are replaced begin anew', async () => {
    const watch = new Followed(new WandbFollower());
    watch.set(LOG, wandbLog([...begun, rows[0]!]));
    await watch.look();
    watch.set(LOG, wandbLog([runRecord('abc'), ...rows, ...rows]));
    expect((await watch.look()).kinds).toEqual(['restart']);
  });

  it('of several blocks are told as they are read, damaged or not', async () => {
    const many = Array.from({ length: 40 }, (_, step) =>
      row({
        loss: String(step / 7),
        note: JSON.stringify('x'.repeat((step * 977) % 9000)),
        _step: String(step),
      }),
    );
    const log = wandbLog([...begun, ...many, exitRecord(1)]);
    const flip = fc.option(fc.integer({ min: 7, max: log.length - 1 }), { nil: -1 });
    const property = fc.asyncProperty(growth, flip, async (steps, at) => {
      const bytes = Uint8Array.from(log);
      if (at >= 0) bytes[at] = bytes[at]! ^ 0x55;
      await followInSteps(wandb, grow(new Map([[LOG, bytes]]), steps, { isInOrder: true }), {
        mostShare: at < 0 ? 1.1 : 3,
      });
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
