import type { ExperimentKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { ImportEvent } from '../../format.ts';
import type { ArtifactLookup } from '../../source/artifact-lookup.ts';
import { type SmallTables, tellModel } from './small-tables.ts';
import type { ToldArtifacts } from './told-artifacts.ts';

/** What was told of experiments, datasets and models, so that only what is new or other is told again. */
export class ToldRecords {
  private readonly texts = new Map<string, string>();
  private readonly experimentIds = new Map<ExperimentKey, string>();

  noteExperiments(experiments: ReadonlyMap<string, ExperimentRecord>): void {
    for (const one of experiments.values()) this.isNew(`experiment ${one.key}`, one);
    for (const { key, id } of experiments.values()) this.experimentIds.set(key, id);
  }

  /** MLflow's id, for looking artifacts up. */
  idOf(experiment: ExperimentKey): string {
    return this.experimentIds.get(experiment) ?? '';
  }

  /** Something that was told is not there any more, or has another name to go by. */
  hasLost(experiments: ReadonlyMap<string, ExperimentRecord>, small: SmallTables): boolean {
    const now = new Set([...experiments.values()].map(({ key }) => `experiment ${key}`));
    for (const { key } of small.datasets.values()) now.add(`dataset ${key}`);
    for (const { record } of small.models) now.add(`logged ${record.key}`);
    for (const { name } of small.registered) now.add(`model ${name}`);
    for (const { model, version } of small.versions) now.add(`version ${version} ${model}`);
    for (const id of this.texts.keys()) if (!now.has(id)) return true;
    return false;
  }

  /** An experiment that was told and is not as it was. */
  isOther(one: ExperimentRecord): boolean {
    const text = this.texts.get(`experiment ${one.key}`);
    return text !== undefined && text !== JSON.stringify(one);
  }

  takeExperiments(experiments: ReadonlyMap<string, ExperimentRecord>): ExperimentRecord[] {
    const changed: ExperimentRecord[] = [];
    for (const one of experiments.values()) {
      this.experimentIds.set(one.key, one.id);
      if (this.isNew(`experiment ${one.key}`, one)) changed.push(one);
    }
    return changed;
  }

  *tellSmall(
    small: SmallTables,
    artifacts: ArtifactLookup | null,
    told: ToldArtifacts,
  ): Generator<ImportEvent> {
    for (const dataset of small.datasets.values()) {
      if (this.isNew(`dataset ${dataset.key}`, dataset)) yield { kind: 'dataset', dataset };
    }
    for (const model of small.models) {
      const { record, experimentId } = model;
      if (!this.isNew(`logged ${record.key}`, record)) continue;
      yield* tellModel(model, artifacts);
      told.keep(artifacts, { id: record.key, uri: record.artifactLocation, experimentId }, record.key);
    }
    for (const model of small.registered) {
      if (this.isNew(`model ${model.name}`, model)) yield { kind: 'registered-model', model };
    }
    for (const version of small.versions) {
      const id = `version ${version.version} ${version.model}`;
      if (this.isNew(id, version)) yield { kind: 'model-version', version };
    }
  }

  private isNew(id: string, record: unknown): boolean {
    const text = JSON.stringify(record);
    if (this.texts.get(id) === text) return false;
    this.texts.set(id, text);
    return true;
  }
}
