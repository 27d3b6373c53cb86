import type { ModelVersionRecord, RegisteredModelRecord } from '../../src/domain/records.ts';

export function modelRecord(name: string, more: Partial<RegisteredModelRecord> = {}): RegisteredModelRecord {
  return {
    kind: 'registered-model',
    name,
    createdMs: 1000,
    updatedMs: 2000,
    description: '',
    tags: [],
    aliases: [],
    ...more,
  };
}

export function versionRecord(
  model: string,
  version: number,
  more: Partial<ModelVersionRecord> = {},
): ModelVersionRecord {
  return {
    kind: 'model-version',
    model,
    version,
    createdMs: 1000 + version,
    updatedMs: 2000 + version,
    description: '',
    user: 'ana',
    stage: 'None',
    source: '',
    run: null,
    runLink: '',
    loggedModel: null,
    status: 'READY',
    statusMessage: '',
    tags: [],
    ...more,
  };
}
