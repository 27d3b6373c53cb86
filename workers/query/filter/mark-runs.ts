import type { RunEdits } from '../../../src/domain/edits.ts';
import type { FilterExpression, NumberTest, TextTest } from '../../../src/domain/filter/expression.ts';
import { type AttributeName, type FilterField, isNumberField } from '../../../src/domain/filter/fields.ts';
import { makeNumberTest, makeTextTest } from '../../../src/domain/filter/tests.ts';
import { toRunKey } from '../../../src/domain/ids.ts';
import type { TextColumn } from '../columns.ts';
import { EditedTable, NAME_TAG, NOTE_TAG } from '../edited-table.ts';
import { attributeNumber, attributeText, attributeTexts } from './attribute-texts.ts';

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

/** What people can edit of a run's attributes. */
const EDITS_OF: Partial<Record<AttributeName, readonly (keyof RunEdits)[]>> = {
  run_name: ['name'],
  note: ['note'],
  experiment: ['home', 'alsoIn'],
  experiment_id: ['home', 'alsoIn'],
  lifecycle_stage: ['deleted', 'home', 'alsoIn'],
  starred: ['starred'],
  archived: ['archived'],
};

/**
 * Marks the runs that match, a clause after the other: by the columns of facts first, then again those runs of which
 * people have edited what the clause asks for.
 */
export function markRuns(table: EditedTable, expression: FilterExpression): Marks {
  const logged = new EditedTable(
    table.facts,
    { ...table.edits, runs: new Map() },
    table.atBest,
    table.modelTexts,
  );
  return mark({ table, logged }, expression);
}

interface Tables {
  readonly table: EditedTable;
  /** The same without what people edited of runs. */
  readonly logged: EditedTable;
}

