import { importedVersion, type RegistryEventId, toRegistryEventId, type VersionRef } from '../ids.ts';
import type { ModelVersionRecord, RegisteredModelRecord } from '../records.ts';
import { inOrder } from './event-order.ts';
import {
  finishModel,
  freeNumber,
  laterOf,
  type ModelDraft,
  putVersion,
  touch,
  type VersionDraft,
} from './registry-drafts.ts';
import type { RegistryEvent } from './registry-event.ts';
import type { RegistryEntry, RegistryView } from './registry-view.ts';
import { aliasTarget, compare, splitByNumber, timeOf } from './several-stores.ts';
import { canonicalStage, NO_STAGE, TOMBSTONE_STAGE } from './stages.ts';

/** On versions that were exported from here: which version it is, so that it does not come back as another. */
export const VERSION_TAG = 'cairn.version';

export interface RegistryFacts {
  readonly models: readonly RegisteredModelRecord[];
  readonly versions: readonly ModelVersionRecord[];
}

/**
 * The registry as imported facts and people's events make it. The same facts and events give the same answer in
 * whatever order they arrived. With `atMs`, only what happened until then counts; imported facts say when a version was
 * made and changed last, and nothing of stages before: `stageSinceMs` is null there.
 */
export function foldRegistry(
  facts: RegistryFacts,
  events: readonly RegistryEvent[],
  atMs: number | null = null,
): RegistryView {
  const ordered = inOrder(events);
  const today = new RegistryFold(facts, ordered, Number.POSITIVE_INFINITY, null);
  return (atMs === null ? today : new RegistryFold(facts, ordered, atMs, today)).view();
}

class RegistryFold {
  private readonly models = new Map<string, ModelDraft>();
  private readonly history: RegistryEntry[] = [];
  /** Imported versions that were exported from here before: made version → imported one. */
  private readonly returned = new Map<string, VersionRef>();
  /** Those of them whose making is among the events, by the imported version, until it is told. */
  private readonly echoes = new Set<string>();
  private readonly acted: ReadonlySet<string>;

  /** With `today`, versions have the numbers they have there: another at a moment of the past would name another one. */
  constructor(
    facts: RegistryFacts,
    events: readonly RegistryEvent[],
    until: number,
    private readonly today: RegistryFold | null,
  ) {
    this.acted = new Set(events.map(actKey));
    const isThere = ({ createdMs }: { readonly createdMs: number | null }) => (createdMs ?? 0) <= until;
    // Of several stores with a model of this name the one that changed last has the last word of the model itself.
    const models = facts.models.filter(isThere);
    models.sort((a, b) => compare(a.name, b.name) || timeOf(a.updatedMs) - timeOf(b.updatedMs));
    for (const model of models) this.addModel(model);
    const [firsts, others] = splitByNumber(facts.versions.filter(isThere));
    for (const version of firsts) this.addVersion(version);
    // When all numbers of stores are taken: what has to take another takes one that no store knows.
    for (const version of others) this.addVersion(version);
    this.linkAliases(models);
    for (const event of events) if (event.atMs <= until) this.take(event);
  }

  private addModel(record: RegisteredModelRecord): void {
    const model = this.draft(record.name, 'imported');
    model.description = record.description || model.description;
    if (record.createdMs !== null) model.createdMs = Math.min(model.createdMs ?? Infinity, record.createdMs);
    model.updatedMs = record.updatedMs ?? model.updatedMs;
    for (const [key, value] of record.tags) model.tags.set(key, value);
    this.tell({ model: record.name, what: 'registered', atMs: record.createdMs });
  }

  private addVersion(record: ModelVersionRecord): void {
    const model = this.draft(record.model, 'imported');
    const ref = importedVersion(record.version, record.createdMs);
    const isDeleted = record.stage === TOMBSTONE_STAGE;
    const made = this.noteReturn(record, ref);
    // What it came back with follows from the events, which also say since when.
    const stage =
      isDeleted || (made !== null && this.isStaged(made)) ? NO_STAGE : canonicalStage(record.stage);
    const { kind: _, version: asked, ...rest } = record;
    const number = this.today?.numberOf(record.model, ref) ?? freeNumber(model, asked);
    putVersion(model, {
      ...rest,
      ref,
      number,
      askedNumber: number === asked ? null : asked,
      stage,
      stageSinceMs: null,
      tags: new Map(record.tags.filter(([key]) => key !== VERSION_TAG)),
      deleted: isDeleted,
      origin: 'imported',
    });
    const about = { model: record.model, version: number, user: record.user };
    if (made === null) this.tell({ ...about, what: 'registered', atMs: record.createdMs });
    if (stage !== NO_STAGE)
      this.tell({ ...about, what: 'stage', atMs: record.updatedMs, to: stage, user: '' });
  }

