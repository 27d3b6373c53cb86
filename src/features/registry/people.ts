import { type Accessor, createMemo, untrack } from 'solid-js';
import type { RegistryEntry } from '../../domain/registry/registry-view.ts';
import type { Writer } from '../../domain/share-view.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useShare } from '../../state/share.ts';

export interface People {
  /** By Yjs client; what the log does not know of yet was done in this browser. */
  readonly writers: Accessor<ReadonlyMap<number, Writer>>;
  /** Who made a model (`version` null) or a version here; '' for what was imported. Tracks. */
  madeBy(model: string, version: number | null): string;
}

/** Until the log was asked nobody's work is called one's own. */
const NOT_ASKED_YET: Writer = { who: '…', device: '', isMe: false };
const NOTHING_ASKED = { asked: new Set<number>(), found: new Map<number, Writer>() };

/** Who did what stands in the history. */
export function createPeople(history: Accessor<readonly RegistryEntry[]>): People {
  const share = useShare();
  const clients = createMemo(
    () => [...new Set(history().flatMap(({ client }) => (client === null ? [] : [client])))],
    [],
    { equals: (a, b) => a.length === b.length && a.every((client, i) => client === b[i]) },
  );
  const isLogRead = createMemo(() => share.view().log !== 'starting');
  const known = createNewestAnswer(
    () => (isLogRead() ? clients() : undefined),
    // The state of sharing changes many times a second; who wrote what does not.
    async (asked) => ({ asked: new Set(asked), found: await untrack(() => share.writersOf(asked)) }),
  );
  const writers = createMemo(() => {
    const { asked, found } = known() ?? NOTHING_ASKED;
    const waiting = clients().filter((client) => !asked.has(client));
    return new Map([...found, ...waiting.map((client) => [client, NOT_ASKED_YET] as const)]);
  });
  const makers = createMemo(() => {
    const found = new Map<string, number>();
    for (const { what, model, version, client } of history())
      if (what === 'registered' && client !== null) found.set(makerKey(model, version), client);
    return found;
  });
  return {
    writers,
    madeBy: (model, version) => {
      const client = makers().get(makerKey(model, version));
      return client === undefined ? '' : writerName(client, writers());
    },
  };
}

function makerKey(model: string, version: number | null): string {
  return `${version ?? ''}/${model}`;
}

export function writerName(client: number, writers: ReadonlyMap<number, Writer>): string {
  const writer = writers.get(client);
  return !writer || writer.isMe ? 'You' : writer.who;
}
