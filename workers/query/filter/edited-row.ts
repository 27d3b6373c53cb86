import type { FilterRow } from '../../../src/domain/filter/evaluate.ts';
import type { FilterField } from '../../../src/domain/filter/fields.ts';
import type { EditedTable } from '../edited-table.ts';
import { attributeNumber, attributeTexts } from './attribute-texts.ts';

const NONE: readonly string[] = [];

/** A row of the table, as people have edited it, for a filter that looks at one run at a time. */
export function makeEditedRow(table: EditedTable, row: number): FilterRow {
  return {
    number: (field) => numberOf(table, row, field),
    texts: (field) => textsOf(table, row, field),
    contains: (text) => searched(table, row).some((one) => one.toLowerCase().includes(text)),
  };
}

function numberOf(table: EditedTable, row: number, field: FilterField): number | null {
  if (field.kind === 'attribute') {
    const value = attributeNumber(table, row, field.name);
    return Number.isNaN(value) ? null : value;
  }
  if (field.kind !== 'metric') return null;
  return table.facts.metrics.get(field.key)?.stat(row, field.stat) ?? null;
}

function textsOf(table: EditedTable, row: number, field: FilterField): readonly string[] {
  switch (field.kind) {
    case 'param':
      return oneText(table.facts.params.get(field.key)?.get(row));
    case 'tag':
      return oneText(table.anyTag(row, field.key));
    case 'attribute':
      return attributeTexts(table, row, field.name);
    case 'dataset':
      return table.facts.datasetUses[row]!.map((use) => use[field.name]).filter((text) => text !== '');
    case 'metric':
      return NONE;
  }
}

function oneText(text: string | null | undefined): readonly string[] {
  return text === null || text === undefined ? NONE : [text];
}

/** Everything that words look through: name, key, user, note, parameters, and the tags that people see. */
function searched(table: EditedTable, row: number): readonly string[] {
  const { facts } = table;
  const texts = [table.name(row), facts.keys[row]!, facts.users[row]!, table.note(row) ?? ''];
  for (const column of facts.params.values()) texts.push(...oneText(column.get(row)));
  for (const key of facts.tags.keys()) texts.push(...oneText(table.tag(row, key)));
  const edited = table.edits.runs.get(facts.keys[row]!)?.tags ?? {};
  for (const text of Object.values(edited)) texts.push(...oneText(text));
  return texts;
}
