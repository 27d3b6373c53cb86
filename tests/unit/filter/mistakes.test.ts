import { describe, expect, test } from 'vitest';
import { completionAt } from '../../../src/domain/filter/complete.ts';
import { caseHint, equalValues, hintsFor } from '../../../src/domain/filter/hints.ts';
import { parseDuration, parseMoment } from '../../../src/domain/filter/moments.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { proposeFor } from '../../../src/domain/filter/propose.ts';
import { toTokens } from '../../../src/domain/filter/tokens.ts';
import { toInkSegments } from '../../../src/features/experiments/filter/ink-segments.ts';

const KNOWN = { metrics: ['rmse', 'val/acc'], params: ['lr', 'max_depth'], tags: ['team'] };

/** The mistake as code, what stands at its place, and the text with the proposal taken. */
function mistakeOf(filter: string): readonly [code: string, at: string, mended: string] | null {
  const { mistake } = parseFilter(filter, 0);
  if (!mistake) return null;
  const { code, start, end, proposal } = proposeFor(mistake, KNOWN);
  const mended = proposal ? filter.slice(0, proposal.start) + proposal.text + filter.slice(proposal.end) : '';
  return [code, filter.slice(start, end), mended];
}

function hintsOf(filter: string) {
  return hintsFor(parseFilter(filter, 0), KNOWN, filter);
}

