import { importedVersion, toRegistryEventId, toRunKey } from '../../../src/domain/ids.ts';
import type { ModelVersionRecord } from '../../../src/domain/records.ts';
import { foldRegistry } from '../../../src/domain/registry/fold-registry.ts';
import type { RegistryAct, RegistryEvent } from '../../../src/domain/registry/registry-event.ts';
import type { RegistryView } from '../../../src/domain/registry/registry-view.ts';

export const DAY = 86_400_000;

export function importedFact(version: number, stage: string, updatedDay: number): ModelVersionRecord {
  return {
    kind: 'model-version',
    model: 'taxi',
    version,
    description: '',
    stage,
    source: `runs:/r${version}/model`,
    run: toRunKey(`r${version}`),
    loggedModel: null,
    runLink: '',
    user: 'ana',
    createdMs: version * DAY,
    updatedMs: updatedDay * DAY,
    status: 'READY',
    statusMessage: '',
    tags: [],
  };
}

/** Day, version number of an import (null for the model), act, reason. */
export type MadeAct = readonly [day: number, version: number | null, act: RegistryAct, why?: string];

function madeEvents(acts: readonly MadeAct[]): readonly RegistryEvent[] {
  return acts.map(([day, version, act, why = ''], i) => ({
    id: toRegistryEventId(i.toString(16).padStart(16, '0')),
    order: i + 1,
    atMs: day * DAY,
    model: 'taxi',
    version: version === null ? null : importedVersion(version, version * DAY),
    act,
    why,
    client: 7,
  }));
}

export function madeRegistry(
  versions: readonly ModelVersionRecord[],
  acts: readonly MadeAct[],
  atMs: number | null = null,
): RegistryView {
  const model = {
    kind: 'registered-model',
    name: 'taxi',
    createdMs: 0,
    updatedMs: 0,
    description: '',
    tags: [],
    aliases: [['champion', '1']],
  } as const;
  return foldRegistry({ models: [model], versions }, madeEvents(acts), atMs);
}

export const ref = (number: number) => importedVersion(number, number * DAY);
