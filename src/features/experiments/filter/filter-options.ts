import { formatCount, formatNumber, formatPlural } from '../../../base/format.ts';
import type { CompletionPlace } from '../../../domain/filter/complete.ts';
import {
  ATTRIBUTES,
  DATASET_FIELDS,
  type FilterField,
  FUNCTIONS,
  fieldText,
  fieldValue,
  quoteValue,
} from '../../../domain/filter/fields.ts';
import type { ColumnInfo, ValueCount } from '../../../rpc/query-api.ts';

/** One thing that can be put in the place of what is being typed. */
export interface FilterOption {
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  /** Replaces the whole text: a filter used before. */
  readonly isWhole?: boolean;
}

const MOST = 40;

/** An option before it is known to be wanted: of thousands of keys, a few are shown. */
interface Candidate {
  readonly insert: string;
  readonly label: string;
  /** The label as typing is compared with it: small letters, no quotes. */
  readonly bare: string;
  readonly detail: () => string;
}

/** What fits the place, the best first. `values` are the answer of the worker for a text field. */
export function filterOptions(
  place: CompletionPlace,
  infos: readonly ColumnInfo[],
  values: readonly ValueCount[],
): readonly FilterOption[] {
  switch (place.expects) {
    case 'field':
      return matching(place.typed, fieldCandidates(infos));
    case 'metric':
      return matching(
        place.typed,
        fieldCandidates(infos).filter(({ bare }) => bare.startsWith('metrics.')),
      );
    case 'operator':
      return matching(place.typed, operatorCandidates(place.field));
    case 'value':
      return valueOptions(place, infos, values);
    case 'list':
      return [{ insert: '(', label: '(', detail: 'values with commas between' }];
    case 'and':
      return matching(place.typed, [candidate('AND', 'the other end')]);
    case 'joint':
      return matching('', [candidate('AND', 'both'), candidate('OR', 'either')]);
  }
}

/** Whether a word is being typed with which a field begins. */
export function beginsField(typed: string, infos: readonly ColumnInfo[]): boolean {
  const wanted = bareText(typed);
  return fieldCandidates(infos).some(({ bare }) => bare.startsWith(wanted));
}

const known = new WeakMap<readonly ColumnInfo[], readonly Candidate[]>();

/** Made once for the columns of a table, not with every letter. */
function fieldCandidates(infos: readonly ColumnInfo[]): readonly Candidate[] {
  const made = known.get(infos) ?? makeFieldCandidates(infos);
  known.set(infos, made);
  return made;
}

function makeFieldCandidates(infos: readonly ColumnInfo[]): readonly Candidate[] {
  const keys = (kind: ColumnInfo['kind']) =>
    infos
      .filter((info) => info.kind === kind)
      .map((info) => candidate(fieldText(toField(info)), () => keyDetail(info)));
  return [
    ...keys('metric'),
    ...keys('param'),
    ...ATTRIBUTES.map(({ name, value }) => candidate(name, value)),
    ...keys('tag'),
    ...DATASET_FIELDS.map((name) => candidate(`datasets.${name}`, 'text')),
    ...FUNCTIONS.map((name) => candidate(`${name}( )`, 'of a metric', `${name}(`)),
    candidate('NOT', 'the opposite'),
  ];
}

function candidate(label: string, detail: string | (() => string), insert = `${label} `): Candidate {
  return { insert, label, bare: bareText(label), detail: typeof detail === 'string' ? () => detail : detail };
}

function bareText(text: string): string {
  return text.toLowerCase().replace(/[`"']/g, '');
}

function toField({ kind, key }: ColumnInfo): FilterField {
  if (kind === 'metric') return { kind, key, stat: 'last' };
  return kind === 'tag' ? { kind, key } : { kind: 'param', key };
}

function keyDetail({ range, filled }: ColumnInfo): string {
  const runs = formatPlural(filled, 'run');
  return range ? `${formatNumber(range.min, 4)} … ${formatNumber(range.max, 4)}, ${runs}` : runs;
}

const NUMBER_OPERATORS = [
  '<',
  '<=',
  '>',
  '>=',
  '=',
  '!=',
  'BETWEEN',
  'IN',
  'IS NULL',
  'IS NOT NULL',
  'IS NAN',
];
const TEXT_OPERATORS = [
  '=',
  '!=',
  'LIKE',
  'ILIKE',
  'IN',
  'NOT IN',
  '<',
  '>',
  'RLIKE',
  'IS NULL',
  'IS NOT NULL',
];
const OPERATOR_DETAILS: Readonly<Record<string, string>> = {
  LIKE: '% any text, _ one character',
  ILIKE: 'LIKE, whatever the case',
  RLIKE: 'regular expression',
  IN: 'one of a list',
  'IS NULL': 'not logged',
  'IS NOT NULL': 'logged',
  'IS NAN': 'logged as NaN',
};

function operatorCandidates(field: FilterField | null): readonly Candidate[] {
  const isText = !field || fieldValue(field) === 'text';
  return (isText ? TEXT_OPERATORS : NUMBER_OPERATORS).map((label) =>
    candidate(label, OPERATOR_DETAILS[label] ?? '', label.endsWith('IN') ? `${label} (` : `${label} `),
  );
}

const TIMES = ['now() - 1h', 'now() - 1d', 'now() - 7d', 'now() - 30d'];
const DURATIONS = ['30s', '10m', '1h', '1d'];

function valueOptions(
  { field, typed }: CompletionPlace,
  infos: readonly ColumnInfo[],
  values: readonly ValueCount[],
): readonly FilterOption[] {
  if (!field) return [];
  switch (fieldValue(field)) {
    case 'time':
      return matching(typed, [
        ...TIMES.map((time) => candidate(time, '')),
        candidate("'2026-01-31'", 'a day, in UTC'),
      ]);
    case 'duration':
      return matching(
        typed,
        DURATIONS.map((time) => candidate(time, 'or milliseconds')),
      );
    case 'number': {
      const info = infos.find((one) => one.kind === 'metric' && 'key' in field && one.key === field.key);
      if (!info?.range) return [];
      const { min, max } = info.range;
      return matching(typed, [
        candidate(String(min), 'lowest last value'),
        candidate(String(max), 'highest last value'),
      ]);
    }
    case 'text':
      return values.flatMap(({ value, runs }) => {
        const label = quoteValue(value);
        return label === null ? [] : [{ insert: `${label} `, label, detail: formatPlural(runs, 'run') }];
      });
  }
}

/** Those that begin with what was typed, then those whose key does, then those that hold it. */
function matching(typed: string, candidates: readonly Candidate[]): readonly FilterOption[] {
  const wanted = bareText(typed);
  const ranks: Candidate[][] = [[], [], []];
  for (const one of candidates) {
    const at = one.bare.indexOf(wanted);
    if (at >= 0) ranks[at === 0 ? 0 : one.bare[at - 1] === '.' ? 1 : 2]!.push(one);
  }
  return ranks
    .flat()
    .slice(0, MOST)
    .map(({ insert, label, detail }) => ({ insert, label, detail: detail() }));
}

/** `12 of 1,284` */
export function matchText(matchCount: number, totalCount: number): string {
  return `${formatCount(matchCount)} of ${formatCount(totalCount)}`;
}
