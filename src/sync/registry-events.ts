import * as v from 'valibot';
import { type RegistryEventId, toModelKey, toRunKey, toVersionRef } from '../domain/ids.ts';
import {
  MOST_ASKED,
  type RegistryAct,
  type RegistryChange,
  type RegistryEvent,
} from '../domain/registry/registry-event.ts';
import { MAX_TEXT } from './edit-step.ts';

/** Longest name, key, alias or reason in an event. */
const MAX_SHORT = 5000;
/** Dates end here; beyond, whoever writes one out throws. */
const LAST_DATE_MS = 8.64e15;
/** JSON writes some characters as six. */
const MAX_EVENT_TEXT = 7 * MAX_TEXT;
const short = v.pipe(v.string(), v.maxLength(MAX_SHORT));
const filled = v.pipe(short, v.minLength(1));
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const version = v.pipe(filled, v.transform(toVersionRef));

const act = v.variant('kind', [
  v.object({ kind: v.literal('make-model') }),
  v.object({
    kind: v.literal('make-version'),
    asked: v.pipe(count, v.maxValue(MOST_ASKED)),
    run: v.nullable(v.pipe(filled, v.transform(toRunKey))),
    loggedModel: v.nullable(v.pipe(filled, v.transform(toModelKey))),
    source: short,
  }),
  v.object({ kind: v.literal('stage'), to: filled }),
  v.object({ kind: v.literal('alias'), alias: filled, to: v.nullable(version) }),
  v.object({ kind: v.literal('description'), to: text }),
  v.object({ kind: v.literal('tag'), key: filled, to: v.nullable(text) }),
  v.object({ kind: v.literal('deleted'), to: v.boolean() }),
]);

const event = v.object({
  order: count,
  atMs: v.pipe(v.number(), v.safeInteger(), v.minValue(-LAST_DATE_MS), v.maxValue(LAST_DATE_MS)),
  model: filled,
  version: v.nullable(version),
  act,
  why: short,
});

/** What is stored of an event under its id: the client is Yjs's own knowledge. */
export type EventText = string;

export function writeEvent(made: Omit<RegistryEvent, 'id' | 'client'>): EventText {
  const { order, atMs, model, version: of, act: done, why } = made;
  return JSON.stringify({ order, atMs, model, version: of, act: done, why: why.slice(0, MAX_SHORT) });
}

/** What is too long for its readers is cut, as notes are. */
export function cutChange(change: RegistryChange): RegistryChange {
  return { ...change, act: cut(change.act), inverse: change.inverse && cut(change.inverse) };
}

function cut(act: RegistryAct): RegistryAct {
  switch (act.kind) {
    case 'description':
      return { ...act, to: act.to.slice(0, MAX_TEXT) };
    case 'tag':
      return { ...act, to: act.to?.slice(0, MAX_TEXT) ?? null };
    case 'make-version':
      return { ...act, source: act.source.slice(0, MAX_SHORT) };
    default:
      return act;
  }
}

/** Null for what is no event: it may come from anybody, or from a newer Cairn. */
export function readEvent(id: RegistryEventId, raw: unknown, client: number): RegistryEvent | null {
  if (typeof raw !== 'string' || raw.length > MAX_EVENT_TEXT) return null;
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return null;
  }
  const parsed = v.safeParse(event, json);
  return parsed.success ? { ...parsed.output, id, client } : null;
}

/** The events of one step, one after another behind everything that is known. */
export function makeEvents(
  changes: readonly RegistryChange[],
  known: { readonly lastOrder: number; readonly nowMs: number; readonly why: string },
): readonly Omit<RegistryEvent, 'id' | 'client'>[] {
  return changes.map(({ model, version: of, act: done }, index) => ({
    order: known.lastOrder + 1 + index,
    atMs: known.nowMs,
    model,
    version: of,
    act: done,
    why: known.why,
  }));
}

/** What takes a step back, last change first; a change that cannot be taken back stays. */
export function inverseOf(changes: readonly RegistryChange[]): readonly RegistryChange[] {
  return changes
    .filter((change): change is RegistryChange & { inverse: RegistryAct } => change.inverse !== null)
    .map(({ model, version: of, act: done, inverse }) => ({
      model,
      version: of,
      act: inverse,
      // To do it again, a version that was made and taken away is brought back, not made once more.
      inverse: done.kind === 'make-version' || done.kind === 'make-model' ? RESTORED : done,
    }))
    .reverse();
}

const RESTORED: RegistryAct = { kind: 'deleted', to: false };
