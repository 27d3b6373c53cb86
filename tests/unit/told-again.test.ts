import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import { mergeRunVersions } from '../../src/domain/merge-runs.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import { GREATEST_REVISION, nextRevision, revisionOf, withRevision } from '../../src/domain/revision.ts';
import type { RunRecord, StoredRun } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { revisionOfRecord, type ToldRecord, toTold } from '../../src/domain/told-records.ts';
import { revisionOfTelling } from '../../src/domain/told-runs.ts';
import { contentOf } from '../../workers/import/storing/run-draft.ts';
import { putNewer } from '../../workers/query/newest-records.ts';
import { MADE_EXPERIMENT, runRecord } from '../support/made-run.ts';

/** A run as a source tells it. */
interface Telling {
  readonly format: string;
  readonly path: string;
  readonly status: RunRecord['status'];
  readonly points: number;
  readonly deleted: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const telling: fc.Arbitrary<Telling> = fc.record({
  format: fc.constantFrom('a', 'b'),
  path: fc.constantFrom('one', 'two', 'in/one'),
  status: fc.constantFrom('running', 'finished'),
  points: fc.nat(2),
  deleted: fc.boolean(),
  tags: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { maxKeys: 2 }),
});

const ENDED: Telling = { format: 'a', path: 'one', status: 'finished', points: 1, deleted: false, tags: {} };

function toVersion({ format, path, status, points, deleted, tags }: Telling): StoredRun {
  const steps = Float64Array.from({ length: points }, (_, at) => at);
  const summary = summariseSeries('loss', { steps, timesMs: steps, values: steps });
  const record: RunRecord = {
    ...runRecord({ id: 'r', loss: '', status }),
    lifecycle: deleted ? 'deleted' : 'active',
    origin: { format, path },
    tags: Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  const parts = [{ pack: toHash(path), offset: 0, count: points }];
  return { ...record, content: contentOf(record, [summary]), series: [{ ...summary, parts }] };
}

/** What a workspace holds of one run. */
class Device {
  versions: StoredRun[] = [];

  /** True where it was news. */
  read(...told: readonly Telling[]): boolean {
    const fresh = told.flatMap((one) => {
      const version = toVersion(one);
      const { content } = version;
      const revision = revisionOfTelling({ record: version, content, points: one.points }, this.versions);
      return revision === null ? [] : [withRevision(version, revision)];
    });
    this.versions.push(...fresh);
    return fresh.length > 0;
  }

  meet(other: Device): void {
    const all = [...this.versions, ...other.versions];
    this.versions = [...all];
    other.versions = all.reverse();
  }

  get shown(): StoredRun {
    return mergeRunVersions(this.versions).run;
  }

  get tags(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.shown.tags);
  }
}

