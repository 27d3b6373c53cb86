import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toExperimentKey, toRunKey } from '../../src/domain/ids.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';

const run = toRunKey('a');
const other = toRunKey('b/%2F');
const experiment = toExperimentKey('team/x1');

/** Everything that can be done to the one run and the few things about it. */
const ACTS: Readonly<Record<string, (docs: WorkspaceDocs, text: string) => unknown>> = {
  rename: (docs, text) => docs.rename(run, text),
  tag: (docs, text) => docs.setTag(run, text || 'k', text),
  tags: (docs, text) => docs.setTagOfRuns([run, other], 'k', text || null),
  note: (docs, text) => docs.setNote(run, text),
  delete: (docs, text) => docs.setDeleted([run], text.length > 3),
  star: (docs, text) => docs.setStarred([run, other], text.length > 3),
  archive: (docs, text) => docs.setArchived([run], text.length > 3),
  colour: (docs, text) => docs.setColour([run], text === '' ? null : text.length),
  move: (docs, text) => docs.moveRuns([run], toExperimentKey(text.length > 3 ? 'x1' : 'a/b'), 'there'),
  copy: (docs, text) => docs.setAlsoIn([run, other], toExperimentKey('a/b'), text.length > 3, 'there'),
  experiment: (docs, text) => docs.createExperiment(text, [run], text.length > 3 ? 'moved' : 'listed'),
  'experiment star': (docs, text) => docs.setExperimentStarred(experiment, text.length > 3),
  'experiment note': (docs, text) => docs.setExperimentNote(experiment, text),
  collection: (docs, text) => docs.createCollection(text, [experiment]),
  'in collection': (docs, text) => {
    for (const id of docs.project().collections.keys()) docs.setInCollection(id, experiment, text.length > 3);
  },
  'no collection': (docs) => {
    const [first] = docs.project().collections.keys();
    if (first) docs.removeCollection(first);
  },
  view: (docs, text) => docs.saveView({ name: text, scope: 'all', code: text }),
  'view change': (docs, text) => {
    for (const id of docs.project().views.keys()) docs.changeView(id, { code: text });
  },
  direction: (docs, text) => docs.setDirection('a/loss', text.length > 3 ? 'higher' : null),
};

/** Two devices: what each does is kept until it is handed to the other. */
function pair() {
  const sides = [new WorkspaceDocs(), new WorkspaceDocs()] as const;
  const outbox: [Parameters<WorkspaceDocs['onUpdate']>[], Parameters<WorkspaceDocs['onUpdate']>[]] = [[], []];
  sides[0].onUpdate = (...update) => outbox[0].push(update);
  sides[1].onUpdate = (...update) => outbox[1].push(update);
  const exchange = () => {
    for (const [doc, update] of outbox[0].splice(0)) sides[1].apply(doc, update);
    for (const [doc, update] of outbox[1].splice(0)) sides[0].apply(doc, update);
  };
  return { ours: sides[0], theirs: sides[1], exchange };
}

