import { describe, expect, test } from 'vitest';
import { toRuleId } from '../../../src/domain/ids.ts';
import type { Breach } from '../../../src/domain/rules/breach.ts';
import { breachSentence, ruleWords, sentenceParts } from '../../../src/domain/rules/breach-sentence.ts';
import { nameChecks, nameFaults } from '../../../src/domain/rules/name-faults.ts';
import { parseNamePattern } from '../../../src/domain/rules/name-pattern.ts';
import type { Rule } from '../../../src/domain/rules/rule.ts';
import { rulesInOrder } from '../../../src/domain/rules/rules-in-order.ts';
import { chooseMetric, exampleRules } from '../../../src/features/rules/example-rules.ts';
import { draftFault, NEW_RULE, toDraft, toRule } from '../../../src/features/rules/rule-draft.ts';
import { missingTags } from '../../../src/features/rules/set-missing-tags.ts';
import { readRule, writeRule } from '../../../src/sync/rule-text.ts';
import { readSignature } from '../../../workers/query/rules/model-signature.ts';
import { makeModel, makeRule, makeVersion } from '../../support/rule-ground.ts';

const NAMES = makeRule({ kind: 'name', subject: 'run', pattern: 'exp-\\d+', hint: 'exp and a number' });
const LIMIT = makeRule({
  kind: 'promotion',
  stages: ['Staging', 'Production'],
  needs: { kind: 'run', filter: 'metrics.val_rmse < 6.5' },
});
const OWNER = { kind: 'tag', subject: 'version', key: 'owner', preset: 'ana' } as const;

describe('names while they are given', () => {
  const checks = nameChecks(
    [
      NAMES,
      { ...makeRule({ kind: 'name', subject: 'run', pattern: 'never', hint: '' }), enabled: false },
      makeRule({ kind: 'name', subject: 'model', pattern: '[a-z-]+', hint: '' }),
      makeRule({ kind: 'name', subject: 'run', pattern: 'a)|(b', hint: '' }),
    ],
    'run',
  );
  test('a fault is said with what is wanted', () => {
    expect(nameFaults('Bad Name 9', checks)).toBe(
      'By a rule, runs are named like “exp-\\d+” (exp and a number).',
    );
  });
  test('a good name, and rules that are off, about other things or cannot be read', () => {
    expect(nameFaults('exp-9', checks)).toBe('');
  });
});

describe('a pattern for names', () => {
  test.each([
    ['exp', 'exp', true],
    ['exp', 'exp-1', false],
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['(?i)exp', 'EXP', true],
    ['^exp$', 'exp', true],
    ['', '', true],
    ['', 'x', false],
  ])('%s and the name %s', (pattern, name, matches) => {
    const parsed = parseNamePattern(pattern);
    expect(parsed.kind === 'pattern' && parsed.test(name)).toBe(matches);
  });

  test('is not completed by what is put around it', () => {
    expect(parseNamePattern('a)|(b')).toMatchObject({ kind: 'fault', code: 'unopened-group', at: 1 });
  });
});

describe('sentences', () => {
  test('a rule says what it asks', () => {
    expect(ruleWords(NAMES)).toBe('Runs are named like “exp-\\d+” (exp and a number)');
    expect(ruleWords(LIMIT)).toBe(
      'Version may come into Staging or Production only if metrics.val_rmse < 6.5',
    );
    expect(ruleWords(makeRule(OWNER))).toBe('Versions have the tag “owner”');
  });

  test('the thing in a sentence can be a link', () => {
    const breach: Breach = {
      rule: toRuleId('r'),
      severity: 'warn',
      subject: 'version',
      code: 'no-dataset',
      label: 'taxi',
      experiment: null,
      run: null,
      model: 'taxi',
      version: 3,
      name: '',
      found: '',
    };
    expect(sentenceParts(breach, LIMIT)).toEqual({
      before: 'The run of ',
      thing: 'version 3 of taxi',
      after: ' recorded no dataset with a digest.',
    });
    const long = { ...breach, subject: 'run', code: 'name', label: 'x'.repeat(500) } as const;
    const { before, thing, after } = sentenceParts(long, NAMES);
    expect(before + thing + after).toBe(breachSentence(long, NAMES));
    expect(thing.length).toBeLessThan(140);
  });

  test('rules stand by kind and name, whatever their ids are', () => {
    const rules = new Map<ReturnType<typeof toRuleId>, Rule>([
      [toRuleId('1'), makeRule(OWNER)],
      [toRuleId('2'), NAMES],
      [toRuleId('3'), { ...LIMIT, title: 'b' }],
      [toRuleId('4'), { ...LIMIT, title: 'a' }],
    ]);
    expect(rulesInOrder(rules).map(([id]) => id)).toEqual(['4', '3', '2', '1']);
  });
});