describe('versions of a run', () => {
  test('merge to the same in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(telling, fc.nat(2)), { minLength: 1, maxLength: 6 }),
        fc.func(fc.nat()),
        (told, key) => {
          const versions = told.map(([one, revision]) => withRevision(toVersion(one), revision));
          const turned = versions.map((one, at) => [one, key(at)] as const).sort(([, a], [, b]) => a - b);
          const shown = mergeRunVersions(versions).run;
          expect(mergeRunVersions(turned.map(([one]) => one)).run).toEqual(shown);
          expect(mergeRunVersions([...versions, ...versions]).run).toEqual(shown);
        },
      ),
    );
  });

  test('are shown as they were told last, and told again they are no news', () => {
    fc.assert(
      fc.property(fc.array(telling, { minLength: 1, maxLength: 8 }), (told) => {
        const device = new Device();
        for (const one of told)
          device.read({ ...one, format: 'a', path: 'one', points: 1, status: 'finished' });
        const last = told.at(-1)!;
        expect(device.tags).toEqual(last.tags);
        expect(device.shown.lifecycle).toBe(last.deleted ? 'deleted' : 'active');
        expect(device.read({ ...last, format: 'a', path: 'one', points: 1, status: 'finished' })).toBe(false);
      }),
    );
  });

  test('of one drop are no news when it is dropped again, whatever it holds', () => {
    const drop = fc.uniqueArray(telling, {
      selector: ({ format, path }) => `${format} ${path}`,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(drop, { maxLength: 3 }), drop, (earlier, last) => {
        const device = new Device();
        for (const one of earlier) device.read(...one);
        device.read(...last);
        // Where a source said the same as another one, which now says something else, that is news once more.
        device.read(...last);
        expect(device.read(...last)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('that devices told without knowing of one another are the same on all of them', () => {
    const step = fc.record({ who: fc.nat(2), one: telling, meets: fc.option(fc.nat(2)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const devices = [new Device(), new Device(), new Device()];
        for (const { who, one, meets } of [...steps, { who: 0, one: ENDED, meets: 1 }]) {
          devices[who]!.read(one);
          if (meets !== null) devices[who]!.meet(devices[meets]!);
        }
        devices[0]!.meet(devices[2]!);
        devices[0]!.meet(devices[1]!);
        devices[2]!.meet(devices[1]!);
        expect(devices[1]!.shown).toEqual(devices[0]!.shown);
        expect(devices[2]!.shown).toEqual(devices[0]!.shown);
      }),
      { numRuns: 40 },
    );
  });

  test('lose a tag that their source does not have any more', () => {
    const device = new Device();
    device.read({ ...ENDED, tags: { x: '1', y: '1' } });
    device.read({ ...ENDED, tags: { x: '2' } });
    expect(device.tags).toEqual({ x: '2' });
  });

  test('keep the tags that another format told', () => {
    const device = new Device();
    device.read({ ...ENDED, tags: { x: '1' } });
    device.read({ ...ENDED, format: 'b', tags: { y: '1' } });
    device.read({ ...ENDED, tags: {} });
    expect(device.tags).toEqual({ y: '1' });
  });

  test('of an older copy do not bring back what is gone, and are stored once', () => {
    const device = new Device();
    device.read({ ...ENDED, points: 2, tags: { x: '1', y: '1' } });
    device.read({ ...ENDED, points: 2, tags: { x: '2' } });
    const copy: Telling = { ...ENDED, points: 1, status: 'running', tags: { x: '0', y: '0' } };
    expect(device.read(copy)).toBe(true);
    expect(device.read(copy)).toBe(false);
    expect(device.tags).toEqual({ x: '2' });
    expect(device.shown.status).toBe('finished');
  });

  test('say that a run which was deleted is back', () => {
    const device = new Device();
    for (const deleted of [false, true, false]) device.read({ ...ENDED, deleted });
    expect(device.shown.lifecycle).toBe('active');
  });

  test('of one drop do not take turns at being the last', () => {
    const device = new Device();
    const drop = [
      { ...ENDED, tags: { x: '1' } },
      { ...ENDED, path: 'two', tags: { x: '2' } },
    ];
    device.read(...drop);
    const before = device.tags;
    expect(device.read(...drop)).toBe(false);
    // Nor where a folder around it was dropped, or a copy under another name.
    for (const place of ['around/it', 'elsewhere'])
      expect(device.read(...drop.map((one) => ({ ...one, path: `${place}/${one.path}` })))).toBe(false);
    expect(device.read(...drop.map((one) => ({ ...one, path: `copy of ${one.path}` })))).toBe(false);
    expect(device.tags).toEqual(before);
  });

  test('come before what is told live, whatever they know', () => {
    const ended = withRevision(toVersion({ ...ENDED, points: 2, tags: { x: '1', y: '1' } }), 7);
    const other = toVersion({ ...ENDED, format: 'b', points: 2, tags: { z: '1' } });
    const live = toVersion({ ...ENDED, points: 1, status: 'running', tags: { x: '2' } });
    const { run } = mergeRunVersions([ended], undefined, undefined, live);
    expect(run).toMatchObject({ status: 'running', tags: [['x', '2']] });
    expect(mergeRunVersions([ended, other], undefined, undefined, live).run.tags).toEqual([
      ['x', '2'],
      ['z', '1'],
    ]);
  });
});

describe('a revision', () => {
  test('that is none counts as the first telling', () => {
    for (const revision of [-1, 0.5, Number.NaN, Infinity, GREATEST_REVISION + 1, '5', null, {}] as number[])
      expect(revisionOf({ revision })).toBe(0);
    expect(revisionOf({})).toBe(0);
    expect(revisionOf({ revision: GREATEST_REVISION })).toBe(GREATEST_REVISION);
  });

  test('never becomes one that counts as none', () => {
    expect(nextRevision([{ revision: GREATEST_REVISION }])).toBe(GREATEST_REVISION);
    expect(nextRevision([{}])).toBe(1);
    expect(nextRevision([])).toBe(0);
  });
});

describe('records besides runs', () => {
  const told = (tags: string, how: Partial<ExperimentRecord> = {}): ExperimentRecord => ({
    ...MADE_EXPERIMENT,
    ...how,
    tags: [['x', tags]],
  });

  /** Reads them one after the other; those that are stored. */
  function read(...records: readonly ExperimentRecord[]): ExperimentRecord[] {
    const held: ToldRecord[] = [];
    return records.flatMap((record) => {
      const revision = revisionOfRecord(toTold(record), held);
      if (revision === null) return [];
      const stored = withRevision(record, revision);
      held.push(toTold(stored));
      return [stored];
    });
  }

  function shown(records: readonly ExperimentRecord[]): string | undefined {
    const map = new Map<string, ExperimentRecord>();
    for (const record of records) putNewer(map, 'x', record);
    return map.get('x')?.tags[0]?.[1];
  }

  test('are shown as they were told last, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 6 }), (tags) => {
        const stored = read(...tags.map((tag) => told(tag)));
        expect(shown(stored)).toBe(tags.at(-1));
        expect(shown(stored.toReversed())).toBe(tags.at(-1));
        expect(read(...tags.map((tag) => told(tag)), told(tags.at(-1)!))).toEqual(stored);
      }),
    );
  });

  test('of an older copy come before what is there, and are stored once', () => {
    const [now, before] = [told('2', { updatedMs: 9 }), told('1', { updatedMs: 5 })];
    const stored = read(now, before, before);
    expect(stored).toEqual([now, before]);
    expect(shown(stored)).toBe('2');
  });

  test('of two stores that have one experiment are not stored in turn', () => {
    const [one, other] = [told('1', { artifactLocation: 'a' }), told('2', { artifactLocation: 'b' })];
    expect(read(one, other, one, other)).toEqual([one, other]);
    expect(shown(read(one, other, told('3', { artifactLocation: 'a' })))).toBe('3');
  });
});