describe('edits', () => {
  test('are projected by run', () => {
    const docs = new WorkspaceDocs();
    docs.rename(run, 'best');
    docs.setDeleted([run], true);
    docs.setTag(run, 'team', 'ana');
    docs.setTag(run, '__proto__', 'x');
    docs.setNote(run, 'good **one**');
    const edits = docs.project().runs.get(run);
    expect(edits).toMatchObject({ name: 'best', deleted: true, note: 'good **one**' });
    expect(Object.keys(edits?.tags ?? {})).toEqual(['team', '__proto__']);
  });

  test('belong to their run, whatever its key is made of', () => {
    const docs = new WorkspaceDocs();
    const strange = toRunKey('a/name%2F/tag/x');
    docs.rename(strange, 'odd');
    docs.setTag(strange, 'k/v', '1');
    expect([...docs.project().runs.keys()]).toEqual([strange]);
    expect(docs.project().runs.get(strange)).toMatchObject({ name: 'odd', tags: { 'k/v': '1' } });
  });

  test('are undone and redone one at a time, across notes and the rest', () => {
    const docs = new WorkspaceDocs();
    docs.rename(run, 'one');
    docs.setNote(run, 'note');
    docs.rename(run, 'two');
    expect(docs.undoLabel).toBe('Rename run');
    docs.undo();
    expect(docs.project().runs.get(run)).toMatchObject({ name: 'one', note: 'note' });
    docs.undo();
    expect(docs.project().runs.get(run)).toEqual({ name: 'one' });
    docs.undo();
    expect(docs.project().runs.get(run)).toBeUndefined();
    docs.redo();
    docs.redo();
    expect(docs.project().runs.get(run)).toMatchObject({ name: 'one', note: 'note' });
    expect(docs.redoLabel).toBe('Rename run');
  });

  test('a note emptied by hand is empty, not the imported one again', () => {
    const docs = new WorkspaceDocs();
    docs.setNote(run, 'text');
    docs.setNote(run, '');
    expect(docs.project().runs.get(run)?.note).toBe('');
  });

  test('a note saved late keeps what others wrote since it was begun', () => {
    const { ours, theirs, exchange } = pair();
    ours.setNote(run, 'A first line.');
    exchange();
    theirs.setNote(run, 'A first line, by Ana.', 'A first line.');
    exchange();
    ours.setNote(run, 'A first line. Ben was here.', 'A first line.');
    exchange();
    for (const side of [ours, theirs])
      expect(side.project().runs.get(run)?.note).toBe('A first line, by Ana. Ben was here.');
  });

  test('undo takes back only what was done here', () => {
    const { ours, theirs, exchange } = pair();
    ours.setTag(run, 'mine', '1');
    theirs.setTag(run, 'theirs', '2');
    exchange();
    ours.undo();
    exchange();
    for (const side of [ours, theirs])
      expect({ ...side.project().runs.get(run)?.tags }).toEqual({ theirs: '2' });
  });

  test('undo stops at a step that another person has overwritten, and redo stays in step', () => {
    const { ours, theirs, exchange } = pair();
    ours.setTag(run, 'mine', '1');
    ours.rename(run, 'ours');
    exchange();
    theirs.rename(run, 'theirs');
    exchange();
    expect(ours.undoLabel).toBe('Rename run');
    ours.undo();
    expect(ours.project().runs.get(run)).toMatchObject({ name: 'theirs', tags: { mine: '1' } });
    expect([ours.undoLabel, ours.redoLabel]).toEqual(['Set tag mine', null]);
    ours.undo();
    expect(ours.project().runs.get(run)?.tags).toBeUndefined();
    ours.redo();
    expect(ours.project().runs.get(run)).toMatchObject({ name: 'theirs', tags: { mine: '1' } });
  });

  test('deleting no runs is no step', () => {
    const docs = new WorkspaceDocs();
    docs.rename(run, 'kept');
    docs.setDeleted([], true);
    expect(docs.undoLabel).toBe('Rename run');
  });

  test('garbage is refused and changes nothing', () => {
    const docs = new WorkspaceDocs();
    docs.rename(run, 'kept');
    const silenced = console.error;
    console.error = () => undefined;
    expect(docs.apply('workspace', new Uint8Array([255, 255, 255, 1, 2, 3]))).toBe(false);
    console.error = silenced;
    expect(docs.project().runs.get(run)?.name).toBe('kept');
  });

  test('two devices that exchange everything agree, whatever the order', () => {
    const step = fc.record({
      ours: fc.boolean(),
      what: fc.constantFrom(...Object.keys(ACTS), 'undo', 'redo', 'exchange'),
      text: fc.string({ maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { ours, theirs, exchange } = pair();
        for (const { ours: mine, what, text } of steps) {
          const side = mine ? ours : theirs;
          ACTS[what]?.(side, text);
          if (what === 'undo') side.undo();
          if (what === 'redo') side.redo();
          if (what === 'exchange') exchange();
        }
        exchange();
        exchange();
        expect(ours.project()).toEqual(theirs.project());
      }),
      { numRuns: 300 },
    );
  });
});