  /** Whether events say which stages a made version came into. */
  private isStaged(made: string): boolean {
    return this.acted.has(`${made}\u001fstage`);
  }

  /** Which made version this is, if its making is among the events; the first by number if several say so. */
  private noteReturn({ model, tags }: ModelVersionRecord, ref: VersionRef): string | null {
    const tag = tags.find(([key]) => key === VERSION_TAG)?.[1];
    if (tag === undefined) return null;
    const made = returnedKey(model, tag);
    if (this.returned.has(made)) return null;
    this.returned.set(made, ref);
    if (!this.acted.has(`${made}\u001fmake-version`)) return null;
    this.echoes.add(returnedKey(model, ref));
    return made;
  }

  private linkAliases(records: readonly RegisteredModelRecord[]): void {
    for (const record of records) {
      const model = this.models.get(record.name);
      for (const [alias, number] of record.aliases) {
        const ref = model && aliasTarget(model, Number(number), record);
        if (!ref) continue;
        const isEcho = this.echoes.has(returnedKey(record.name, ref));
        if (!isEcho || !this.acted.has(aliasKey(record.name, alias))) model?.aliases.set(alias, ref);
      }
    }
  }

  private take(event: RegistryEvent): void {
    const model = this.models.get(event.model);
    if (event.act.kind === 'make-model') this.makeModel(event);
    else if (event.act.kind === 'make-version') this.makeVersion(event);
    else if (model && event.version === null) this.changeModel(model, event);
    else if (model && event.version !== null) this.changeVersion(model, event.version, event);
  }

  numberOf(model: string, ref: VersionRef): number | undefined {
    const draft = this.models.get(model);
    return draft && this.find(draft, ref)?.number;
  }

  view(): RegistryView {
    const models = [...this.models.values()].map(finishModel);
    models.sort((a, b) => (a.name < b.name ? -1 : 1));
    const time = (entry: RegistryEntry): number => entry.atMs ?? 0;
    // Stable: what has one time stays in the order of events.
    return { models, history: [...this.history].sort((a, b) => time(a) - time(b)) };
  }

  private makeModel(event: RegistryEvent): void {
    const known = this.models.get(event.model);
    if (known) {
      if (known.deleted) this.changeModel(known, { ...event, act: { kind: 'deleted', to: false } });
      return;
    }
    const model = this.draft(event.model, 'made');
    model.createdMs = event.atMs;
    model.updatedMs = event.atMs;
    this.tellOf(event, { what: 'registered' });
  }

  private makeVersion(event: RegistryEvent): void {
    if (event.act.kind !== 'make-version' || event.version === null) return;
    const known = this.models.get(event.model);
    const returned = this.returned.get(returnedKey(event.model, event.version));
    const there = known?.versions.get(returned ?? event.version);
    if (there) {
      // It went out with an export and came in again: the facts say more of it.
      if (!this.echoes.delete(returnedKey(event.model, there.ref))) return;
      if (this.isStaged(returnedKey(event.model, event.version))) there.stageSinceMs = event.atMs;
      this.tellOf(event, { what: 'registered', version: there.number });
      return;
    }
    const model = known ?? this.draft(event.model, 'made');
    model.createdMs ??= event.atMs;
    const { asked, run, loggedModel, source } = event.act;
    const number = this.today?.numberOf(event.model, event.version) ?? freeNumber(model, asked);
    putVersion(model, {
      ref: event.version,
      model: event.model,
      number,
      askedNumber: number === asked ? null : asked,
      stage: NO_STAGE,
      stageSinceMs: event.atMs,
      description: '',
      tags: new Map(),
      run,
      loggedModel,
      source,
      runLink: '',
      user: '',
      createdMs: event.atMs,
      updatedMs: event.atMs,
      status: '',
      statusMessage: '',
      deleted: false,
      origin: 'made',
    });
    touch(model, event.atMs);
    this.tellOf(event, { what: 'registered', version: number });
  }

  private changeModel(model: ModelDraft, event: RegistryEvent): void {
    const { act } = event;
    if (act.kind === 'alias') {
      if (!this.moveAlias(model, act.alias, act.to, event)) return;
    } else if (act.kind === 'description') {
      if (act.to === model.description) return;
      this.tellOf(event, { what: 'description', from: model.description, to: act.to });
      model.description = act.to;
    } else if (act.kind === 'tag') {
      if (!this.setTag(model.tags, act.key, act.to, event, null)) return;
    } else if (act.kind === 'deleted') {
      if (act.to === model.deleted) return;
      model.deleted = act.to;
      this.tellOf(event, { what: act.to ? 'deleted' : 'restored' });
    }
    touch(model, event.atMs);
  }