describe('a mistake has a place and, where one can tell, a proposal', () => {
  test.each([
    ['rmse < 1', 'unknown-attribute', 'rmse', 'metrics.rmse < 1'],
    ['max_depht = 3', 'unknown-attribute', 'max_depht', 'params.max_depth = 3'],
    ['statsu = 1', 'unknown-attribute', 'statsu', 'status = 1'],
    ['metrcs.rmse < 1', 'unknown-entity', 'metrcs.rmse', 'metrics.rmse < 1'],
    ['val/acc > 1', 'unknown-attribute', 'val/acc', 'metrics.`val/acc` > 1'],
    ['datasets.nane = 1', 'unknown-dataset-field', 'nane', 'datasets.name = 1'],
    ['metrics.rmse => 1', 'unexpected', '=>', 'metrics.rmse >= 1'],
    ['a && b', 'unexpected', '&&', 'a AND b'],
    ['a || b', 'unexpected', '||', 'a OR b'],
    ['a, b', 'comma', ',', 'a AND b'],
    ['a;', 'semicolon', ';', 'a'],
    ["params.lr = 'a", 'unclosed-quote', "'a", "params.lr = 'a'"],
    ['(a OR b', 'unclosed-paren', '(', '(a OR b)'],
    ['a)', 'unopened-paren', ')', 'a'],
    ['run_id IN (1', 'unclosed-paren', '(', 'run_id IN (1)'],
    ['best(metrics.speed) > 1', 'no-direction', 'best', 'min(metrics.speed) > 1'],
    ['max(params.lr) > 1', 'function-of', 'params.lr', ''],
    ['a OR', 'clause-missing', '', ''],
    ['NOT', 'clause-missing', '', ''],
    ['()', 'empty-parens', '()', ''],
    ['metrics. < 1', 'key-missing', 'metrics.', ''],
    ['metrics.rmse = high', 'number-expected', 'high', ''],
    ["start_time > 'soon'", 'time-expected', "'soon'", ''],
    ['duration > long', 'duration-expected', 'long', ''],
    ['start_time > now() - x', 'duration-expected', 'x', ''],
    ['metrics.rmse BETWEEN 1', 'and-missing', '', ''],
    ["run_name RLIKE 'a(b'", 'pattern', '(', ''],
    ['params.lr > now()', 'not-in-text', 'now()', ''],
    ['< 1', 'field-missing', '<', ''],
  ])('%s', (filter, code, at, mended) => expect(mistakeOf(filter)).toEqual([code, at, mended]));

  test('a text that is too long or too deep is refused before it is read', () => {
    expect(mistakeOf('a'.repeat(4001))?.[0]).toBe('too-long');
    expect(mistakeOf(`${'('.repeat(500)}a${')'.repeat(500)}`)?.[0]).toBe('too-deep');
    expect(mistakeOf(`${'NOT '.repeat(500)}a`)?.[0]).toBe('too-deep');
  });

  test('what no run has is only pointed at', () => {
    const hints = hintsOf('metrics.rsme < 1 AND params.rmse = 1 tags.mlflow.user = 1');
    expect(hints.map(({ about, proposal }) => [about, proposal?.text])).toEqual([
      ['metrics.rsme', 'metrics.rmse'],
      ['params.rmse', 'metrics.rmse'],
    ]);
  });

  test.each([
    ['metrics.rmse < 6.3 ANDD params.lr > 4', 'near-logic', 'metrics.rmse < 6.3 AND params.lr > 4'],
    ['params.lr IS NULL orr metrics.rmse > 1', 'near-logic', 'params.lr IS NULL OR metrics.rmse > 1'],
    ['(metrics.rmse > 1) adn (params.lr > 1)', 'near-logic', '(metrics.rmse > 1) AND (params.lr > 1)'],
    ["nott status = 'FAILED'", 'near-logic', "NOT status = 'FAILED'"],
    ["status = 'finished'", 'unknown-value', "status = 'FINISHED'"],
    ["status IN ('FAILED', 'done')", 'unknown-value', ''],
    ['starred = True', 'unknown-value', "starred = 'true'"],
    ['duration > 60', 'milliseconds', 'duration > 60s'],
    ['duration BETWEEN 1m AND 90000', 'milliseconds', ''],
  ])('%s may be meant otherwise', (filter, code, mended) => {
    const [hint, ...others] = hintsOf(filter);
    expect([hint?.code, others]).toEqual([code, []]);
    const { proposal } = hint ?? {};
    const text = proposal ? filter.slice(0, proposal.start) + proposal.text + filter.slice(proposal.end) : '';
    expect(text).toBe(mended);
  });

  test.each([
    'made in china or and metrics.rmse < 1',
    "fast metrics.rmse < 1 'ANDD' params.lr > 4",
    "status = 'FINISHED' AND status != 'finished' AND status LIKE 'fin%'",
    'duration > 60s AND duration > 0',
    "metrics.rmse < 1 xgboost params.lr = 'x'",
  ])('%s is as it is meant', (filter) => expect(hintsOf(filter)).toEqual([]));

  test('a value that runs have in another case only is pointed at', () => {
    const [first, ...others] = equalValues(parseFilter("params.lr = 'Adam' AND status = 'x'", 0));
    expect(others).toEqual([]);
    expect(caseHint(first!, ['adam', 'adamw'])).toMatchObject({
      values: ['adam'],
      proposal: { text: "'adam'" },
    });
    expect(caseHint(first!, ['adam', 'Adam'])).toBeNull();
    expect(caseHint(first!, ['adamw'])).toBeNull();
  });

  test('whoever is still typing is told apart from who is wrong', () => {
    const isUnfinished = (filter: string) => parseFilter(filter, 0).mistake?.unfinished;
    expect(['metrics.rmse', 'metrics.rmse <', "status = 'F", 'a OR', 'metrics.'].map(isUnfinished)).toEqual(
      Array(5).fill(true),
    );
    expect(['metrics.rmse AND a', 'rmse < 1', 'a;'].map(isUnfinished)).toEqual([false, false, false]);
  });
});

describe('words', () => {
  test.each([
    ["it's", ["it's"]],
    ['made in china', ['made', 'in', 'china']],
    ['xgb-2 val/loss', ['xgb-2', 'val/loss']],
    ['"two words" 7', ['two words', '7']],
    ['note is here', ['note', 'is', 'here']],
    ['model.pkl', ['model.pkl']],
  ])('%s are searched for as they are', (filter, words) => {
    const { expression } = parseFilter(filter, 0);
    const parts = expression?.kind === 'all' ? expression.parts : [expression];
    expect(parts).toEqual(words.map((text) => ({ kind: 'contains', text })));
  });
});

test('quotes end where MLflow’s parser ends them', () => {
  const texts = (filter: string) => toTokens(filter).map(({ kind, text }) => `${kind} ${text}`);
  expect(texts(`'it''s'`)).toEqual([`string it''s`]);
  expect(texts(`'a\\'b'`)).toEqual([`string a\\'b`]);
  expect(texts(`'C:\\'`)).toEqual(['string C:\\']);
  expect(texts(`'' "x"`)).toEqual(['string ', 'string x']);
  expect(texts(`'open`)).toEqual(['unclosed open']);
});