function mark(tables: Tables, expression: FilterExpression): Marks {
  const { facts } = tables.table;
  switch (expression.kind) {
    case 'all':
      return expression.parts.reduce<Marks>(
        (marks, part) => combine(marks, mark(tables, part), (a, b) => a & b),
        new Uint8Array(facts.count).fill(1),
      );
    case 'any':
      return expression.parts.reduce<Marks>(
        (marks, part) => combine(marks, mark(tables, part), (a, b) => a | b),
        new Uint8Array(facts.count),
      );
    case 'not':
      return invert(mark(tables, expression.part));
    case 'contains':
      return markContaining(tables.table, expression.text);
    case 'null': {
      const present = markPresent(tables, expression.field);
      return expression.negated ? present : invert(present);
    }
    case 'number':
      return markNumbers(tables.table, expression.field, expression.test);
    case 'text':
      return markTexts(tables, expression.field, expression.test);
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

function markPresent(tables: Tables, field: FilterField): Marks {
  if (isNumberField(field)) return markNumbers(tables.table, field, null);
  return markTexts(tables, field, null);
}

/** Rows whose number passes, or who have one at all. */
function markNumbers(table: EditedTable, field: FilterField, test: NumberTest | null): Marks {
  const { facts } = table;
  const marks = new Uint8Array(facts.count);
  const passes = test ? makeNumberTest(test) : () => true;
  if (field.kind === 'metric') {
    const column = facts.metrics.get(field.key);
    for (let i = 0; i < (column?.length ?? 0); i++) {
      if (passes(column!.statAt(i, field.stat))) marks[column!.rowAt(i)] = 1;
    }
  } else if (field.kind === 'attribute') {
    for (let row = 0; row < marks.length; row++) {
      const value = attributeNumber(table, row, field.name);
      if (!Number.isNaN(value) && passes(value)) marks[row] = 1;
    }
  }
  return marks;
}

function markTexts({ table, logged }: Tables, field: FilterField, test: TextTest | null): Marks {
  const { facts } = table;
  const marks = new Uint8Array(facts.count);
  const passes = test ? makeTextTest(test) : () => true;
  switch (field.kind) {
    case 'param':
      markTextColumn(marks, facts.params.get(field.key), passes);
      return marks;
    case 'tag':
      markTextColumn(marks, facts.tags.get(field.key) ?? facts.systemTags.get(field.key), passes);
      markEditedTags(marks, table, field.key, remember(passes));
      return marks;
    case 'dataset': {
      const remembered = remember(passes);
      for (const [row, uses] of facts.datasetUses.entries()) {
        if (uses.some((use) => use[field.name] !== '' && remembered(use[field.name]))) marks[row] = 1;
      }
      return marks;
    }
    case 'attribute':
      markAttribute(marks, logged, field.name, test, passes);
      markEditedAttributes(marks, table, field.name, remember(passes));
      return marks;
    case 'metric':
      return marks;
  }
}

function markAttribute(
  marks: Marks,
  table: EditedTable,
  name: AttributeName,
  test: TextTest | null,
  passes: (text: string) => boolean,
): void {
  if (name === 'run_id' && test?.kind === 'equal' && !test.negated) {
    const row = table.facts.rowOf(toRunKey(test.value));
    if (row !== undefined) marks[row] = 1;
    return;
  }
  if (name === 'note') {
    markTextColumn(marks, table.facts.systemTags.get(NOTE_TAG), (text) => text !== '' && passes(text));
    return;
  }
  const verdict = OWN_TEXTS.has(name) ? passes : remember(passes);
  for (let row = 0; row < marks.length; row++) {
    const text = attributeText(table, row, name);
    if (text !== '' && verdict(text)) marks[row] = 1;
  }
}

function markEditedAttributes(
  marks: Marks,
  table: EditedTable,
  name: AttributeName,
  passes: (text: string) => boolean,
): void {
  const edited = EDITS_OF[name];
  if (!edited) return;
  for (const [row, edits] of table.editedRows)
    if (edited.some((field) => edits[field] !== undefined))
      marks[row] = attributeTexts(table, row, name).some(passes) ? 1 : 0;
}

/** Names and notes are tags as well, where one asks for them as MLflow has them. */
function markEditedTags(
  marks: Marks,
  table: EditedTable,
  key: string,
  passes: (text: string) => boolean,
): void {
  const field = key === NAME_TAG ? 'name' : key === NOTE_TAG ? 'note' : null;
  for (const [row, edits] of table.editedRows) {
    const isEdited = (field && edits[field] !== undefined) || (edits.tags && Object.hasOwn(edits.tags, key));
    if (!isEdited) continue;
    const text = table.anyTag(row, key);
    marks[row] = text !== null && passes(text) ? 1 : 0;
  }
}

/** Each distinct text is tested once. */
function markTextColumn(
  marks: Marks,
  column: TextColumn | undefined,
  passes: (text: string) => boolean,
): void {
  if (!column) return;
  const { rowNumbers, numbers, pool } = column;
  const verdicts = pool.borrowMarks();
  for (let i = 0; i < numbers.length; i++) {
    const id = numbers[i]!;
    if (verdicts[id] === 0) verdicts[id] = passes(pool.textOf(id)) ? 2 : 1;
    marks[rowNumbers[i]!] = verdicts[id]! - 1;
  }
  for (let i = 0; i < numbers.length; i++) verdicts[numbers[i]!] = 0;
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
  const { facts, editedRows } = table;
  const holds = facts.pool.markContaining(word);
  const has = remember((text) => text.toLowerCase().includes(word));
  const marks = facts.indexes.markNamed(word, (row) => Boolean(editedRows.get(row)?.name));
  for (const column of facts.params.values()) markHolding(marks, column, holds, () => false);
  for (const [key, column] of facts.tags)
    markHolding(marks, column, holds, (row) => table.isTagEdited(row, key));
  const note = facts.systemTags.get(NOTE_TAG);
  if (note) markHolding(marks, note, holds, (row) => editedRows.get(row)?.note !== undefined);
  for (let row = 0; row < marks.length; row++) if (has(facts.users[row]!)) marks[row] = 1;
  for (const [row, { name, note: written, tags }] of editedRows) {
    const texts = [name, written, ...(tags ? Object.values(tags) : [])];
    if (texts.some((text) => text && has(text))) marks[row] = 1;
  }
  return marks;
}

function markHolding(
  marks: Marks,
  { rowNumbers, numbers }: TextColumn,
  holds: Uint8Array,
  isReplaced: (row: number) => boolean,
): void {
  for (let i = 0; i < numbers.length; i++)
    if (holds[numbers[i]!] === 1 && !isReplaced(rowNumbers[i]!)) marks[rowNumbers[i]!] = 1;
}
