import { describe, expect, it } from 'vitest';
import { toDatasetKey, toRegistryEventId, toVersionRef } from '../../../src/domain/ids.ts';
import { foldRegistry } from '../../../src/domain/registry/fold-registry.ts';
import {
  aliasChange,
  descriptionChange,
  registerChanges,
  stageChanges,
} from '../../../src/domain/registry/registry-changes.ts';
import type { RegistryChange } from '../../../src/domain/registry/registry-event.ts';
import type { RegisteredModel } from '../../../src/domain/registry/registry-view.ts';
import { EDIT_MAPS, type EditMap } from '../../../src/sync/edit-keys.ts';
import { MAX_TEXT } from '../../../src/sync/edit-step.ts';
import { type FlatKeys, projectEdits } from '../../../src/sync/project-edits.ts';
import { readEvent, writeEvent } from '../../../src/sync/registry-events.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';

const FACTS = { models: [], versions: [] };
const ORIGIN = { run: null, loggedModel: null, source: '' };

function modelOf(docs: WorkspaceDocs): RegisteredModel {
  const model = foldRegistry(FACTS, docs.project().registry).models[0];
  if (!model) throw new Error('no model');
  return model;
}

function change(docs: WorkspaceDocs, label: string, changes: readonly RegistryChange[], why = ''): void {
  docs.changeRegistry({ note: { label, about: '', value: '' }, changes, why });
}

function register(docs: WorkspaceDocs, ref: string): void {
  const known = foldRegistry(FACTS, docs.project().registry).models[0] ?? null;
  change(docs, 'Register version', registerChanges('taxi', known, toVersionRef(ref), ORIGIN));
}

function makeDocs(): WorkspaceDocs {
  const docs = new WorkspaceDocs();
  register(docs, 'a'.repeat(16));
  register(docs, 'b'.repeat(16));
  return docs;
}

it('others in the stage are archived in one step, and undo brings all of them back', () => {
  const docs = makeDocs();
  const promote = (number: number) => {
    const model = modelOf(docs);
    const version = model.versions.find((one) => one.number === number);
    if (version)
      change(docs, `Set stage ${number}`, stageChanges(model, version, 'Production', true), 'why not');
  };
  const stages = () => modelOf(docs).versions.map(({ number, stage }) => [number, stage]);
  promote(1);
  promote(2);
  expect(stages()).toEqual([
    [2, 'Production'],
    [1, 'Archived'],
  ]);
  docs.undo();
  expect(stages()).toEqual([
    [2, 'None'],
    [1, 'Production'],
  ]);
  docs.redo();
  expect(stages()).toEqual([
    [2, 'Production'],
    [1, 'Archived'],
  ]);
  expect(docs.undoLabel).toBe('Set stage 2');
  docs.undo();
  docs.undo();
  expect(stages()).toEqual([
    [2, 'None'],
    [1, 'None'],
  ]);
});

it('undo adds to the history and takes nothing away', () => {
  const docs = makeDocs();
  const before = docs.project().registry;
  change(docs, 'Add alias', [aliasChange(modelOf(docs), 'champion', modelOf(docs).versions[0] ?? null)]);
  docs.undo();
  const after = docs.project().registry;
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.length).toBe(before.length + 2);
  expect(after.at(-1)?.why).toBe('Undo');
  expect(modelOf(docs).aliases).toEqual([]);
});

it('what is done again keeps its reason, however often', () => {
  const docs = makeDocs();
  const version = modelOf(docs).versions[0];
  if (!version) throw new Error('no version');
  change(docs, 'Set stage', stageChanges(modelOf(docs), version, 'Production', false), 'roll back');
  const why = () => foldRegistry(FACTS, docs.project().registry).history.at(-1)?.why;
  docs.undo();
  expect(why()).toBe('Undo');
  docs.redo();
  expect(why()).toBe('roll back');
  docs.undo();
  expect(why()).toBe('Undo');
  docs.redo();
  expect(why()).toBe('roll back');
});

it('undo and redo tell what they did in the registry, and nothing of other edits', () => {
  const docs = makeDocs();
  const version = modelOf(docs).versions[0];
  if (!version) throw new Error('no version');
  change(docs, 'Set stage', stageChanges(modelOf(docs), version, 'Production', false), 'why');
  expect(docs.undo().map(({ act }) => act)).toEqual([{ kind: 'stage', to: 'None' }]);
  expect(docs.redo().map(({ act }) => act)).toEqual([{ kind: 'stage', to: 'Production' }]);
  docs.setStages(['Canary']);
  expect(docs.undo()).toEqual([]);
});

it('a registered version that is taken back and done again is the same version', () => {
  const docs = makeDocs();
  docs.undo();
  expect(modelOf(docs).versions.map(({ number, deleted }) => [number, deleted])).toEqual([
    [2, true],
    [1, false],
  ]);
  docs.redo();
  expect(modelOf(docs).versions.map(({ number, deleted }) => [number, deleted])).toEqual([
    [2, false],
    [1, false],
  ]);
});

it('undo of other edits leaves the registry alone', () => {
  const docs = makeDocs();
  docs.saveRule(
    null,
    {
      title: '',
      check: { kind: 'tag', subject: 'run', key: 'owner', preset: '' },
      severity: 'warn',
      enabled: true,
    },
    'Runs need owner',
  );
  const events = docs.project().registry;
  docs.undo();
  expect(docs.project().rules.size).toBe(0);
  expect(docs.project().registry).toEqual(events);
});