describe('times', () => {
  const DAY = 86_400_000;
  test.each([
    ['2026-01-31', Date.UTC(2026, 0, 31), DAY],
    ['2026-02', Date.UTC(2026, 1, 1), 28 * DAY],
    ['2026-01-31T12:30', Date.UTC(2026, 0, 31, 12, 30), 60_000],
    ['2026-01-31 12:30:15.5+02:00', Date.UTC(2026, 0, 31, 10, 30, 15, 500), 1],
  ])('%s', (text, atMs, spanMs) => expect(parseMoment(text)).toEqual({ atMs, spanMs }));

  test.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-01-01T25:00', ''])(
    '%s is in no calendar',
    (text) => expect(parseMoment(text)).toBeNull(),
  );

  test('durations add up', () => {
    expect(['1h30m', '90s', '1.5h', '2w', '250ms'].map(parseDuration)).toEqual([
      5_400_000,
      90_000,
      5_400_000,
      14 * DAY,
      250,
    ]);
    expect(['', '5', '5y', 'h'].map(parseDuration)).toEqual([null, null, null, null]);
  });
});

describe('what could be typed next', () => {
  /** `|` is the caret; the answer is what is expected, for which field's key, and what would be replaced. */
  const placeOf = (marked: string) => {
    const text = marked.replace('|', '');
    const place = completionAt(text, marked.indexOf('|'));
    if (!place) return null;
    const { field } = place;
    const about = field && ('key' in field ? field.key : field.name);
    return [place.expects, about, text.slice(place.start, place.end), place.typed];
  };
  test.each([
    ['|', ['field', null, '', '']],
    ['met|', ['field', null, 'met', 'met']],
    ['metrics.rm|se < 1', ['field', null, 'metrics.rmse', 'metrics.rm']],
    ['metrics.`val/|', ['field', null, 'metrics.`val/', 'metrics.`val/']],
    ['metrics.rmse |', ['operator', 'rmse', '', '']],
    ['metrics.rmse < |', ['value', 'rmse', '', '']],
    ['status = |', ['value', 'status', '', '']],
    ["params.lr = '0|", ['value', 'lr', "'0", '0']],
    ["params.lr = '0|' AND a", ['value', 'lr', "'0'", '0']],
    ["params.lr IN ('a', |", ['value', 'lr', '', '']],
    ["params.lr IN ('a'|", null],
    ['params.lr IN |', ['list', 'lr', '', '']],
    ['metrics.rmse BETWEEN 1 |', ['and', 'rmse', '', '']],
    ['metrics.rmse < 1 |', ['joint', null, '', '']],
    ['metrics.rmse < 1 A|', ['field', null, 'A', 'A']],
    ['metrics.rmse < 1 AND |', ['field', null, '', '']],
    ['(metrics.rmse < 1 |', ['joint', 'rmse', '', '']],
    ['(metrics.rmse < 1 OR |', ['field', 'rmse', '', '']],
    ['min(|', ['metric', null, '', '']],
    ['max(metrics.r|', ['metric', null, 'metrics.r', 'metrics.r']],
    ['status |', ['operator', 'status', '', '']],
    ['a ) |', null],
  ])('%s', (marked, expected) => expect(placeOf(marked)).toEqual(expected));
});

test('the text is coloured without losing a letter', () => {
  const filter = "metrics.rmse < 1 OR 'x'";
  const { roles, strict } = parseFilter(filter, 0);
  const segments = toInkSegments(filter, { roles, mistake: { start: 8, end: 12 }, hints: [], strict });
  expect(segments.map(({ text }) => text).join('')).toBe(filter);
  expect(segments.filter(({ role }) => role).map(({ text, role }) => `${role} ${text}`)).toEqual([
    'field metrics.',
    'key rmse',
    'operator <',
    'number 1',
    'logic OR',
    "word 'x'",
  ]);
  expect(segments.find(({ isMistake }) => isMistake)?.text).toBe('rmse');
  expect(segments.filter(({ isStrict }) => isStrict).map(({ text }) => text)).toEqual(['OR', "'x'"]);
});
