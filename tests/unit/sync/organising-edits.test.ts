import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { ChangeNote } from '../../../src/domain/edits.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';

const runs = ['a', 'b', 'c/d'].map(toRunKey);
const [first] = runs as [ReturnType<typeof toRunKey>];
const tuning = toExperimentKey('x12');
const nested = toExperimentKey('team/x1');

/** The labels of everything that is done. */
function withNotes(): { readonly docs: WorkspaceDocs; readonly notes: ChangeNote[] } {
  const docs = new WorkspaceDocs();
  const notes: ChangeNote[] = [];
  docs.onUpdate = (_doc, _update, made) => notes.push(...made);
  return { docs, notes };
}

describe('runs', () => {
  test('are starred, archived, coloured, moved and copied, many as one step', () => {
    const { docs, notes } = withNotes();
    docs.setStarred(runs, true);
    docs.setArchived([first], true);
    docs.setColour(runs.slice(0, 2), 13);
    docs.moveRuns(runs, tuning, 'tuning');
    docs.setAlsoIn([first], nested, true, 'team/x1');
    docs.setTagOfRuns(runs, 'team', 'ana');
    expect(docs.project().runs.get(first)).toEqual({
      starred: true,
      archived: true,
      colour: 13,
      home: tuning,
      alsoIn: [nested],
      tags: { team: 'ana' },
    });
    expect(notes.map(({ label }) => label)).toEqual([
      'Star 3 runs',
      'Archive run',
      'Colour 2 runs',
      'Move 3 runs to tuning',
      'Copy run to team/x1',
      'Set tag team of 3 runs',
    ]);
    for (let n = 0; n < 6; n += 1) docs.undo();
    expect(docs.project().runs.size).toBe(0);
    expect(docs.undoLabel).toBeNull();
    for (let n = 0; n < 6; n += 1) docs.redo();
    expect([...docs.project().runs.keys()].sort()).toEqual([...runs].sort());
  });

  test('what changes nothing is no step, and undo takes back the one before', () => {
    const docs = new WorkspaceDocs();
    docs.rename(first, 'kept');
    docs.setStarred([first], false);
    docs.setColour([first], null);
    docs.rename(first, 'kept');
    expect(docs.undoLabel).toBe('Rename run');
    docs.undo();
    expect(docs.project().runs.size).toBe(0);
  });

  test('an imported run that was deleted at its source can be restored, though no edit deleted it', () => {
    const docs = new WorkspaceDocs();
    docs.setDeleted([first], false);
    expect(docs.project().runs.get(first)).toEqual({ deleted: false });
  });

  test('one that moves to where it is listed already is listed there once', () => {
    const docs = new WorkspaceDocs();
    docs.setAlsoIn([first], tuning, true, 'tuning');
    docs.moveRuns([first], tuning, 'tuning');
    expect(docs.project().runs.get(first)).toEqual({ home: tuning });
  });
});

describe('experiments', () => {
  test('are made with the runs that move there, as one step', () => {
    const { docs, notes } = withNotes();
    const made = docs.createExperiment('fresh', runs);
    expect(docs.project().experiments.get(made)).toEqual({ name: 'fresh', made: true });
    expect(docs.project().runs.get(first)).toEqual({ home: made });
    expect(notes.map(({ label }) => label)).toEqual(['Move 3 runs to fresh']);
    docs.undo();
    expect(docs.project()).toMatchObject({ runs: new Map(), experiments: new Map() });
  });

  test('have notes that merge, apart from those of runs', () => {
    const sides = [new WorkspaceDocs(), new WorkspaceDocs()] as const;
    sides[0].onUpdate = (doc, update) => sides[1].apply(doc, update);
    sides[1].onUpdate = (doc, update) => sides[0].apply(doc, update);
    sides[0].setExperimentNote(nested, 'A first line.');
    sides[1].setExperimentNote(nested, 'A first line, by Ana.', 'A first line.');
    sides[0].setExperimentNote(nested, 'A first line. Ben was here.', 'A first line.');
    for (const { experiments, runs: edited } of sides.map((side) => side.project())) {
      expect(experiments.get(nested)).toEqual({ note: 'A first line, by Ana. Ben was here.' });
      expect(edited.size).toBe(0);
    }
  });

  test('stand in collections; a removed one comes back whole', () => {
    const docs = new WorkspaceDocs();
    const shelf = docs.createCollection('paper', [tuning]);
    docs.setInCollection(shelf, nested, true);
    docs.removeCollection(shelf);
    expect(docs.project().collections.size).toBe(0);
    expect(docs.undoLabel).toBe('Remove collection');
    docs.undo();
    expect([...docs.project().collections]).toEqual([
      [shelf, { name: 'paper', experiments: [nested, tuning] }],
    ]);
  });
});

test('views are saved, changed and removed; directions are set and given back', () => {
  const docs = new WorkspaceDocs();
  const view = docs.saveView({ name: 'best', scope: tuning, code: 'abc' });
  docs.changeView(view, { name: 'the best' });
  expect(docs.undoLabel).toBe('Rename view');
  expect(docs.project().views.get(view)).toEqual({ name: 'the best', scope: tuning, code: 'abc' });
  docs.removeView(view);
  expect(docs.project().views.size).toBe(0);
  docs.setDirection('val/loss', 'higher');
  expect(docs.project().directions).toEqual(new Map([['val/loss', 'higher']]));
  docs.setDirection('val/loss', null);
  expect(docs.project().directions.size).toBe(0);
});

