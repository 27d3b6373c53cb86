import type { ModelKey, RunKey, VersionRef } from '../ids.ts';
import { greaterNumber, MOST_ASKED, type RegistryAct, type RegistryChange } from './registry-event.ts';
import type { ModelVersion, RegisteredModel } from './registry-view.ts';

/** What people do in the registry, as changes with what takes them back. Names are checked by `registry-names.ts`. */

export interface VersionOrigin {
  readonly run: RunKey | null;
  readonly loggedModel: ModelKey | null;
  readonly source: string;
}

/** The next version of a model, which is made where there is none. `ref`: a fresh id. */
export function registerChanges(
  name: string,
  model: RegisteredModel | null,
  ref: VersionRef,
  origin: VersionOrigin,
): readonly RegistryChange[] {
  const about = { model: name, version: ref };
  const asked = nextNumber(model);
  const makeVersion: RegistryChange = {
    ...about,
    act: { kind: 'make-version', asked, ...origin },
    inverse: { kind: 'deleted', to: true },
  };
  return model && !model.deleted ? [makeVersion] : [makeModelChange(name), makeVersion];
}

/** A model without versions; brings back one that was deleted. */
export function makeModelChange(name: string): RegistryChange {
  return {
    model: name,
    version: null,
    act: { kind: 'make-model' },
    inverse: { kind: 'deleted', to: true },
  };
}

/** Greater than every number that the model ever gave away, if that can be asked for. */
export function nextNumber(model: RegisteredModel | null): number {
  const numbers = (model?.versions ?? []).map(({ number }) => number);
  return Math.min(numbers.reduce(greaterNumber, 0) + 1, MOST_ASKED);
}

/** `archiveOthers`: every other version in that stage goes to Archived in the same step, as MLflow offers it. */
export function stageChanges(
  model: RegisteredModel,
  version: ModelVersion,
  stage: string,
  archiveOthers: boolean,
): readonly RegistryChange[] {
  const others = archiveOthers ? inStage(model, stage).filter(({ ref }) => ref !== version.ref) : [];
  return [
    ...others.map((other) => onVersion(other, stageAct('Archived'), stageAct(other.stage))),
    onVersion(version, stageAct(stage), stageAct(version.stage)),
  ];
}

export function inStage(model: RegisteredModel, stage: string): readonly ModelVersion[] {
  return model.versions.filter((version) => !version.deleted && version.stage === stage);
}

/** Sets an alias to a version, wherever it was, or takes it away with null. */
export function aliasChange(
  model: RegisteredModel,
  alias: string,
  version: ModelVersion | null,
): RegistryChange {
  const before = model.versions.find((one) => one.aliases.includes(alias)) ?? null;
  return {
    model: model.name,
    version: null,
    act: { kind: 'alias', alias, to: version?.ref ?? null },
    inverse: { kind: 'alias', alias, to: before?.ref ?? null },
  };
}

export type RegistrySubject = RegisteredModel | ModelVersion;

export function descriptionChange(subject: RegistrySubject, markdown: string): RegistryChange {
  return change(
    subject,
    { kind: 'description', to: markdown },
    { kind: 'description', to: subject.description },
  );
}

/** null takes the tag away. */
export function tagChange(subject: RegistrySubject, key: string, value: string | null): RegistryChange {
  const before = subject.tags.find(([known]) => known === key)?.[1] ?? null;
  return change(subject, { kind: 'tag', key, to: value }, { kind: 'tag', key, to: before });
}

export function deletedChange(subject: RegistrySubject, deleted: boolean): RegistryChange {
  return change(subject, { kind: 'deleted', to: deleted }, { kind: 'deleted', to: !deleted });
}

function change(subject: RegistrySubject, act: RegistryAct, inverse: RegistryAct): RegistryChange {
  if ('ref' in subject) return onVersion(subject, act, inverse);
  return { model: subject.name, version: null, act, inverse };
}

function onVersion(version: ModelVersion, act: RegistryAct, inverse: RegistryAct): RegistryChange {
  return { model: version.model, version: version.ref, act, inverse };
}

function stageAct(to: string): RegistryAct {
  return { kind: 'stage', to };
}
