import type { Sealed } from '../../storage/log-store.ts';
import { decode, readBody } from './decode.ts';
import { parseEnvelope } from './envelope.ts';
import type { Node } from './graph.ts';
import { HeldLog } from './held-log.ts';
import type { Fresh } from './intake.ts';
import type { KeyRing } from './key-ring.ts';
import type {
  Body,
  DeviceId,
  Entry,
  EnvelopeId,
  IndexedEnvelope,
  LogEffects,
  LogStorage,
  WorkspaceFingerprint,
} from './replica.ts';
import type { Change } from './resolve.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** Bodies that are read, or told of, at one time. */
const BODIES_AT_ONCE = 64;

/** Keeps memory, storage and those who are told of changes together. Not for use by two calls at a time. */
export class LogKeeper {
  held: HeldLog;
  /** How many there were when what is sealed was last looked through. */
  private usedKeys = 0;

  constructor(
    private readonly storage: LogStorage,
    private readonly effects: LogEffects,
    readonly ring: KeyRing,
    private readonly workspace: WorkspaceFingerprint,
    private readonly device: DeviceId,
    rows: readonly IndexedEnvelope[],
  ) {
    this.held = new HeldLog(workspace, device, rows);
  }

  /** Takes the keys that the envelopes here give this device. */
  openKeys(): Promise<void> {
    return this.ring.openAll(this.held.beginnings());
  }

  addKey(epoch: EnvelopeId, key: Bytes): void {
    this.ring.add(epoch, key);
  }

  /** Stores what was taken into memory, then tells of it. */
  async keep(
    fresh: readonly Fresh[],
    changes: readonly Change[],
    carries: Sealed | null = null,
  ): Promise<void> {
    await this.commit(fresh, carries);
    await this.tell(changes, fresh);
  }

  /** Takes the keys that came with new epochs and reads what they open. */
  async useNewKeys(): Promise<void> {
    await this.openKeys();
    while (this.usedKeys !== this.ring.size) await this.unseal();
  }

  /** Accepted bodies, parents first. Throws when storage lacks one. */
  async *bodies(type: Body['type'] | null): AsyncGenerator<{ readonly entry: Entry; readonly body: Body }> {
    const nodes = this.held.state.graph.sorted.filter(
      (node) => (type === null || node.record.index.type === type) && this.held.state.isAccepted(node),
    );
    for (let at = 0; at < nodes.length; at += BODIES_AT_ONCE) {
      yield* await this.loadBodies(nodes.slice(at, at + BODIES_AT_ONCE), new Map());
    }
  }

  /** Stores, or takes back out of memory what could not be stored and throws. */
  private async commit(fresh: readonly Fresh[], carries: Sealed | null = null): Promise<void> {
    if (fresh.length === 0 && !this.ring.hasUnstored) return;
    try {
      await this.store(fresh, carries);
    } catch (error) {
      const ids = new Set(fresh.map(({ stored }) => stored.id));
      this.ring.forgetUnstored();
      this.held = new HeldLog(
        this.workspace,
        this.device,
        this.held.rows().filter(({ id }) => !ids.has(id)),
      );
      throw error;
    }
  }

  private async tell(changes: readonly Change[], fresh: readonly Fresh[]): Promise<void> {
    if (changes.some(({ isUndone }) => isUndone)) return this.effects.rebuild();
    const bodies = new Map(fresh.map(({ stored, body }) => [stored.id, body]));
    const nodes = changes.flatMap(({ accepted }) => accepted);
    for (let at = 0; at < nodes.length; at += BODIES_AT_ONCE) {
      await this.effects.accepted(await this.loadBodies(nodes.slice(at, at + BODIES_AT_ONCE), bodies));
    }
  }

  private async loadBodies(
    nodes: readonly Node[],
    here: ReadonlyMap<EnvelopeId, Body | null>,
  ): Promise<readonly { readonly entry: Entry; readonly body: Body }[]> {
    const absent = nodes.filter(({ record }) => !here.get(record.id)).map(({ record }) => record.id);
    const stored = absent.length > 0 ? await this.storage.bytesOf(absent) : [];
    const bytes = new Map(absent.map((id, at) => [id, stored[at] ?? null]));
    return Promise.all(
      nodes.map(async (node) => {
        const { id } = node.record;
        const body = here.get(id) ?? (await this.readStored(id, bytes.get(id) ?? null));
        return { entry: this.held.entryOf(node), body };
      }),
    );
  }

  private async readStored(id: EnvelopeId, bytes: Bytes | null): Promise<Body> {
    const envelope = bytes && (await parseEnvelope(bytes));
    const body =
      envelope && !('code' in envelope) && envelope.id === id && (await readBody(envelope, this.ring));
    if (!body) throw new Error(`Envelope ${id} cannot be read from storage`);
    return body;
  }

  /** Reads what was sealed until its key came, which may bring further keys. */
  private async unseal(): Promise<void> {
    const keys = this.ring.size;
    const isDue = ({ record: { index } }: Node): boolean =>
      index.content.type === 'unread' &&
      index.content.why === 'sealed' &&
      this.ring.has(index.epoch === '' ? this.workspace : index.epoch);
    const due = this.held.state.graph.sorted.filter(isDue);
    if (due.length === 0) {
      await this.commit([]);
      this.usedKeys = keys;
      return;
    }
    const fresh: Fresh[] = [];
    for (let at = 0; at < due.length; at += BODIES_AT_ONCE) {
      fresh.push(...(await this.decodeStored(due.slice(at, at + BODIES_AT_ONCE))));
    }
    const read = new Map(fresh.map(({ stored }) => [stored.id, stored.index]));
    const before = this.held;
    this.held = new HeldLog(
      this.workspace,
      this.device,
      before.rows().map((row) => ({ ...row, index: read.get(row.id) ?? row.index })),
    );
    await this.store(fresh, null).catch((error: unknown) => {
      this.held = before;
      this.ring.forgetUnstored();
      throw error;
    });
    this.usedKeys = keys;
    await this.tell([changeBetween(before, this.held)], fresh);
    await this.openKeys();
  }

  private async store(fresh: readonly Fresh[], carries: Sealed | null): Promise<void> {
    await this.storage.append(
      fresh.map(({ stored }) => stored),
      this.ring.hasUnstored ? this.ring.toSecrets() : null,
      carries,
    );
    this.ring.noteStored();
  }

  private async decodeStored(nodes: readonly Node[]): Promise<readonly Fresh[]> {
    const ids = nodes.map(({ record }) => record.id);
    const stored = await this.storage.bytesOf(ids);
    const decoded = await Promise.all(
      ids.map(async (id, at): Promise<readonly Fresh[]> => {
        const bytes = stored[at];
        const envelope = bytes && (await parseEnvelope(bytes));
        if (!envelope || 'code' in envelope) return [];
        const { index, body } = await decode(envelope, this.ring);
        return [{ stored: { id, bytes, receivedMs: this.held.receivedMs(id), index }, body }];
      }),
    );
    return decoded.flat();
  }
}

function changeBetween(before: HeldLog, after: HeldLog): Change {
  const wasAccepted = (id: EnvelopeId): boolean => {
    const node = before.node(id);
    return node !== undefined && before.state.isAccepted(node);
  };
  const accepted = after.state.graph.sorted.filter((node) => after.state.isAccepted(node));
  const isUndone = before.state.graph.sorted.some((node) => {
    const now = after.node(node.record.id);
    return before.state.isAccepted(node) && !(now && after.state.isAccepted(now));
  });
  return { accepted: accepted.filter(({ record }) => !wasAccepted(record.id)), isUndone };
}
