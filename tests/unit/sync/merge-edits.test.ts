import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAlertId } from '../../../src/domain/alerts/alert.ts';
import { type AlertRule, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import type { StoredEdit } from '../../../src/storage/workspace-db.ts';
import { type CarriedEdits, EDIT_DOCS, projectCarried } from '../../../src/sync/bundle/carried-edits.ts';
import { type MergeHow, mergeEdits } from '../../../src/sync/bundle/merge-edits.ts';
import { partOfEdits } from '../../../src/sync/bundle/part-of-edits.ts';
import { readUpdateRanges } from '../../../src/sync/log/update-ranges.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';

const run = toRunKey('a');
const other = toRunKey('b/%2F__proto__');
const experiment = toExperimentKey('team/x1');
const ALERT_RULE: AlertRule = {
  title: '',
  enabled: true,
  scope: '',
  condition: { kind: 'not-finite', metric: '' },
  sinceMs: 5,
};
const HOW = ['history', 'values'] as const;

/** A workspace of a test: its edits as rows, opened by a new page whenever it is edited. */
class Device {
  rows: StoredEdit[] = [];

  edit(act: (docs: WorkspaceDocs) => unknown): this {
    const docs = this.docs();
    docs.onUpdate = (doc, bytes) => this.add(doc, bytes);
    act(docs);
    return this;
  }

  open(brought: CarriedEdits, how: MergeHow): number {
    const { updates, damaged } = mergeEdits(this.rows, brought, how);
    expect(damaged).toEqual([]);
    for (const { doc, bytes } of updates) {
      // What no envelope takes would stop the device for ever.
      expect(readUpdateRanges(bytes)).not.toBeNull();
      this.add(doc, bytes);
    }
    return updates.length;
  }

  get bundle(): CarriedEdits {
    const docs = this.docs();
    return { workspace: docs.snapshot('workspace'), notes: docs.snapshot('notes') };
  }

  get edits() {
    const { registry, ...edits } = projectCarried(this.bundle);
    return { ...edits, registry: registry.map(({ client: _, ...event }) => event) };
  }

  private docs(): WorkspaceDocs {
    const docs = new WorkspaceDocs();
    for (const { doc, bytes } of this.rows) docs.apply(doc, bytes);
    return docs;
  }

  private add(doc: StoredEdit['doc'], bytes: Uint8Array<ArrayBuffer>): void {
    const row = { doc, bytes, kind: 'update', atMs: 0, writer: '', sealed: 0, notes: [] } as const;
    this.rows.push({ ...row, id: this.rows.length + 1 });
  }
}

const nameOf = (device: Device) => device.edits.runs.get(run)?.name;
const noteOf = (device: Device) => device.edits.runs.get(run)?.note;

describe.each(HOW)('edits brought as %s', (how) => {
  it('fill an empty workspace', () => {
    const from = new Device().edit((docs) => {
      docs.rename(run, 'renamed');
      docs.setTag(other, '__proto__', 'own');
      docs.setNote(run, '# note');
      docs.createCollection('shelf', [experiment]);
    });
    const to = new Device();
    expect(to.open(from.bundle, how)).toBe(2);
    expect(to.edits).toEqual(from.edits);
  });

  it('leave what neither knew of the other as it is here', () => {
    for (let round = 0; round < 6; round++) {
      const here = new Device().edit((docs) => docs.rename(run, 'here'));
      const there = new Device().edit((docs) => docs.rename(run, 'there'));
      here.open(there.bundle, how);
      expect(nameOf(here)).toBe('here');
    }
  });

  it('win where they were made by somebody who knew what is here', () => {
    const here = new Device().edit((docs) => docs.rename(run, 'first'));
    const there = new Device();
    there.open(here.bundle, 'history');
    there.edit((docs) => docs.rename(run, 'second'));
    here.open(there.bundle, how);
    expect(nameOf(here)).toBe('second');
    // An older bundle takes nothing back.
    here.edit((docs) => docs.rename(run, 'third'));
    here.open(there.bundle, how);
    expect(nameOf(here)).toBe('third');
  });

  it('keep both notes, and one that is the same only once', () => {
    const here = new Device().edit((docs) => docs.setNote(run, 'mine'));
    const there = new Device().edit((docs) => docs.setNote(run, 'theirs'));
    here.open(there.bundle, how);
    expect(noteOf(here)).toContain('mine');
    expect(noteOf(here)).toContain('theirs');
    const same = new Device().edit((docs) => docs.setNote(run, 'mine'));
    here.open(same.bundle, how);
    expect(noteOf(here)?.split('mine')).toHaveLength(2);
  });

  it('shorten a note where it was shortened there, and leave it short where it was shortened here', () => {
    const here = new Device().edit((docs) => docs.setNote(run, 'a long note'));
    const there = new Device();
    there.open(here.bundle, 'history');
    const asItWas = there.bundle;
    there.edit((docs) => docs.setNote(run, 'a note'));
    here.open(there.bundle, how);
    expect(noteOf(here)).toBe('a note');
    here.open(asItWas, how);
    expect(noteOf(here)).toBe('a note');
    here.edit((docs) => docs.setNote(run, ''));
    here.open(there.bundle, how);
    expect(noteOf(here)).toBe('');
  });

  it('name a document that cannot be read, and bring the other', () => {
    const from = new Device().edit((docs) => docs.rename(run, 'renamed'));
    const { updates, damaged } = mergeEdits([], { ...from.bundle, notes: new Uint8Array([7, 7, 7]) }, how);
    expect(damaged).toEqual(['notes']);
    expect(updates.map(({ doc }) => doc)).toEqual(['workspace']);
  });

  it('change nothing the second time, and lose nothing of either side', () => {
    const act = fc.constantFrom(...Object.keys(ACTS));
    const acts = fc.array(fc.tuple(act, fc.string({ maxLength: 5, unit: 'grapheme' })), { maxLength: 6 });
    fc.assert(
      fc.property(acts, acts, acts, (common, ours, theirs) => {
        const here = new Device();
        const there = new Device();
        const doAll = (device: Device, all: typeof common) =>
          device.edit((docs) => {
            for (const [name, text] of all) ACTS[name]?.(docs, text);
          });
        doAll(here, common);
        there.open(here.bundle, 'history');
        doAll(here, ours);
        doAll(there, theirs);
        const before = here.edits;
        here.open(there.bundle, how);
        const after = here.edits;
        expect(here.open(there.bundle, how)).toBe(0);
        expect(here.edits).toEqual(after);
        const events = (device: typeof after) => new Set(device.registry.map(({ id }) => id));
        for (const id of [...events(before), ...events(there.edits)]) expect(events(after)).toContain(id);
        // Without an own change here since, what they decided is what is so.
        if (ours.length === 0) {
          const { runs: mine, ...restOfMine } = after;
          const { runs: own, ...restOfTheirs } = there.edits;
          expect([...mine].sort()).toEqual([...own].sort());
          expect(restOfMine).toEqual(restOfTheirs);
        }
      }),
      { numRuns: 25 },
    );
  });
});

const ACTS: Readonly<Record<string, (docs: WorkspaceDocs, text: string) => unknown>> = {
  rename: (docs, text) => docs.rename(run, text),
  tag: (docs, text) => docs.setTag(run, text || 'k', text || null),
  note: (docs, text) => docs.setNote(run, text),
  star: (docs, text) => docs.setStarred([run, other], text.length > 2),
  experiment: (docs, text) => docs.renameExperiment(experiment, text),
  undo: (docs) => docs.undo(),
  made: (docs, text) => docs.createExperiment(text, [run]),
  'alert rule': (docs, text) =>
    docs.saveAlertRule(toAlertRuleId(`r${text.length}`), { ...ALERT_RULE, title: text }, text),
  'no alert rule': (docs, text) => docs.removeAlertRule(toAlertRuleId(`r${text.length}`), text),
  acknowledge: (docs, text) => docs.acknowledge([toAlertId(text || 'a')], 5, text),
  model: (docs, text) =>
    docs.changeRegistry({
      note: { label: '', about: '', value: '' },
      changes: [{ model: text || 'm', version: null, act: { kind: 'make-model' }, inverse: null }],
      why: '',
    }),
};

it('more clients than an envelope takes come in several updates', () => {
  const from = new Device();
  for (let page = 0; page < 40; page++) from.edit((docs) => docs.setTag(run, `t${page}`, 'x'));
  const to = new Device();
  expect(to.open(from.bundle, 'history')).toBeGreaterThan(1);
  expect(to.edits).toEqual(from.edits);
});

it('a part holds edits of its own runs alone, in equal bytes for equal content', async () => {
  const from = new Device().edit((docs) => {
    docs.rename(run, 'in the part');
    docs.setNote(run, 'note in the part');
    docs.rename(other, 'secret name');
    docs.setNote(other, 'secret note');
    docs.setTag(other, 'secret tag', 'secret value');
    docs.createCollection('secret shelf', [experiment]);
    docs.setAlsoIn([run], toExperimentKey('secret experiment'), true, 'x');
  });
  const part = {
    ...{ runs: new Set([run]), experiments: new Set([experiment]), datasets: new Set<never>() },
    ...{ metrics: new Set<string>(), hasEvent: () => false, hasModels: false },
  };
  const cut = await partOfEdits(from.bundle, part);
  for (const doc of EDIT_DOCS) expect(new TextDecoder().decode(cut[doc])).not.toContain('secret');
  expect(projectCarried(cut).runs).toEqual(
    new Map([[run, { name: 'in the part', note: 'note in the part' }]]),
  );
  expect(await partOfEdits(from.bundle, part)).toEqual(cut);
});