describe('a rule that is written', () => {
  test.each([NAMES, LIMIT, makeRule(OWNER), ...exampleRules('a "b"').map(({ rule }) => rule)])(
    'comes back as it was',
    (rule) => {
      const again = toRule(toDraft(rule), 0);
      expect(again).toEqual({ ...rule, severity: rule.check.kind === 'promotion' ? rule.severity : 'warn' });
      expect(readRule(writeRule(again!))).toEqual(again);
    },
  );

  test.each([
    [{}, ''],
    [{ pattern: 'a(' }, 'The pattern cannot be read at character 2: a group is not closed.'],
    [{ pattern: 'a' }, null],
    [{ kind: 'tag', key: ' ' }, ''],
    [{ kind: 'tag', key: 'a\u0000b' }, 'A tag name has at most 250 characters on one line.'],
    [{ kind: 'promotion', stages: [] }, 'Choose at least one stage.'],
    [{ kind: 'promotion', filter: 'metrics.a <' }, ''],
    [{ kind: 'promotion', filter: 'metrics.a < 1' }, null],
    [{ kind: 'promotion', need: 'reason' }, null],
  ] as const)('%j', (part, fault) => {
    const draft = { ...NEW_RULE, ...part };
    expect(draftFault(draft, 0)).toBe(fault);
    expect(toRule(draft, 0) === null).toBe(fault !== null);
  });
});

test('a value is set where the tag is missing or blank, and nowhere else', () => {
  const versions = [
    makeVersion({ number: 1 }),
    makeVersion({ number: 2, tags: [['owner', ' ']] }),
    makeVersion({ number: 3, tags: [['owner', 'bo']] }),
    makeVersion({ number: 4, deleted: true }),
  ];
  const models = [makeModel({ versions }), makeModel({ name: 'gone', versions, deleted: true })];
  const changes = missingTags({ models, history: [] }, OWNER);
  expect(changes.map(({ version, act, inverse }) => [version, act, inverse])).toEqual([
    ['i1', { kind: 'tag', key: 'owner', to: 'ana' }, { kind: 'tag', key: 'owner', to: null }],
    ['i2', { kind: 'tag', key: 'owner', to: 'ana' }, { kind: 'tag', key: 'owner', to: ' ' }],
  ]);
  expect(missingTags({ models, history: [] }, { ...OWNER, subject: 'model' })).toHaveLength(1);
});

test.each([
  ["signature:\n  inputs: '[]'\n", 'signature'],
  ['signature:\n  inputs: null\n  outputs: ~\n', 'none'],
  ['signature: null\n', 'none'],
  ['flavors: {}\n', 'none'],
  ['{"signature": {"inputs": "[1]"}}', 'signature'],
  ['- a list', 'not-here'],
  [`a: ${'['.repeat(100)}`, 'not-here'],
])('the MLmodel file %j', (text, found) => {
  expect(readSignature(text)).toBe(found);
});

test('the example takes an error that the data has', () => {
  expect(chooseMetric(['rmse', 'train-rmse', 'validation-rmse'])).toBe('validation-rmse');
  expect(chooseMetric(['loss', 'val_rmse', 'validation-rmse'])).toBe('val_rmse');
  expect(chooseMetric(['train-rmse'])).toBe('train-rmse');
  expect(chooseMetric(['loss'])).toBe('val_rmse');
});
