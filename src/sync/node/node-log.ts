import type { WorkspaceId } from '../../domain/ids.ts';
import { FactStore } from '../../storage/fact-store.ts';
import { LogStore } from '../../storage/log-store.ts';
import { type EditsNews, editsChannelName } from '../edits-channel.ts';
import type { Body, Entry, EnvelopeId, ImportEntry } from '../log/replica.ts';
import { type AppendResult, type OwnBody, WorkspaceLog } from '../log/workspace-log.ts';
import { BrowserLogStorage } from './log-storage.ts';
import { LogTables } from './log-tables.ts';
import { Outbox } from './outbox.ts';

/** Edits of one moment travel together: typing makes an envelope about twice a second. */
const SEAL_AFTER_MS = 400;
/** After a write that failed: the disk may have room again. */
const SEAL_AGAIN_MS = 30_000;

export interface NodeLogEvents {
  /** Others' imports; their facts are not here yet. */
  imports(entries: readonly ImportEntry[]): void;
  /** Anything was accepted or taken back. */
  changed(): void;
  /** Own envelopes were stored. */
  written(ids: readonly EnvelopeId[]): void;
  /** Imports that were part of the workspace are no more. */
  factsChanged(): void;
}

export interface NewWorkspace {
  readonly workspaceName: string;
  readonly memberName: string;
}

/** The log of a workspace in this browser, kept in step with its tables both ways. Runs in the leading tab. */
export class NodeLog {
  private readonly channel: BroadcastChannel;
  private readonly facts: BroadcastChannel;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sealing: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(
    readonly log: WorkspaceLog,
    readonly store: LogStore,
    readonly factStore: FactStore,
    private readonly events: NodeLogEvents,
    workspace: WorkspaceId,
    private readonly tables: LogTables,
  ) {
    this.channel = new BroadcastChannel(editsChannelName(workspace));
    this.facts = new BroadcastChannel(`cairn-facts-${workspace}`);
    this.channel.onmessage = () => this.sealSoon();
    this.facts.onmessage = () => this.sealSoon();
  }

  /** Opens the log, or begins it. Rejects with NotSupportedError where the browser has no Ed25519. */
  static async open(workspace: WorkspaceId, made: NewWorkspace, events: NodeLogEvents): Promise<NodeLog> {
    const store = new LogStore(workspace);
    const factStore = new FactStore(workspace);
    let node: NodeLog | null = null;
    try {
      const storage = new BrowserLogStorage(store);
      // The effects speak of a log that is still being opened; nothing is told before it is.
      const effects = {
        accepted: async (bodies: readonly Accepted[]) => node?.apply(bodies),
        rebuild: async () => node?.rebuild(),
      };
      const log =
        (await WorkspaceLog.open(storage, effects)) ??
        (await WorkspaceLog.create(storage, { ...made, nowMs: Date.now() }, effects));
      node = new NodeLog(log, store, factStore, events, workspace, new LogTables(store, log.device));
      await node.recover();
      node.sealSoon();
      return node;
    } catch (error) {
      // One that went on listening would write beside whoever leads next, and fork the log.
      await node?.close();
      store.close();
      factStore.close();
      throw error;
    }
  }

  /** Whether this device may write, so that its edits are worth sealing. */
  get mayWrite(): boolean {
    const role = this.log.role();
    return role === 'owner' || role === 'editor';
  }

  /** What the imports that count are made of, oldest first. */
  async *imports(): AsyncGenerator<readonly ImportEntry[]> {
    for await (const { body } of this.log.bodies('import')) if (body.type === 'import') yield body.entries;
  }

  async append(body: OwnBody): Promise<AppendResult> {
    return this.told(await this.log.append(body, Date.now()));
  }

  /** Passes on what one of the log's own writing methods did. */
  told(result: AppendResult): AppendResult {
    if (result.kind === 'written') this.events.written([result.entry.id]);
    return result;
  }

  sealSoon(afterMs = SEAL_AFTER_MS): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    const again = (error: unknown): void => {
      console.error('Edits could not be sealed', error);
      this.sealSoon(SEAL_AGAIN_MS);
    };
    this.timer = setTimeout(() => void this.seal().catch(again), afterMs);
  }

  /** Seals everything that was stored here. */
  seal(): Promise<void> {
    const turn = this.sealing.then(() => this.sealNow());
    this.sealing = turn.catch(() => undefined);
    return turn;
  }

  /** Lets go; what is not sealed yet is found by whoever opens the log next. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.sealing;
    this.channel.close();
    this.facts.close();
    this.store.close();
    this.factStore.close();
  }

  private async sealNow(): Promise<void> {
    if (this.closed || !this.mayWrite) return;
    const outbox = new Outbox(this.store, this.factStore, async (rows, body) => {
      const result = await this.log.append(body, Date.now(), rows);
      this.told(result);
      return result.kind === 'written';
    });
    await outbox.flush();
  }

  private async apply(bodies: readonly Accepted[]): Promise<void> {
    const { imports, hasEdits } = await this.tables.apply(bodies);
    if (hasEdits) this.channel.postMessage('stored' satisfies EditsNews);
    if (imports.length > 0) this.events.imports(imports);
    this.events.changed();
  }

  private async rebuild(): Promise<void> {
    await this.tables.rebuild(this.log.bodies());
    this.channel.postMessage('rebuilt' satisfies EditsNews);
    this.events.factsChanged();
    this.events.changed();
  }

  /** A browser that was killed between storing an envelope and acting on it acts on it now. */
  private async recover(): Promise<void> {
    const unapplied = await this.store.loadUnapplied();
    const entries = this.log.entries();
    if (entries.some(({ id, verdict }) => verdict !== 'accepted' && !unapplied.has(id)))
      return this.rebuild();
    if (!entries.some(({ id, verdict }) => verdict === 'accepted' && unapplied.has(id))) return;
    const missed: Accepted[] = [];
    for await (const one of this.log.bodies()) if (unapplied.has(one.entry.id)) missed.push(one);
    await this.apply(missed);
  }
}

interface Accepted {
  readonly entry: Entry;
  readonly body: Body;
}
