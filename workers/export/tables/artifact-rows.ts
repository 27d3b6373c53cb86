import type { ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { LoggedModelRecord } from '../../../src/domain/records.ts';
import { type Batch, BatchBuilder, column, type OutTable } from './out-table.ts';
import { RUN_COLUMNS } from './point-rows.ts';
import type { TableSource } from './table-source.ts';

const COLUMNS = [
  ...RUN_COLUMNS,
  column('logged_model', 'text', 'the model of the run whose file it is; empty for files of the run itself'),
  column('path', 'text'),
  column('size_bytes', 'whole'),
  column('kept_in_cairn', 'flag', 'its bytes are in this browser'),
];
const [MODEL, PATH] = [3, 4];
const [SIZE, KEPT] = [0, 1];

/** A row a file of the runs and of the models they logged. */
export function artifactRows(source: TableSource, runs: readonly RunKey[]): OutTable {
  const chosen = new Set(runs);
  const models = new Map<string, LoggedModelRecord>();
  for (const model of source.workspace.facts.loggedModels.values())
    if (model.sourceRun !== null && chosen.has(model.sourceRun)) models.set(model.key, model);
  const owners: readonly (RunKey | ModelKey)[] = [...runs, ...[...models.values()].map(({ key }) => key)];
  return {
    name: 'artifacts',
    about: 'a row for each artifact file: where it is and how large, not what is in it',
    columns: COLUMNS,
    async *batches(): AsyncGenerator<Batch> {
      const builder = new BatchBuilder(COLUMNS);
      for await (const [owner, entries] of source.artifacts(owners)) {
        const model = models.get(owner);
        const names = source.namesOf({ key: model?.sourceRun ?? (owner as RunKey) });
        for (const { path, sizeBytes, chunks } of entries) {
          builder.add();
          for (const [place, text] of names.entries()) builder.setText(place, text);
          if (model) builder.setText(MODEL, model.name || model.key);
          builder.setText(PATH, path);
          builder.setNumber(SIZE, sizeBytes);
          builder.setNumber(KEPT, Number(chunks !== null));
          if (builder.isFull) yield builder.take()!;
        }
      }
      const rest = builder.take();
      if (rest) yield rest;
    },
  };
}
