import type { RunKey } from '../../../../src/domain/ids.ts';
import type { LoggedModelRecord } from '../../../../src/domain/records.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { NoteList } from '../../notes.ts';
import { toRunId } from './run-plan.ts';

const HISTORY_TAG = 'mlflow.log-model.history';

/**
 * MLflow 3's logged models as MLflow 2 has models: files of a run, under the model's name, and a list in a tag. Their
 * own params and tags, and those that no exported run made, have no place there.
 */
export class LoggedModelPlan {
  private readonly byRun = new Map<RunKey, LoggedModelRecord[]>();

  constructor(models: Iterable<LoggedModelRecord>, runs: ReadonlySet<RunKey>, notes: NoteList) {
    for (const model of models) {
      if (model.lifecycle === 'deleted') continue;
      const run = model.sourceRun;
      if (run === null || !runs.has(run)) {
        if (run === null) notes.add('logged-model-left', model.name || model.key);
        continue;
      }
      notes.add('logged-model-folded', model.name || model.key);
      const known = this.byRun.get(run);
      if (known) known.push(model);
      else this.byRun.set(run, [model]);
    }
  }

  of(run: RunKey): readonly LoggedModelRecord[] {
    return this.byRun.get(run) ?? [];
  }

  all(): readonly LoggedModelRecord[] {
    return [...this.byRun.values()].flat();
  }

  /** Its folder among the artifacts of its run: another one of the run may have the name already. */
  folderOf(model: LoggedModelRecord): string {
    const siblings = model.sourceRun === null ? [] : this.of(model.sourceRun);
    const isFirst = siblings.find(({ name }) => name === model.name) === model;
    return isFirst && /^[^/\\]+$/.test(model.name) && !/^\.+$/.test(model.name) ? model.name : model.key;
  }

  /** The tag of a run with its models, or nothing where it has none. */
  historyTag(run: RunKey, tags: readonly Pair[]): readonly Pair[] {
    const models = this.of(run);
    if (models.length === 0) return [];
    const told = tags.find(([key]) => key === HISTORY_TAG)?.[1];
    const before = told === undefined ? [] : parseHistory(told);
    // What MLflow cut off in the middle is left as it is.
    if (before === null) return [];
    const added = models
      .filter(({ key }) => !told?.includes(key))
      .map((model) => ({
        run_id: toRunId(run),
        artifact_path: this.folderOf(model),
        utc_time_created: toPythonTime(model.createdMs ?? 0),
        flavors: {},
        model_uuid: model.key,
      }));
    return [[HISTORY_TAG, JSON.stringify([...before, ...added])]];
  }
}

function parseHistory(text: string): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** `2024-05-03 10:20:30.123000`, in UTC. */
function toPythonTime(ms: number): string {
  const date = new Date(Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 8e15) : 0);
  return `${date.toISOString().slice(0, 23).replace('T', ' ')}000`;
}
