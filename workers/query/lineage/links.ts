import { type LineageFocus, lineageId } from '../../../src/domain/lineage/lineage-graph.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { ModelLink, RunRecord } from '../../../src/domain/run.ts';
import type { LineageSource } from './lineage-source.ts';

/** One thing came of another. */
export interface Link {
  readonly from: LineageFocus;
  readonly to: LineageFocus;
  readonly label: string;
}

/** What came of a thing directly. Ends that are not here or are deleted are among them. */
export function linksOut(thing: LineageFocus, source: LineageSource): readonly Link[] {
  switch (thing.kind) {
    case 'dataset':
      return source.users(thing.dataset).flatMap((run) => inputLinks(run, source, thing));
    case 'run':
      return [
        ...source.children(thing.run).map((child) => nested(thing.run, child)),
        ...source
          .modelsOf(thing.run)
          .filter((link) => link.direction === 'output')
          .map((link) => modelLink(thing.run, link)),
        ...source
          .versionsOfRun(thing.run)
          .filter((version) => !comesOfModel(version, source))
          .map((version) => link(thing, toThing(version))),
      ];
    case 'logged-model':
      return [
        ...source
          .usesOf(thing.model)
          .filter((use) => use.direction === 'input')
          .map((use) => modelLink(use.run, { ...use, model: thing.model })),
        ...source.versionsOfModel(thing.model).map((version) => link(thing, toThing(version))),
      ];
    case 'version':
      return [];
  }
}

/** What a thing came of directly. */
export function linksIn(thing: LineageFocus, source: LineageSource): readonly Link[] {
  switch (thing.kind) {
    case 'dataset':
      return [];
    case 'run': {
      const parent = source.run(thing.run)?.parent ?? null;
      return [
        ...inputLinks(thing.run, source),
        ...(parent === null ? [] : [nested(parent, thing.run)]),
        ...source
          .modelsOf(thing.run)
          .filter((use) => use.direction === 'input')
          .map((use) => modelLink(thing.run, use)),
      ];
    }
    case 'logged-model':
      return source
        .usesOf(thing.model)
        .filter((use) => use.direction === 'output')
        .map((use) => modelLink(use.run, { ...use, model: thing.model }));
    case 'version': {
      const version = source.version(thing.model, thing.version);
      if (!version) return [];
      if (version.loggedModel !== null && comesOfModel(version, source))
        return [link({ kind: 'logged-model', model: version.loggedModel }, thing)];
      return version.run === null ? [] : [link({ kind: 'run', run: version.run }, thing)];
    }
  }
}

/** The datasets of a run, or what it took of one of them. */
export function inputLinks(
  run: RunRecord['key'],
  source: LineageSource,
  only?: LineageFocus & { readonly kind: 'dataset' },
): readonly Link[] {
  const inputs = source.inputs(run);
  const wanted = only ? inputs.filter(({ dataset }) => dataset === only.dataset) : inputs;
  return wanted.map(({ dataset, context }) =>
    link({ kind: 'dataset', dataset }, { kind: 'run', run }, context),
  );
}

/** False when the end of a link is not here: the lineage then ends before it. */
export function isHere(thing: LineageFocus, source: LineageSource): boolean {
  switch (thing.kind) {
    case 'dataset':
      return source.dataset(thing.dataset) !== null;
    case 'run':
      return source.run(thing.run) !== null;
    case 'logged-model':
      return source.model(thing.model) !== null;
    case 'version':
      return source.version(thing.model, thing.version) !== null;
  }
}

export function isDeleted(thing: LineageFocus, source: LineageSource): boolean {
  switch (thing.kind) {
    case 'dataset':
      return false;
    case 'run':
      return source.run(thing.run)?.deleted ?? false;
    case 'logged-model':
      return source.model(thing.model)?.lifecycle === 'deleted';
    case 'version':
      return source.version(thing.model, thing.version)?.deleted ?? false;
  }
}

/** The same for the same link. */
export function linkId({ from, to, label }: Link): string {
  return `${lineageId(from)}\n${lineageId(to)}\n${label}`;
}

export function toThing(version: Pick<ModelVersion, 'model' | 'ref'>): LineageFocus {
  return { kind: 'version', model: version.model, version: version.ref };
}

/** Of a logged model that is here; else its run is all that is known. */
function comesOfModel(version: ModelVersion, source: LineageSource): boolean {
  return version.loggedModel !== null && source.model(version.loggedModel) !== null;
}

function link(from: LineageFocus, to: LineageFocus, label = ''): Link {
  return { from, to, label };
}

function nested(parent: RunRecord['key'], child: RunRecord['key']): Link {
  return link({ kind: 'run', run: parent }, { kind: 'run', run: child }, 'nested');
}

function modelLink(run: RunRecord['key'], use: ModelLink): Link {
  const [made, model] = [{ kind: 'run', run } as const, { kind: 'logged-model', model: use.model } as const];
  if (use.direction === 'input') return link(model, made, 'input');
  return link(made, model, use.step === 0 ? '' : `step ${use.step}`);
}
