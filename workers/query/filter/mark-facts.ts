import type { FilterExpression, NumberTest, TextTest } from '../../../src/domain/filter/expression.ts';
import { type AttributeName, type FilterField, isNumberField } from '../../../src/domain/filter/fields.ts';
import { makeNumberTest, makeTextTest } from '../../../src/domain/filter/tests.ts';
import { toRunKey } from '../../../src/domain/ids.ts';
import type { TextColumn } from '../columns.ts';
import { EditedTable, NOTE_TAG } from '../edited-table.ts';
import { attributeNumber, attributeText } from './attribute-texts.ts';

/** 1 at every row that matches. */
export type Marks = Uint8Array;

/** Texts of which most runs have one of their own: remembering verdicts on them would cost more than it saves. */
const OWN_TEXTS: ReadonlySet<AttributeName> = new Set([
  'run_id',
  'run_name',
  'parent_run_id',
  'note',
  'artifact_uri',
]);

/** Marks the rows by their facts, a column at a time; what people edited of runs is not looked at. */
export function markFacts(table: EditedTable, expression: FilterExpression): Marks {
  const facts = new EditedTable(table.facts, { ...table.edits, runs: new Map() });
  return mark(facts, expression);
}

function mark(table: EditedTable, expression: FilterExpression): Marks {
  switch (expression.kind) {
    case 'all':
      return expression.parts.reduce<Marks>(
        (marks, part) => combine(marks, mark(table, part), (a, b) => a & b),
        new Uint8Array(table.facts.count).fill(1),
      );
    case 'any':
      return expression.parts.reduce<Marks>(
        (marks, part) => combine(marks, mark(table, part), (a, b) => a | b),
        new Uint8Array(table.facts.count),
      );
    case 'not':
      return invert(mark(table, expression.part));
    case 'contains':
      return markContaining(table, expression.text);
    case 'null': {
      const present = markPresent(table, expression.field);
      return expression.negated ? present : invert(present);
    }
    case 'number':
      return markNumbers(table, expression.field, expression.test);
    case 'text':
      return markTexts(table, expression.field, expression.test);
  }
}

function combine(into: Marks, other: Marks, join: (a: number, b: number) => number): Marks {
  for (let row = 0; row < into.length; row++) into[row] = join(into[row]!, other[row]!);
  return into;
}

function invert(marks: Marks): Marks {
  for (let row = 0; row < marks.length; row++) marks[row] = 1 - marks[row]!;
  return marks;
}

function markPresent(table: EditedTable, field: FilterField): Marks {
  if (isNumberField(field)) return markNumbers(table, field, null);
  return markTexts(table, field, null);
}

/** Rows whose number passes, or who have one at all. */
function markNumbers({ facts }: EditedTable, field: FilterField, test: NumberTest | null): Marks {
  const marks = new Uint8Array(facts.count);
  const passes = test ? makeNumberTest(test) : () => true;
  if (field.kind === 'metric') {
    const column = facts.metrics.get(field.key);
    for (let i = 0; i < (column?.length ?? 0); i++) {
      if (passes(column!.statAt(i, field.stat))) marks[column!.rowAt(i)] = 1;
    }
  } else if (field.kind === 'attribute') {
    const plain = new EditedTable(facts);
    for (let row = 0; row < marks.length; row++) {
      const value = attributeNumber(plain, row, field.name);
      if (!Number.isNaN(value) && passes(value)) marks[row] = 1;
    }
  }
  return marks;
}

function markTexts(table: EditedTable, field: FilterField, test: TextTest | null): Marks {
  const { facts } = table;
  const marks = new Uint8Array(facts.count);
  const passes = test ? makeTextTest(test) : () => true;
  switch (field.kind) {
    case 'param':
      markTextColumn(marks, facts.params.get(field.key), passes);
      return marks;
    case 'tag':
      markTextColumn(marks, facts.tags.get(field.key) ?? facts.systemTags.get(field.key), passes);
      return marks;
    case 'dataset': {
      const remembered = remember(passes);
      for (const [row, uses] of facts.datasetUses.entries()) {
        if (uses.some((use) => use[field.name] !== '' && remembered(use[field.name]))) marks[row] = 1;
      }
      return marks;
    }
    case 'attribute':
      return markAttribute(table, field.name, test, passes);
    case 'metric':
      return marks;
  }
}

function markAttribute(
  table: EditedTable,
  name: AttributeName,
  test: TextTest | null,
  passes: (text: string) => boolean,
): Marks {
  const marks = new Uint8Array(table.facts.count);
  if (name === 'run_id' && test?.kind === 'equal' && !test.negated) {
    const row = table.facts.rowOf(toRunKey(test.value));
    if (row !== undefined) marks[row] = 1;
    return marks;
  }
  if (name === 'note') {
    markTextColumn(marks, table.facts.systemTags.get(NOTE_TAG), (text) => text !== '' && passes(text));
    return marks;
  }
  const verdict = OWN_TEXTS.has(name) ? passes : remember(passes);
  for (let row = 0; row < marks.length; row++) {
    const text = attributeText(table, row, name);
    if (text !== '' && verdict(text)) marks[row] = 1;
  }
  return marks;
}

/** Each distinct text is tested once. */
function markTextColumn(
  marks: Marks,
  column: TextColumn | undefined,
  passes: (text: string) => boolean,
): void {
  if (!column) return;
  const verdicts = new Map<number, number>();
  for (let i = 0; i < column.length; i++) {
    const id = column.valueAt(i);
    let verdict = verdicts.get(id);
    if (verdict === undefined) {
      verdict = passes(column.textAt(i)) ? 1 : 0;
      verdicts.set(id, verdict);
    }
    marks[column.rowAt(i)] = verdict;
  }
}

function remember(passes: (text: string) => boolean): (text: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (text) => {
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const verdict = passes(text);
    verdicts.set(text, verdict);
    return verdict;
  };
}

/** Name, key, user, note, parameters and the tags that people see. Each distinct text of the columns once. */
function markContaining(table: EditedTable, word: string): Marks {
  const { facts } = table;
  const marks = new Uint8Array(facts.count);
  const holds = facts.pool.markContaining(word);
  const note = facts.systemTags.get(NOTE_TAG);
  for (const column of [...facts.params.values(), ...facts.tags.values(), ...(note ? [note] : [])]) {
    for (let i = 0; i < column.length; i++) if (holds[column.valueAt(i)] === 1) marks[column.rowAt(i)] = 1;
  }
  const has = (text: string) => text.toLowerCase().includes(word);
  const hasUser = remember(has);
  for (let row = 0; row < marks.length; row++) {
    if (marks[row] === 1) continue;
    if (has(table.name(row)) || has(facts.keys[row]!) || hasUser(facts.users[row]!)) marks[row] = 1;
  }
  return marks;
}
