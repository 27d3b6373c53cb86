import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importedVersion, toRunKey } from '../../../src/domain/ids.ts';
import type { ModelVersion, RegisteredModel } from '../../../src/domain/registry/registry-view.ts';
import { makeModelTest, makeVersionTest } from '../../../src/domain/registry/search/match-search.ts';
import { parseRegistrySearch } from '../../../src/domain/registry/search/parse-search.ts';
import { searchMistakeText } from '../../../src/domain/registry/search/search-words.ts';

function version(number: number, more: Partial<ModelVersion> = {}): ModelVersion {
  return {
    ref: importedVersion(number, 0),
    model: 'taxi',
    number,
    askedNumber: null,
    stage: 'None',
    stageSinceMs: null,
    aliases: [],
    description: '',
    tags: [],
    run: toRunKey(`run${number}`),
    loggedModel: null,
    source: `s3://bucket/${number}/model`,
    runLink: '',
    user: 'ana',
    createdMs: Date.UTC(2026, 0, number),
    updatedMs: null,
    status: 'READY',
    statusMessage: '',
    deleted: false,
    origin: 'imported',
    ...more,
  };
}

function model(name: string, more: Partial<RegisteredModel> = {}): RegisteredModel {
  return {
    name,
    description: '',
    tags: [],
    aliases: [],
    createdMs: null,
    updatedMs: null,
    deleted: false,
    origin: 'imported',
    versions: [],
    ...more,
  };
}

const VERSIONS = [
  version(1, { stage: 'Archived' }),
  version(2, { stage: 'Production', aliases: ['champion'], tags: [['team', 'x']] }),
  version(3, {
    source: 'runs:/run3/model',
    tags: [
      ['score', '0.9'],
      ['a b', 'y'],
    ],
  }),
];
const MODELS = [
  model('taxi-tips', { tags: [['team', 'x']], versions: VERSIONS }),
  model('Taxi duration', { tags: [['team', 'y']] }),
  model('fraud', { versions: [version(7, { deleted: true, stage: 'Staging' })] }),
];

const models = (text: string) => {
  const { terms, mistake } = parseRegistrySearch(text, 0);
  return terms === null ? mistake?.code : MODELS.filter(makeModelTest(terms)).map(({ name }) => name);
};
const versions = (text: string) => {
  const { terms, mistake } = parseRegistrySearch(text, 0);
  return terms === null ? mistake?.code : VERSIONS.filter(makeVersionTest(terms)).map(({ number }) => number);
};

describe('search of models', () => {
  test.each([
    ['', ['taxi-tips', 'Taxi duration', 'fraud']],
    ["name LIKE 'taxi%'", ['taxi-tips']],
    ["name ILIKE 'taxi%'", ['taxi-tips', 'Taxi duration']],
    ["name = 'fraud'", ['fraud']],
    ["name != 'fraud'", ['taxi-tips', 'Taxi duration']],
    ["tags.team = 'x'", ['taxi-tips']],
    ["tag.team != 'x'", ['Taxi duration']],
    ["name ILIKE '%taxi%' AND tags.`team` = 'y'", ['Taxi duration']],
    ['taxi', ['taxi-tips', 'Taxi duration']],
    ['taxi dur', ['Taxi duration']],
    ['"taxi dur"', ['Taxi duration']],
    ['in', []],
    ['champion', ['taxi-tips']],
    ["stage = 'Production'", ['taxi-tips']],
    // Of a deleted version, nothing is asked.
    ["stage = 'Staging'", []],
    ['tags.team IS NULL', ['fraud']],
  ])('%s', (text, found) => expect(models(text)).toEqual(found));
});

describe('search of versions', () => {
  test.each([
    ['version_number > 1', [2, 3]],
    ['version_number = 2', [2]],
    ["run_id = 'run3'", [3]],
    ["run_id IN ('run1', 'run2')", [1, 2]],
    ["source_path LIKE 's3://%'", [1, 2]],
    ["aliases = 'champion'", [2]],
    ["stage ILIKE 'arch%'", [1]],
    ['tags.score > 0.5', [3]],
    ['tags."a b" = \'y\'', [3]],
    ["created >= 2026-01-02 AND user = 'ana'", [2, 3]],
    ['version_number BETWEEN 2 AND 3 AND stage = None', [3]],
  ])('%s', (text, found) => expect(versions(text)).toEqual(found));
});

describe('mistakes are told with their place', () => {
  test.each([
    ["name = 'taxi", 'unclosed-quote', 7],
    ["nam = 'taxi'", 'unknown-attribute', 0],
    ["name = 'a' OR name = 'b'", 'unexpected', 11],
    ["name = 'a' AND", 'clause-missing', 14],
    ["AND name = 'a'", 'clause-missing', 0],
    ['name =', 'value-missing', 6],
    ['tags. = 3', 'key-missing', 0],
    ['version_number = three', 'number-expected', 17],
    ["version_number LIKE '3'", 'text-operator', 15],
    ["= 'a'", 'field-missing', 0],
    ["(name = 'a')", 'unexpected', 0],
    ["name RLIKE '('", 'pattern', 12],
  ])('%s', (text, code, start) => {
    const { terms, mistake } = parseRegistrySearch(text, 0);
    expect(terms).toBeNull();
    expect(mistake).toMatchObject({ code, start });
    expect(searchMistakeText(mistake!)).toMatch(/\.$/);
  });

  test('any text is taken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const { terms, mistake } = parseRegistrySearch(text, 0);
        expect(terms === null).toBe(mistake !== null);
        if (terms) MODELS.filter(makeModelTest(terms));
      }),
    );
  });

  test('a text that nobody types is not read', () => {
    expect(parseRegistrySearch('a '.repeat(3000), 0).mistake?.code).toBe('too-long');
  });
});