it('two people who register at once get two versions with numbers of their own', () => {
  const ana = new WorkspaceDocs();
  const ben = new WorkspaceDocs();
  register(ana, 'a'.repeat(16));
  register(ben, 'b'.repeat(16));
  ana.apply('workspace', ben.snapshot('workspace'));
  ben.apply('workspace', ana.snapshot('workspace'));
  const numbers = modelOf(ana).versions.map(({ ref, number }) => [ref, number]);
  expect(numbers.map(([, number]) => number)).toEqual([2, 1]);
  expect(modelOf(ben).versions.map(({ ref, number }) => [ref, number])).toEqual(numbers);
});

it('stages keep their order and go away', () => {
  const docs = new WorkspaceDocs();
  docs.setStages(['Canary', 'Shadow']);
  docs.setStages(['Shadow', 'Canary']);
  expect(docs.project().stages).toEqual(['Shadow', 'Canary']);
  docs.setStages(['Canary']);
  expect(docs.project().stages).toEqual(['Canary']);
  docs.undo();
  expect(docs.project().stages).toEqual(['Shadow', 'Canary']);
});

describe('undo among several people', () => {
  const meet = (one: WorkspaceDocs, other: WorkspaceDocs): void => {
    one.apply('workspace', other.snapshot('workspace'));
    other.apply('workspace', one.snapshot('workspace'));
  };
  const setStage = (docs: WorkspaceDocs, number: number, stage: string): void => {
    const model = modelOf(docs);
    const version = model.versions.find((one) => one.number === number);
    if (version) change(docs, `To ${stage}`, stageChanges(model, version, stage, false));
  };

  it('leaves what somebody else has changed since', () => {
    const ana = makeDocs();
    const ben = new WorkspaceDocs();
    meet(ana, ben);
    setStage(ana, 1, 'Staging');
    meet(ana, ben);
    setStage(ben, 1, 'Production');
    meet(ana, ben);
    const before = ana.project().registry.length;
    ana.undo();
    expect(modelOf(ana).versions[1]?.stage).toBe('Production');
    expect(ana.project().registry.length).toBe(before);
    expect(ana.undoLabel).toBe('Register version');
    expect(ana.redoLabel).toBeNull();
  });

  it('takes back its own part of a step that somebody else has changed another part of', () => {
    const ana = makeDocs();
    const ben = new WorkspaceDocs();
    setStage(ana, 1, 'Production');
    const model = modelOf(ana);
    change(ana, 'Promote', stageChanges(model, model.versions[0]!, 'Production', true));
    meet(ana, ben);
    setStage(ben, 1, 'Staging');
    meet(ana, ben);
    ana.undo();
    expect(modelOf(ana).versions.map(({ stage }) => stage)).toEqual(['None', 'Staging']);
    ana.redo();
    expect(modelOf(ana).versions.map(({ stage }) => stage)).toEqual(['Production', 'Staging']);
  });

  it('does not take away a model in which others have registered since', () => {
    const ana = new WorkspaceDocs();
    const ben = new WorkspaceDocs();
    register(ana, 'a'.repeat(16));
    meet(ana, ben);
    register(ben, 'b'.repeat(16));
    meet(ana, ben);
    ana.undo();
    expect(modelOf(ana).deleted).toBe(false);
    expect(modelOf(ana).versions.map(({ number, deleted }) => [number, deleted])).toEqual([
      [2, false],
      [1, true],
    ]);
  });
});

it('very many fingerprints of one dataset are read at once', () => {
  const hash = (n: number) => n.toString(16).padStart(64, '0');
  const keys = Array.from({ length: 200_000 }, (_, n) => [`d/print/${hash(n)}`, true] as const);
  const none: [EditMap, FlatKeys][] = EDIT_MAPS.map((name) => [name, []]);
  const maps = Object.fromEntries(none) as Record<EditMap, FlatKeys>;
  const { fingerprints } = projectEdits({ ...maps, datasets: keys }, []);
  expect(fingerprints.get(toDatasetKey('d'))?.[0]).toBe(hash(0));
}, 15_000);

it('a description that is too long is cut, not lost', () => {
  const docs = makeDocs();
  const describe = (text: string) => {
    change(docs, 'Describe', [descriptionChange(modelOf(docs), text)]);
    return modelOf(docs).description;
  };
  expect(describe('\u0001'.repeat(MAX_TEXT))).toBe('\u0001'.repeat(MAX_TEXT));
  expect(describe('é'.repeat(MAX_TEXT + 1))).toBe('é'.repeat(MAX_TEXT));
  docs.undo();
  expect(modelOf(docs).description).toBe('\u0001'.repeat(MAX_TEXT));
});

it('a time that is no date is no event', () => {
  const made = { order: 1, atMs: 8.64e15 + 1, model: 'm', version: null, why: '' };
  const id = toRegistryEventId('0'.repeat(16));
  const read = (atMs: number) => readEvent(id, writeEvent({ ...made, atMs, act: { kind: 'make-model' } }), 1);
  expect(read(8.64e15)).not.toBeNull();
  expect(read(8.64e15 + 1)).toBeNull();
});
