import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import type { ExperimentKey, RunKey, WorkspaceId } from '../../src/domain/ids.ts';
import { foldRegistry } from '../../src/domain/registry/fold-registry.ts';
import type { RegistryView } from '../../src/domain/registry/registry-view.ts';
import type { ExportScope } from '../../src/rpc/export-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { EditedTable } from '../query/edited-table.ts';
import { experimentRecord, listExperiments } from '../query/experiment-list.ts';
import { FactReader } from '../query/fact-reader.ts';
import { makeRunTexts } from '../query/model-texts.ts';
import { RunTable } from '../query/run-table.ts';
import type { ExperimentSource } from './mlflow/plan/experiment-plan.ts';

/** A workspace with people's edits over it, as the screens show it, open for writing it out. */
export class OpenedWorkspace {
  private constructor(
    readonly store: FactStore,
    readonly facts: FactReader,
    readonly table: EditedTable,
  ) {}

  static async open(workspace: WorkspaceId, edits: WorkspaceEdits): Promise<OpenedWorkspace> {
    const store = new FactStore(workspace);
    const facts = new FactReader(store);
    await facts.load();
    const table = new RunTable();
    table.expect(facts.runCount);
    const packsOf = (run: RunKey) => facts.packsOfRun(run);
    const cameMs = (run: RunKey) => facts.cameMs(run);
    const textsOf = makeRunTexts(facts);
    await facts.forEachBlock((block, keys) =>
      table.addBlock(block, keys, { packsOf, textsOf: textsOf(block, keys), cameMs }),
    );
    table.experimentRecords = facts.experiments;
    table.trim();
    return new OpenedWorkspace(store, facts, new EditedTable(table, edits));
  }

  close(): void {
    this.store.close();
  }

  get edits(): WorkspaceEdits {
    return this.table.edits;
  }

  registry(): RegistryView {
    const { registeredModels, modelVersions } = this.facts;
    return foldRegistry(
      { models: [...registeredModels.values()], versions: [...modelVersions.values()] },
      this.edits.registry,
    );
  }

  /** Rows of the table of runs. */
  rowsOf(scope: ExportScope): readonly number[] {
    const { table } = this;
    if (scope.kind === 'runs') return scope.runs.flatMap((run) => table.facts.rowOf(run) ?? []);
    const all = Array.from({ length: table.facts.count }, (_, row) => row);
    if (scope.kind === 'all') return all;
    const wanted = new Set(scope.experiments);
    return all.filter((row) => table.memberships(row).some((key) => wanted.has(key)));
  }

  /** Those that the runs stand in; with everything, and when asked for, those without runs too. */
  experimentsOf(scope: ExportScope, rows: readonly number[]): readonly ExperimentSource[] {
    const wanted = new Set<ExperimentKey>(scope.kind === 'experiments' ? scope.experiments : []);
    for (const row of rows) wanted.add(this.table.experiment(row));
    if (scope.kind === 'all')
      for (const { record } of listExperiments(this.table, this.facts.experiments)) wanted.add(record.key);
    return [...wanted].flatMap((key) => {
      const record = experimentRecord(this.table, this.facts.experiments, key);
      return record ? [{ record, note: this.edits.experiments.get(key)?.note }] : [];
    });
  }
}
