import { toVersionRef, type VersionRef } from '../../domain/ids.ts';
import {
  aliasChange,
  deletedChange,
  descriptionChange,
  makeModelChange,
  type RegistrySubject,
  registerChanges,
  stageChanges,
  tagChange,
  type VersionOrigin,
} from '../../domain/registry/registry-changes.ts';
import type { RegistryChange } from '../../domain/registry/registry-event.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { useEdits } from '../../state/edits.ts';
import { showToast, type Toast } from '../../ui/toast.tsx';

/** What people do in the registry: each is one step to undo, and is said. */
export interface RegistryActs {
  makeModel(name: string, description: string): void;
  register(name: string, model: RegisteredModel | null, origin: VersionOrigin, words: RegisterWords): void;
  setStage(
    model: RegisteredModel,
    version: ModelVersion,
    stage: string,
    archiveOthers: boolean,
    why: string,
  ): void;
  /** null takes the alias away. */
  setAlias(model: RegisteredModel, alias: string, version: ModelVersion | null, why: string): void;
  setDescription(subject: RegistrySubject, markdown: string): void;
  setTag(subject: RegistrySubject, key: string, value: string | null): void;
  setDeleted(subject: RegistrySubject, deleted: boolean, why?: string): void;
}

export interface RegisterWords {
  readonly description: string;
  readonly why: string;
  /** Instead of Undo, as the version lies elsewhere. */
  readonly action: NonNullable<Toast['action']>;
  readonly number: number;
}

export function createRegistryActs(): RegistryActs {
  const edits = useEdits();
  const undo = { label: 'Undo', onSelect: () => edits.undo() };
  const act = (label: string, said: string, changes: readonly RegistryChange[], why = '', action = undo) => {
    edits.changeRegistry({ note: { label, about: '', value: '' }, changes, why: why.trim() });
    showToast({ text: said, action });
  };
  return {
    makeModel: (name, description) =>
      act(`Make model ${name}`, `Made the model ${name}.`, [
        makeModelChange(name),
        ...describe(name, null, description),
      ]),
    register: (name, model, origin, { description, why, action, number }) => {
      const ref = makeVersionRef();
      const changes = [...registerChanges(name, model, ref, origin), ...describe(name, ref, description)];
      const what = `${name} version ${number}`;
      act(`Register ${what}`, `Registered ${what}.`, changes, why, action);
    },
    setStage: (model, version, stage, archiveOthers, why) => {
      const label = `Set ${subjectName(version)} to ${stage}`;
      act(
        label,
        `${subjectName(version)} is in ${stage}.`,
        stageChanges(model, version, stage, archiveOthers),
        why,
      );
    },
    setAlias: (model, alias, version, why) => {
      const said = version ? `@${alias} is ${subjectName(version)}.` : `Removed @${alias}.`;
      const label = version
        ? `Set @${alias} to ${subjectName(version)}`
        : `Remove @${alias} of ${model.name}`;
      act(label, said, [aliasChange(model, alias, version)], why);
    },
    setDescription: (subject, markdown) =>
      act(`Describe ${subjectName(subject)}`, 'Description saved.', [descriptionChange(subject, markdown)]),
    setTag: (subject, key, value) => {
      const done = value === null ? 'Remove' : 'Set';
      const said = value === null ? `Tag ${key} removed.` : `Tag ${key} saved.`;
      act(`${done} tag ${key} of ${subjectName(subject)}`, said, [tagChange(subject, key, value)]);
    },
    setDeleted: (subject, deleted, why) => {
      const name = subjectName(subject);
      const said = deleted ? `Deleted ${name}. It can be restored.` : `Restored ${name}.`;
      act(`${deleted ? 'Delete' : 'Restore'} ${name}`, said, [deletedChange(subject, deleted)], why);
    },
  };
}

export function subjectName(subject: RegistrySubject): string {
  return 'ref' in subject ? `${subject.model} version ${subject.number}` : subject.name;
}

function describe(model: string, version: VersionRef | null, text: string): readonly RegistryChange[] {
  if (text.trim() === '') return [];
  const description = (to: string) => ({ kind: 'description', to }) as const;
  return [{ model, version, act: description(text), inverse: description('') }];
}

function makeVersionRef(): VersionRef {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return toVersionRef([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}
