import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';

const run = toRunKey('a');

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
      what: fc.constantFrom('rename', 'tag', 'note', 'delete', 'undo', 'redo', 'exchange'),
      text: fc.string({ maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { ours, theirs, exchange } = pair();
        for (const { ours: mine, what, text } of steps) {
          const side = mine ? ours : theirs;
          if (what === 'rename') side.rename(run, text);
          if (what === 'tag') side.setTag(run, text || 'k', text);
          if (what === 'note') side.setNote(run, text);
          if (what === 'delete') side.setDeleted([run], text.length > 3);
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
