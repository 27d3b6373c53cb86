import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import type { ModelKey, RunKey } from '../../src/domain/ids.ts';
import { foldRegistry } from '../../src/domain/registry/fold-registry.ts';
import {
  type ModelVersion,
  NO_REGISTRY,
  type RegistryView,
} from '../../src/domain/registry/registry-view.ts';
import type { FactReader } from './fact-reader.ts';

/** The registry of the workspace that is open: made once for the facts and events that are there. */
export class RegistryReader {
  private made: {
    readonly facts: FactReader;
    readonly events: WorkspaceEdits['registry'];
    readonly view: RegistryView;
  } | null = null;

  constructor(private readonly facts: () => FactReader | null) {}

  view(events: WorkspaceEdits['registry'], atMs: number | null): RegistryView {
    const facts = this.facts();
    if (!facts) return NO_REGISTRY;
    if (atMs !== null) return foldRegistry(recordsOf(facts), events, atMs);
    if (this.made?.facts !== facts || !areSame(this.made.events, events))
      this.made = { facts, events, view: foldRegistry(recordsOf(facts), events) };
    return this.made.view;
  }
}

/** They never change, so their ids tell; but somebody may write another one under the id of one that is there. */
function areSame(a: WorkspaceEdits['registry'], b: WorkspaceEdits['registry']): boolean {
  if (a === b) return true;
  return (
    a.length === b.length && a.every(({ id, client }, at) => id === b[at]?.id && client === b[at].client)
  );
}

function recordsOf(facts: FactReader): Parameters<typeof foldRegistry>[0] {
  return { models: [...facts.registeredModels.values()], versions: [...facts.modelVersions.values()] };
}

/** Versions that are there of a run or of one of these logged models. */
export function versionsOf(
  view: RegistryView,
  run: RunKey,
  models: ReadonlySet<ModelKey>,
): readonly ModelVersion[] {
  return view.models
    .filter((model) => !model.deleted)
    .flatMap((model) => model.versions)
    .filter((version) => !version.deleted)
    .filter(
      (version) => version.run === run || (version.loggedModel !== null && models.has(version.loggedModel)),
    );
}
