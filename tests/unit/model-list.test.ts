import { expect, it } from 'vitest';
import type { ModelVersionRecord, RegisteredModelRecord } from '../../src/domain/records.ts';
import { aliasesOf, toModelList } from '../../src/features/registry/model-list.ts';

function makeModel(name: string, aliases: RegisteredModelRecord['aliases'] = []): RegisteredModelRecord {
  return { kind: 'registered-model', name, createdMs: 1, updatedMs: 2, description: '', tags: [], aliases };
}

function makeVersion(model: string, version: number, stage = 'None'): ModelVersionRecord {
  return {
    kind: 'model-version',
    model,
    version,
    createdMs: 1,
    updatedMs: 1,
    description: '',
    user: '',
    stage,
    source: '',
    run: null,
    runLink: '',
    loggedModel: null,
    status: 'READY',
    statusMessage: '',
    tags: [],
  };
}

it('lists models by name with their newest version first and without tombstones', () => {
  const list = toModelList({
    models: [makeModel('taxi'), makeModel('Alpha')],
    versions: [
      makeVersion('taxi', 2),
      makeVersion('taxi', 10, 'Production'),
      makeVersion('taxi', 9, 'Deleted_Internal'),
      makeVersion('gone', 1),
    ],
  });
  expect(list.map((model) => [model.record.name, model.versions.map((one) => one.version)])).toEqual([
    ['Alpha', []],
    ['taxi', [10, 2]],
  ]);
});

it('finds the aliases of a version by its number', () => {
  const model = makeModel('taxi', [
    ['champion', '1'],
    ['shadow', '10'],
    ['stable', '1'],
  ]);
  expect(aliasesOf(model, 1)).toEqual(['champion', 'stable']);
  expect(aliasesOf(model, 2)).toEqual([]);
});