  private changeVersion(model: ModelDraft, ref: VersionRef, event: RegistryEvent): void {
    const version = this.find(model, ref);
    if (!version) return;
    const { act } = event;
    const about = { version: version.number };
    if (act.kind === 'stage') {
      const to = canonicalStage(act.to);
      if (to === version.stage) return;
      this.tellOf(event, { ...about, what: 'stage', from: version.stage, to });
      version.stage = to;
      version.stageSinceMs = event.atMs;
    } else if (act.kind === 'description') {
      if (act.to === version.description) return;
      this.tellOf(event, { ...about, what: 'description', from: version.description, to: act.to });
      version.description = act.to;
    } else if (act.kind === 'tag') {
      if (!this.setTag(version.tags, act.key, act.to, event, version.number)) return;
    } else if (act.kind === 'deleted') {
      if (act.to === version.deleted) return;
      version.deleted = act.to;
      this.tellOf(event, { ...about, what: act.to ? 'deleted' : 'restored' });
    }
    version.updatedMs = laterOf(version.updatedMs, event.atMs);
    touch(model, event.atMs);
  }

  private moveAlias(model: ModelDraft, alias: string, to: VersionRef | null, event: RegistryEvent): boolean {
    const before = model.aliases.get(alias);
    const from = before === undefined ? undefined : this.find(model, before);
    const target = to === null ? undefined : this.find(model, to);
    if (from?.ref === target?.ref) return false;
    if (target) model.aliases.set(alias, target.ref);
    else model.aliases.delete(alias);
    const version = target?.number ?? from?.number ?? null;
    this.tellOf(event, {
      what: 'alias',
      key: alias,
      version,
      from: versionText(from),
      to: versionText(target),
    });
    return true;
  }

  private setTag(
    tags: Map<string, string>,
    key: string,
    to: string | null,
    event: RegistryEvent,
    version: number | null,
  ): boolean {
    const from = tags.get(key);
    if ((from ?? null) === to) return false;
    if (to === null) tags.delete(key);
    else tags.set(key, to);
    this.tellOf(event, { what: 'tag', key, version, from: from ?? '', to: to ?? '' });
    return true;
  }

  private find(model: ModelDraft, ref: VersionRef): VersionDraft | undefined {
    return model.versions.get(this.returned.get(returnedKey(model.name, ref)) ?? ref);
  }

  private draft(name: string, origin: 'imported' | 'made'): ModelDraft {
    const known = this.models.get(name);
    if (known) return known;
    const made: ModelDraft = {
      name,
      description: '',
      createdMs: null,
      updatedMs: null,
      deleted: false,
      origin,
      tags: new Map(),
      aliases: new Map(),
      versions: new Map(),
      numbers: new Set(),
      lastNumber: 0,
    };
    this.models.set(name, made);
    return made;
  }

  private tellOf(event: RegistryEvent, entry: Pick<RegistryEntry, 'what'> & Partial<RegistryEntry>): void {
    const { id, atMs, client, model, why } = event;
    this.history.push({ ...BLANK_ENTRY, id, atMs, client, model, why, ...entry });
  }

  private tell(entry: Pick<RegistryEntry, 'what' | 'model' | 'atMs'> & Partial<RegistryEntry>): void {
    const id = `${entry.model}/${entry.version ?? ''}/${entry.what}`;
    this.history.push({ ...BLANK_ENTRY, ...entry, id: toRegistryEventId(id) });
  }
}

const BLANK_ENTRY: RegistryEntry = {
  id: '' as RegistryEventId,
  atMs: null,
  client: null,
  user: '',
  model: '',
  version: null,
  what: 'registered',
  key: '',
  from: '',
  to: '',
  why: '',
};

function versionText(version: VersionDraft | undefined): string {
  return version ? `Version ${version.number}` : '';
}

function returnedKey(model: string, ref: string): string {
  return `${ref}\u001f${model}`;
}

/** What an event is about: a stage or the making of one version, an alias of one model. */
function actKey({ model, version, act }: RegistryEvent): string {
  if (act.kind === 'alias') return aliasKey(model, act.alias);
  return `${returnedKey(model, version ?? '')}\u001f${act.kind}`;
}

function aliasKey(model: string, alias: string): string {
  return `@${alias}\u001f${model}`;
}
