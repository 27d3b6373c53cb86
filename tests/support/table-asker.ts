import type { ColumnId, TableQuery } from '../../src/rpc/query-api.ts';
import { AtBestLoader } from '../../workers/query/at-best.ts';
import type { EditedTable } from '../../workers/query/edited-table.ts';
import { TableQuestions } from '../../workers/query/table-questions.ts';
import { ALL_RUNS_QUERY } from './questions.ts';

/** Asks tables of runs that are nowhere stored: what the query worker answers, without its database. */
export function makeTableAsker(first: EditedTable, now = () => 0) {
  let table = first;
  const questions = new TableQuestions({
    table: () => table,
    reader: () => null,
    atBest: new AtBestLoader(),
  });
  return {
    questions,
    edit: (next: EditedTable) => {
      table = next;
    },
    async ask(query: Partial<TableQuery>, columns: readonly ColumnId[] = []) {
      const summary = await questions.ask({ ...ALL_RUNS_QUERY, ...query }, now);
      const rows = await questions.rows(summary.table, 0, summary.rowCount, columns);
      return { summary, rows };
    },
    /** Names of the runs shown, and of groups their values, indented by depth. */
    async list(query: Partial<TableQuery>): Promise<readonly string[]> {
      const { rows } = await this.ask(query);
      return rows.map((row) => {
        const text = row.kind === 'run' ? row.name : String(row.path.at(-1)?.value);
        return `${'  '.repeat(row.depth)}${text}`;
      });
    },
  };
}