describe('a document from anybody', () => {
  /** Writes into the maps as another program could. */
  function foreign(entries: readonly (readonly [string, string, unknown])[]): WorkspaceDocs {
    const doc = new Y.Doc();
    for (const [map, key, value] of entries) doc.getMap(map).set(key, value);
    const docs = new WorkspaceDocs();
    docs.apply('workspace', Y.encodeStateAsUpdate(doc));
    return docs;
  }

  test('what versions before stars and collections wrote says the same as ever', () => {
    const docs = foreign([
      ['runs', 'a/name', 'best'],
      ['runs', 'a/deleted', true],
      ['runs', 'c%2Fd/tag/k/v', 'text'],
      ['runs', 'c%2Fd/tag/gone', null],
      ['experiments', 'team/x1/name', 'sweep'],
    ]);
    const notes = new Y.Doc();
    notes.getText('a').insert(0, '\nwhy');
    docs.apply('notes', Y.encodeStateAsUpdate(notes));
    expect(docs.project()).toEqual({
      runs: new Map<string, unknown>([
        ['a', { name: 'best', deleted: true, note: 'why' }],
        ['c/d', { tags: { 'k/v': 'text', gone: null } }],
      ]),
      experiments: new Map([['team/x1', { name: 'sweep' }]]),
      collections: new Map(),
      directions: new Map(),
      views: new Map(),
      registry: [],
      stages: [],
      rules: new Map(),
      fingerprints: new Map(),
      alertRules: new Map(),
      acknowledged: new Map(),
    });
  });

  test('values of another kind are passed over', () => {
    const wrong = [1.5, -1, 20, Number.NaN, 'x', '', null, true, [], {}, new Uint8Array(2)];
    const entries = wrong.flatMap((value, at) => [
      ['runs', `r${at}/colour`, value === true ? 'no' : value] as const,
      ['runs', `r${at}/also/`, true] as const,
      ['runs', `r${at}/also/x`, value === true ? 1 : value] as const,
      ['runs', `r${at}/starred`, value === true ? 1 : value] as const,
      ['runs', `r${at}/home`, typeof value === 'string' ? '' : value] as const,
      ['experiments', `x${at}/made`, value === true ? 'true' : value] as const,
      ['collections', `c${at}/name`, typeof value === 'string' ? 1 : value] as const,
      ['views', `v${at}/code`, value] as const,
      ['directions', `m${at}/better`, value] as const,
      ['stages', `s${at}/at`, typeof value === 'number' ? String(value) : value] as const,
      ['rules', `r${at}/rule`, value] as const,
      ['alerts', `r${at}/rule`, value] as const,
      ['acknowledged', `a${at}/at`, typeof value === 'number' && value >= 0 ? String(value) : value] as const,
      ['datasets', `d${at}/print/${'a'.repeat(64)}`, value === true ? 'true' : value] as const,
      ['datasets', `d${at}/print/x`, true] as const,
      ['registry', String(at).padStart(16, '0'), value] as const,
      ['runs', '/name', 'nobody'] as const,
      ['runs', 'name', 'nobody'] as const,
    ]);
    const edits = foreign(entries).project();
    expect(edits).toEqual(NO_EDITS);
  });

  test('too much is cut, the same for everybody', () => {
    const long = 'x'.repeat(200_000);
    const many = Array.from({ length: 300 }, (_, at) => ['runs', `r/also/x${at}`, true] as const);
    const tags = Array.from({ length: 1200 }, (_, at) => ['runs', `r/tag/t${at + 1}`, 'v'] as const);
    const more = [
      ['runs', 'r/name', long],
      ['runs', 'r/tag/t0', long],
      ['views', 'v/name', 'a view'],
      ['views', 'v/scope', 'all'],
      ['views', 'v/code', long],
    ] as const;
    const entries = [...many, ...tags, ...more];
    const edits = foreign(entries).project();
    const run = edits.runs.get(toRunKey('r'));
    expect(run?.name).toHaveLength(1000);
    expect(run?.alsoIn).toHaveLength(200);
    expect(Object.keys(run?.tags ?? {})).toHaveLength(1000);
    expect(run?.tags?.t0).toHaveLength(100_000);
    expect(edits.views.size).toBe(0);
    expect(foreign(entries.toReversed()).project()).toEqual(edits);
  });

  test('keys of newer versions stay in the document and are not shown', () => {
    const docs = foreign([
      ['runs', 'r/hologram', 1],
      ['experiments', 'x/hologram', 'y'],
      ['collections', 'c/name', 'C'],
      ['collections', 'c/hologram', 'y'],
    ]);
    docs.setStarred([toRunKey('r')], true);
    expect(docs.project().runs).toEqual(new Map([['r', { starred: true }]]));
    expect(docs.project().experiments.size).toBe(0);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, docs.snapshot('workspace'));
    expect(doc.getMap('runs').get('r/hologram')).toBe(1);
    expect(doc.getMap('collections').get('c/hologram')).toBe('y');
  });
});
