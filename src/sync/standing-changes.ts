import type { RegistryAct, RegistryChange, RegistryEvent } from '../domain/registry/registry-event.ts';

type Place = Pick<RegistryChange, 'model' | 'version' | 'act'>;

/**
 * The changes of a step that are still so: nobody has changed the same thing since. Only these can be taken back
 * without taking away what somebody else did.
 */
export function standingChanges(
  changes: readonly RegistryChange[],
  events: readonly RegistryEvent[],
): readonly RegistryChange[] {
  const newest = new Map<string, RegistryAct>();
  for (const event of events) newest.set(thingOf(event), event.act);
  const standing: RegistryChange[] = [];
  for (const change of [...changes].reverse()) {
    const { act, inverse } = change;
    const isSo = isSameAct(newest.get(thingOf(change)), act);
    if (!inverse || !isSo || (act.kind === 'make-model' && isInUse(change.model, events, newest))) continue;
    newest.set(thingOf(change), inverse);
    standing.unshift(change);
  }
  return standing;
}

/** What an act is about: whether something is there at all, or one text of it. */
function thingOf({ model, version, act }: Place): string {
  return JSON.stringify([model, version, ...fieldOf(act)]);
}

function fieldOf(act: RegistryAct): readonly string[] {
  switch (act.kind) {
    case 'make-model':
    case 'make-version':
    case 'deleted':
      return ['there'];
    case 'alias':
      return [act.kind, act.alias];
    case 'tag':
      return [act.kind, act.key];
    case 'stage':
    case 'description':
      return [act.kind];
  }
}

function isSameAct(known: RegistryAct | undefined, act: RegistryAct): boolean {
  if (known?.kind !== act.kind) return false;
  return 'to' in act ? 'to' in known && known.to === act.to : true;
}

/** Whether versions were made in the model that nobody has deleted. */
function isInUse(
  model: string,
  events: readonly RegistryEvent[],
  newest: ReadonlyMap<string, RegistryAct>,
): boolean {
  return events.some((event) => {
    if (event.model !== model || event.act.kind !== 'make-version') return false;
    const now = newest.get(thingOf(event));
    return !(now?.kind === 'deleted' && now.to);
  });
}
