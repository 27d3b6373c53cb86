import type * as Y from 'yjs';
import { sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { Mesh } from '../../../src/sync/exchange/mesh.ts';
import { writeEnvelope } from '../../../src/sync/log/envelope.ts';
import type { JoinRequest } from '../../../src/sync/log/invite.ts';
import { deriveBytes, toAesKey } from '../../../src/sync/log/keys.ts';
import type { Body, DeviceId, EnvelopeId, LogEffects } from '../../../src/sync/log/replica.ts';
import { type AppendResult, type OwnBody, WorkspaceLog } from '../../../src/sync/log/workspace-log.ts';
import { LogReplica } from '../../../src/sync/node/log-replica.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';
import type { LinkPair, VirtualClock } from '../memory-link.ts';
import { MemoryBlobs } from '../toy-replica.ts';
import { CrashStorage, Disk } from './crash-storage.ts';

/** What one page has open; gone with it. */
interface Page {
  readonly storage: CrashStorage;
  readonly log: WorkspaceLog;
  readonly mesh: Mesh;
}

export interface Invitation {
  readonly workspace: EnvelopeId;
  readonly epoch: EnvelopeId;
  readonly epochKey: Uint8Array<ArrayBuffer>;
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** One person's browser in a simulation: the real log, documents and exchange over a disk in memory. */
export class SimBrowser {
  readonly disk = new Disk();
  readonly blobs = new MemoryBlobs();
  readonly links = new Map<SimBrowser, LinkPair>();
  docs = new WorkspaceDocs();
  /** How often the log has taken something back. */
  rebuilds = 0;
  page: Page | null = null;
  invitation: Invitation | null = null;
  /** Packs of accepted imports. */
  packs = new Set<string>();
  private imports = new Set<string>();
  private workspaceName = '';
  private edits: Promise<unknown> = Promise.resolve();

  constructor(
    readonly name: string,
    readonly clock: VirtualClock,
    readonly skewMs: number,
    readonly writeMs: number,
  ) {}

  get device(): DeviceId | null {
    return this.page?.log.device ?? null;
  }

  private nowMs(): number {
    return this.clock.nowMs() + this.skewMs;
  }

  async found(): Promise<void> {
    const options = { workspaceName: 'W', memberName: this.name, nowMs: this.nowMs() };
    await this.openWith((storage, effects) => WorkspaceLog.create(storage, options, effects));
  }

  async join(invitation: Invitation): Promise<void> {
    this.invitation = invitation;
    await this.openWith((storage, effects) => WorkspaceLog.join(storage, invitation, this.nowMs(), effects));
    await this.askToJoin();
  }

  async restart(): Promise<void> {
    if (this.page) return;
    await this.openWith(async (storage, effects) => {
      const log = await WorkspaceLog.open(storage, effects);
      if (log) return log;
      if (!this.invitation) throw new Error('Nothing on the disk');
      return WorkspaceLog.join(storage, this.invitation, this.nowMs(), effects);
    });
    await this.askToJoin();
  }

  /** The page is killed: what was not on the disk is gone. */
  crash(reaches: () => boolean): void {
    this.page?.storage.crash(reaches);
    this.page?.mesh.close();
    for (const [other, link] of this.links) {
      link.cut();
      other.links.delete(this);
    }
    this.links.clear();
    this.page = null;
  }

  /** What all people see: equal for all when everything has arrived. */
  content(): string {
    const edits = Object.entries(this.docs.project()).map(
      ([of, byKey]: [string, ReadonlyMap<string, unknown>]) => [
        of,
        [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)),
      ],
    );
    return canonicalJson({
      edits: Object.fromEntries(edits),
      imports: [...this.imports].sort(),
      workspace: this.workspaceName,
    });
  }

  /** Edits by the documents, as the screen would; the log gets the updates. */
  edit(change: (docs: WorkspaceDocs) => void): Promise<void> {
    if (!this.mayWrite()) return Promise.resolve();
    const updates: { doc: 'workspace' | 'notes'; update: Uint8Array<ArrayBuffer> }[] = [];
    this.docs.onUpdate = (doc, update) => updates.push({ doc, update });
    change(this.docs);
    this.docs.onUpdate = () => undefined;
    return this.inTurn(async () => {
      for (const { doc, update } of updates) {
        const result = await this.append({ type: 'yjs', doc, notes: [], update });
        // What the log did not take may not stay in the documents.
        if (result?.kind === 'written') continue;
        await this.rebuild();
        this.page?.mesh.published([]);
        return;
      }
    });
  }

  /** One change of this device's, sent to those who follow. Null when the disk took it not. */
  async append(body: OwnBody): Promise<AppendResult | null> {
    return this.change((log) => log.append(body, this.nowMs()));
  }

  async change(
    make: (log: WorkspaceLog, nowMs: number) => Promise<AppendResult>,
  ): Promise<AppendResult | null> {
    const { page } = this;
    if (!page) return null;
    let result: AppendResult;
    try {
      result = await make(page.log, this.nowMs());
    } catch {
      return null;
    }
    if (page === this.page && result.kind === 'written') page.mesh.published([result.entry.id]);
    return result;
  }

  async importFacts(name: string, sizes: readonly number[]): Promise<void> {
    if (!this.mayWrite()) return;
    const packs = [];
    for (const sizeBytes of sizes) {
      const bytes = new Uint8Array(sizeBytes).fill(packs.length + 1);
      bytes.set(toUtf8(name).subarray(0, sizeBytes));
      const hash = await this.blobs.add(bytes);
      packs.push({ hash, holds: 'runs' as const, sizeBytes, records: 1 });
    }
    const entry = { import: await sha256Hex(toUtf8(name)), label: name, startedMs: 1, finishedMs: 2, packs };
    await this.append({ type: 'import', entries: [entry] });
    this.page?.mesh.factsMoved();
  }

  /** An envelope of a type that this Cairn does not know, as a newer one would write. */
  async writeFuture(): Promise<void> {
    if (!this.mayWrite()) return;
    await this.inTurn(async () => {
      const { page, disk } = this;
      const signing = disk.secrets?.signing.privateKey;
      if (!page || !signing) return;
      const { epoch, key } = page.log.epochKey();
      const own = page.log.heads().get(page.log.device);
      const deps = [...page.log.heads().values()].map(({ id }) => id).filter((id) => id !== own?.id);
      const aes = await toAesKey(await deriveBytes(key, 'envelope'));
      const bytes = await writeEnvelope(
        {
          workspace: page.log.workspace,
          author: page.log.device,
          seq: (own?.seq ?? 0) + 1,
          prev: own?.id ?? '',
          deps: deps.sort(),
          epoch,
          previous: '',
          type: 'hologram',
          atMs: this.nowMs(),
        },
        toUtf8('{}'),
        aes,
        signing,
      );
      const [outcome] = await page.log.ingest([bytes], this.nowMs()).catch(() => []);
      if (outcome?.kind === 'newer' && page === this.page) page.mesh.published([outcome.id]);
    });
  }

  async invite(role: 'owner' | 'editor'): Promise<Invitation | null> {
    const { page } = this;
    if (page?.log.role() !== 'owner') return null;
    const inTwoDays = this.nowMs() + 30 * 86_400_000;
    try {
      const { secret, result } = await page.log.makeInvite(role, inTwoDays, this.nowMs());
      if (result.kind !== 'written' || page !== this.page) return null;
      page.mesh.published([result.entry.id]);
      const { epoch, key } = page.log.epochKey();
      return { workspace: page.log.workspace, epoch, epochKey: key, secret };
    } catch {
      return null;
    }
  }

  /** As an owner at the screen would. */
  async admitAll(): Promise<void> {
    const { page } = this;
    for (const device of page?.mesh.state().joinRequests ?? []) {
      const request = page?.mesh.joinRequest(device);
      if (request) await this.admit(request);
    }
  }

  /** What owners' browsers do by themselves. */
  async tidy(): Promise<void> {
    const { page } = this;
    if (page?.log.role() !== 'owner') return;
    if (await page.log.needsRotation()) await this.change((log, nowMs) => log.rotate(nowMs));
  }

  /** What is here and cannot be read for want of a key. */
  countSealed(): number {
    return this.page?.log.entries().filter(({ verdict }) => verdict === 'sealed').length ?? 0;
  }

  /** Yjs structs that wait for others, in any document. */
  hasPending(): boolean {
    const { docs } = this.docs as unknown as { readonly docs: Readonly<Record<string, Y.Doc>> };
    return Object.values(docs).some(({ store }) => store.pendingStructs !== null || store.pendingDs !== null);
  }

  /** Changes of this browser go one after the other. */
  private inTurn(task: () => Promise<void>): Promise<void> {
    const { page } = this;
    const turn = this.edits.then(() => (page === this.page ? task() : undefined));
    this.edits = turn.catch(() => undefined);
    return turn;
  }

  private mayWrite(): boolean {
    const role = this.page?.log.role();
    return role === 'owner' || role === 'editor';
  }

  private async askToJoin(): Promise<void> {
    const { page, invitation } = this;
    if (!page || !invitation || page.log.role() !== null) return;
    const request = await page.log.signJoinRequest(invitation.secret, this.name);
    page.mesh.askToJoin(toUtf8(canonicalJson(request)));
  }

  private async admit(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const request = JSON.parse(Buffer.from(bytes).toString('utf8')) as JoinRequest;
    const { device, agreementKey, name } = request;
    await this.inTurn(async () => {
      const answer = await this.page?.log.verifyJoinRequest(request, this.nowMs());
      if (answer?.kind !== 'valid') return;
      const { role, id: invite } = answer.invite;
      await this.append({ type: 'admit', device, agreementKey, role, name, invite });
    });
  }

  private async openWith(
    open: (storage: CrashStorage, effects: LogEffects) => Promise<WorkspaceLog>,
  ): Promise<void> {
    const storage = new CrashStorage(this.disk, this.clock, this.writeMs);
    this.edits = Promise.resolve();
    this.startAnew();
    const effects: LogEffects = {
      accepted: async (bodies) => {
        for (const { body } of bodies) this.take(body);
      },
      rebuild: async () => {
        this.rebuilds += 1;
        await this.rebuild();
      },
    };
    const log = await open(storage, effects);
    const replica = new LogReplica(log, () => sha256Hex(toUtf8(this.content())));
    const facts = () => this.blobs.blobs.size;
    const clock = this.clock.skewed(this.skewMs);
    const mesh = new Mesh({ replica, blobs: this.blobs, clock, app: 'sim', facts });
    mesh.onJoinRequest = (_device, request) => void this.admit(request);
    mesh.blobs.onStored = () => mesh.factsMoved();
    this.page = { storage, log, mesh };
    await this.rebuild();
  }

  private startAnew(): void {
    this.docs = new WorkspaceDocs();
    this.packs = new Set();
    this.imports = new Set();
    this.workspaceName = '';
  }

  /** Everything that follows from the log, made again of what counts now. */
  private async rebuild(): Promise<void> {
    this.startAnew();
    const { page, docs } = this;
    if (!page) return;
    for await (const { body } of page.log.bodies()) {
      // Begun again meanwhile.
      if (docs !== this.docs) return;
      this.take(body);
    }
  }

  private take(body: Body): void {
    if (body.type === 'yjs' && !this.docs.apply(body.doc, body.update)) throw new Error('A damaged update');
    if (body.type === 'workspace-name') this.workspaceName = body.name;
    if (body.type !== 'import') return;
    for (const entry of body.entries) {
      this.imports.add(entry.import);
      for (const pack of entry.packs) this.packs.add(pack.hash);
    }
    const wishes = [...this.packs].map((hash) => ({ hash, priority: 'record' as const }));
    void this.page?.mesh.blobs.want(wishes);
  }
}
