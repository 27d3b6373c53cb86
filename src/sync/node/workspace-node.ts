import { toHex } from '../../base/bytes.ts';
import type { ChangeNote } from '../../domain/edits.ts';
import type { Hash, WorkspaceId } from '../../domain/ids.ts';
import { liveChannelName } from '../../domain/live/live-message.ts';
import type { HistoryRow, MemberRole, ShareView, Writer } from '../../domain/share-view.ts';
import { contentHash } from '../content-hash.ts';
import { systemClock } from '../exchange/clock.ts';
import { Mesh } from '../exchange/mesh.ts';
import { mayRead, mayWrite, type Standing } from '../exchange/standing.ts';
import { type LiveChannel, LiveRelay } from '../live/relay.ts';
import type { DeviceId, EnvelopeId, EnvelopeIndex } from '../log/replica.ts';
import type { AppendResult } from '../log/workspace-log.ts';
import type { SignalingState } from '../net/room.ts';
import { readAddresses, type ShareLink, toShareFragment } from '../share-link.ts';
import { Carrying } from './carrying.ts';
import { FactBlobs } from './fact-blobs.ts';
import { type AdoptPack, FactFetcher, type FactsChanged } from './fact-fetcher.ts';
import { admitJoiner, encodeJoinRequest } from './joining.ts';
import { KeyDuty } from './key-duty.ts';
import { LogReplica } from './log-replica.ts';
import { Meeting, type RoomSecret } from './meeting.ts';
import { type NodeApi, NodeFailure, type NodeSurroundings } from './node-api.ts';
import { NodeLog } from './node-log.ts';
import {
  FORMER_EPOCH_MS,
  loadShareSettings,
  type ShareSettings,
  saveShareSettings,
} from './share-settings.ts';
import { isThere, makeShareView, nameOf, ownSeq, roleMayEdit, toLooking } from './share-view.ts';

const INVITE_DAYS = 7;
const DAY_MS = 86_400_000;
interface ServedPeer {
  readonly device: DeviceId;
  readonly standing: Standing;
}

/** Joiners who show an invitation that is not here yet; with more of them it will hardly come. */
const MAX_UNKNOWN_JOINERS = 8;
const FOUNDED = [{ label: 'Begin the workspace', about: '', value: '' }];
/** Between two pictures of what is going on; a person sees no faster. */
const TELL_EVERY_MS = 150;
/** The time of a meeting is kept this exactly over a restart. */
const NOTE_MEETING_MS = 20_000;

/**
 * A workspace on the network: its log, the peers it meets, and the facts that come from them. One per workspace and
 * browser, in the tab that leads; everything the screens know of it is the view it tells.
 */
export class WorkspaceNode implements NodeApi {
  private readonly mesh: Mesh;
  private readonly fetcher: FactFetcher;
  private readonly meeting: Meeting;
  private readonly carrying: Carrying;
  private readonly keyDuty: KeyDuty;
  private readonly relay: LiveRelay;
  private servers: readonly SignalingState[] = [];
  private hash: Promise<string> | null = null;
  private shownHash = '';
  private unsealedCount = 0;
  private changeCount = 0;
  /** When the last meeting was written down. */
  private notedMs = 0;
  private packs = new Set<string>();
  private tellTimer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  private constructor(
    workspace: WorkspaceId,
    private readonly node: NodeLog,
    private settings: ShareSettings,
    private readonly surroundings: NodeSurroundings,
    adopt: AdoptPack,
    factsChanged: FactsChanged,
    private readonly onView: (view: ShareView) => void,
  ) {
    const replica = new LogReplica(node.log, () => this.contentHash());
    const blobs = new FactBlobs(node.factStore, surroundings.keepChunks);
    this.mesh = new Mesh({ replica, blobs, app: surroundings.app, facts: () => this.packs.size });
    this.fetcher = new FactFetcher(node.factStore, this.mesh.blobs, adopt, factsChanged);
    this.meeting = new Meeting(this.mesh, node.log.device);
    this.carrying = new Carrying(node, this.fetcher, adopt, {
      joinRequest: () => this.makeJoinRequest(),
      admit: (request) => this.admit(null, request),
    });
    this.keyDuty = new KeyDuty(node.log, (result) => node.told(result));
    this.relay = new LiveRelay(
      () => new BroadcastChannel(liveChannelName(workspace)) as LiveChannel,
      {
        send: (frame) => this.mesh.sendLive(frame),
        mayWrite: (device) => this.served().some((peer) => peer.device === device && mayWrite(peer.standing)),
        nameOf: (device) => nameOf(device, node.log.members()),
      },
      systemClock,
    );
    this.mesh.onLive = (from, bytes) => void this.relay.receive(from, bytes).catch(reportError);
    this.mesh.onChange = () => this.meshChanged();
    this.mesh.onJoinRequest = (device, request) => void this.admit(device, request).catch(reportError);
    this.fetcher.onChange = () => this.tellSoon();
    this.meeting.onServers = (servers) => {
      this.servers = servers;
      this.tellSoon();
    };
  }

  static async start(
    workspace: WorkspaceId,
    surroundings: NodeSurroundings,
    adopt: AdoptPack,
    factsChanged: FactsChanged,
    onView: (view: ShareView) => void,
  ): Promise<WorkspaceNode> {
    let self: WorkspaceNode | null = null;
    const node = await NodeLog.open(
      workspace,
      { workspaceName: surroundings.workspaceName, memberName: '' },
      {
        imports: (entries) => void self?.fetcher.addImports(entries).catch(reportError),
        changed: () => self?.logChanged(),
        written: (ids) => self?.written(ids),
        factsChanged: () => factsChanged(true),
      },
    );
    try {
      const settings = await loadShareSettings(node.store);
      self = new WorkspaceNode(workspace, node, settings, surroundings, adopt, factsChanged, onView);
      await self.loadPacks();
      await self.fetcher.start(() => node.imports());
      await self.askToBeLetIn();
      await self.goWhereOthersAre();
      self.logChanged();
      return self;
    } catch (error) {
      // One that lived on would write beside the tab that leads next, and fork the log.
      await (self ?? node).close();
      throw error;
    }
  }

  /** Edits made or shown in this tab differ from before. */
  editsChanged(): void {
    this.hash = null;
    this.mesh.published([]);
    this.node.sealSoon();
    this.tellSoon();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.tellTimer);
    this.carrying.close();
    this.relay.close();
    this.keyDuty.close();
    try {
      await this.meeting.close();
    } finally {
      this.mesh.close();
      await this.node.close();
    }
  }

  async setSharing(on: boolean): Promise<void> {
    await this.save({ on });
    await this.goWhereOthersAre();
    // Those too who were met without a server.
    if (!on) this.mesh.leaveAll();
  }

  async createViewerLink(): Promise<string> {
    await this.setSharing(true);
    return this.makeLink('link-viewer', null);
  }

  async inviteEditor(): Promise<string> {
    const expiresMs = Date.now() + INVITE_DAYS * DAY_MS;
    const { secret, result } = await this.node.log.makeInvite('editor', expiresMs, Date.now());
    this.accept(result);
    await this.setSharing(true);
    return this.makeLink('editor', secret);
  }

  async useLink(
    { workspace, epoch, epochKey, inviteSecret, servers }: ShareLink,
    name: string,
  ): Promise<void> {
    const { log } = this.node;
    if (workspace !== log.workspace || log.role() !== null) return;
    await log.takeLink(epoch as EnvelopeId, epochKey);
    const known = this.settings.servers;
    await this.save({
      inviteSecret: inviteSecret ?? this.settings.inviteSecret,
      myName: name || this.settings.myName,
      servers: known.length > 0 ? known : [...servers],
    });
    await this.askToBeLetIn();
    await this.setSharing(true);
  }

  async setName(name: string): Promise<void> {
    const own = this.node.log.members().find((member) => member.device === this.node.log.device);
    await this.save({ myName: name });
    if (own) this.accept(await this.node.append({ type: 'profile', name, colour: own.colour }));
    this.tellSoon();
  }

  async setWorkspaceName(name: string): Promise<void> {
    if (name !== this.node.log.name) this.accept(await this.node.append({ type: 'workspace-name', name }));
  }

  async setRole(device: string, role: MemberRole): Promise<void> {
    const { log } = this.node;
    const target = device as DeviceId;
    if (role === 'removed') this.accept(await log.remove(target, Date.now()));
    else this.accept(await log.setRole(target, role, Date.now()));
  }

  async setServers(addresses: readonly string[]): Promise<void> {
    await this.save({ servers: [...readAddresses(addresses, ['ws:', 'wss:'])] });
    await this.goWhereOthersAre();
  }

  async setIceServers(addresses: readonly string[]): Promise<void> {
    await this.save({ iceServers: [...readAddresses(addresses, ['stun:', 'turn:', 'turns:'])] });
    await this.goWhereOthersAre();
  }

  async offerPairing(): Promise<{ readonly id: string; readonly code: string }> {
    await this.setSharing(true);
    return this.meeting.offer();
  }

  async answerPairing(code: string): Promise<{ readonly id: string; readonly code: string }> {
    await this.setSharing(true);
    return this.meeting.answer(code);
  }

  connectPairing(id: string, answerCode: string | null): Promise<void> {
    return this.meeting.connect(id, answerCode);
  }

  async cancelPairing(id: string): Promise<void> {
    this.meeting.cancelPairing(id);
  }

  exportForTeammate(device: string | null, withArtifacts: boolean): Promise<Blob> {
    return this.carrying.exportFor(device as DeviceId | null, withArtifacts);
  }

  importFromTeammate(file: Blob): ReturnType<NodeApi['importFromTeammate']> {
    return this.carrying.importFrom(file);
  }

  useFolder(folder: FileSystemDirectoryHandle): Promise<void> {
    return this.carrying.use(folder);
  }

  async pauseTransfer(): Promise<void> {
    this.mesh.blobs.pause();
  }

  async resumeTransfer(): Promise<void> {
    this.mesh.blobs.resume();
  }

  fetchArtifacts(chunks: readonly Hash[] | 'all'): Promise<void> {
    return this.fetcher.fetchArtifacts(chunks);
  }

  fetchPoints(packs: readonly Hash[]): Promise<void> {
    return this.fetcher.fetchPoints(packs);
  }

  async history(limit: number): Promise<readonly HistoryRow[]> {
    const { log, store } = this.node;
    const refused = new Map(log.entries().map((entry) => [entry.id as string, entry.refusal]));
    const rows = await store.loadNewest(limit);
    return rows.map(({ id, notes, index }) => {
      const { author, atMs, type } = index as EnvelopeIndex;
      const isMe = author === log.device;
      const who = isMe ? this.myName() || 'You' : nameOf(author, log.members());
      const told = type === 'genesis' ? FOUNDED : notes.map((note) => this.nameMember(note));
      return { id, atMs, who, device: author, notes: told, refused: refused.get(id) ?? null };
    });
  }

  async writersOf(clients: readonly number[]): Promise<ReadonlyMap<number, Writer>> {
    const { log } = this.node;
    const named = (device: DeviceId): Writer => {
      const isMe = device === log.device;
      return { who: isMe ? this.myName() || 'You' : nameOf(device, log.members()), device, isMe };
    };
    return new Map([...log.writersOf(clients)].map(([client, device]) => [client, named(device)]));
  }

  /** Changes of the team are about a device; people read its name. */
  private nameMember(note: ChangeNote): ChangeNote {
    const members = this.node.log.members();
    if (!members.some(({ device }) => device === note.about)) return note;
    return { ...note, about: '', value: nameOf(note.about as DeviceId, members) };
  }

  async look(label: string, href: string): Promise<void> {
    const { log } = this.node;
    const own = log.members().find((member) => member.device === log.device);
    const looking = toLooking(label, href);
    this.mesh.setPresence({ name: this.myName(), colour: own?.colour ?? 0, looking, tab: '' });
  }

  private myName(): string {
    const { log } = this.node;
    return log.members().find((member) => member.device === log.device)?.name || this.settings.myName;
  }

  private logChanged(): void {
    this.changeCount += 1;
    // The packs are part of what is compared: the others hear of the change once they are known.
    void this.loadPacks()
      .then(() => this.mesh.published([]))
      .catch(reportError);
    if (this.node.log.role() !== null && this.settings.inviteSecret) void this.letIn().catch(reportError);
    const { epoch } = this.node.log.epochKey();
    if (epoch !== this.settings.epoch) void this.epochChanged(epoch).catch(reportError);
    if (!this.closed) for (const device of this.mesh.state().joinRequests) this.admitAgain(device);
    this.keyDuty.look();
    this.tellSoon();
  }

  /** Peers that may read: they are told what is live. */
  private served(): readonly ServedPeer[] {
    return this.mesh
      .state()
      .peers.flatMap(({ device, standing, state }) =>
        device && standing && mayRead(standing) && state.kind !== 'gone' && state.kind !== 'refused'
          ? [{ device, standing }]
          : [],
      );
  }

  private admitAgain(device: DeviceId): void {
    const request = this.mesh.joinRequest(device);
    if (request) void this.admit(device, request).catch(reportError);
  }

  private written(ids: readonly EnvelopeId[]): void {
    this.mesh.published(ids);
    this.tellSoon();
  }

  private meshChanged(): void {
    const met = this.mesh
      .state()
      .peers.filter((peer) => peer.standing !== null && peer.state.kind !== 'gone');
    this.meeting.metNow(met.flatMap((peer) => peer.device ?? []));
    this.relay.met(this.served().map(({ device }) => device));
    this.tellSoon();
  }

  /** `device`: who asks, where they are connected. */
  private async admit(device: DeviceId | null, request: Uint8Array<ArrayBuffer>): Promise<boolean> {
    if (this.node.log.role() !== 'owner') return false;
    const result = await admitJoiner(this.node, request, device);
    const isOver = result === 'unknown-invite' && this.mesh.state().joinRequests.length > MAX_UNKNOWN_JOINERS;
    if (device && (result === 'turned-down' || isOver)) this.mesh.dismissJoinRequest(device);
    return result === 'let-in';
  }

  private async makeJoinRequest(): Promise<Uint8Array<ArrayBuffer> | null> {
    const { inviteSecret, myName } = this.settings;
    if (!inviteSecret || this.node.log.role() !== null) return null;
    const secret = inviteSecret as Uint8Array<ArrayBuffer>;
    return encodeJoinRequest(await this.node.log.signJoinRequest(secret, myName));
  }

  private async askToBeLetIn(): Promise<void> {
    const request = await this.makeJoinRequest();
    if (request) this.mesh.askToJoin(request);
  }

  private async letIn(): Promise<void> {
    this.mesh.askToJoin(null);
    await this.save({ inviteSecret: null });
    this.node.sealSoon();
  }

  private async epochChanged(epoch: string): Promise<void> {
    const former = this.settings.formerEpochs.filter(({ untilMs }) => untilMs > Date.now());
    if (this.settings.epoch !== '')
      former.push({ epoch: this.settings.epoch, untilMs: Date.now() + FORMER_EPOCH_MS });
    await this.save({ epoch, formerEpochs: former });
    await this.goWhereOthersAre();
  }

  private async goWhereOthersAre(): Promise<void> {
    const { on, servers, iceServers, formerEpochs } = this.settings;
    if (!on || this.closed) return this.meeting.goTo({ rooms: [], servers: [], iceServers });
    const { epoch } = this.node.log.epochKey();
    const epochs = [epoch, ...formerEpochs.map((one) => one.epoch as EnvelopeId)];
    const rooms = await Promise.all(epochs.map((one) => this.roomOf(one)));
    await this.meeting.goTo({ rooms: rooms.flatMap((room) => room ?? []), servers, iceServers });
    this.tellSoon();
  }

  private async roomOf(epoch: EnvelopeId): Promise<RoomSecret | null> {
    const name = await this.node.log.deriveKey('room-name', epoch);
    const password = await this.node.log.deriveKey('room-password', epoch);
    return name && password && { roomName: toHex(name), password: toHex(password) };
  }

  private async makeLink(
    role: 'link-viewer' | 'editor',
    inviteSecret: Uint8Array<ArrayBuffer> | null,
  ): Promise<string> {
    const { log } = this.node;
    const { epoch, key: epochKey } = log.epochKey();
    const { servers, iceServers } = this.settings;
    const hints = { name: log.name, servers, iceServers };
    return toShareFragment({ role, workspace: log.workspace, epoch, epochKey, inviteSecret, ...hints });
  }

  private accept(result: AppendResult): void {
    this.node.told(result);
    if (result.kind === 'written') return;
    const hasWords = result.code === 'last-owner' || result.code === 'needs-newer';
    throw new NodeFailure(hasWords ? result.code : 'not-allowed');
  }

  private async save(change: Partial<ShareSettings>): Promise<void> {
    this.settings = { ...this.settings, ...change };
    await saveShareSettings(this.node.store, this.settings);
    this.tellSoon();
  }

  private async loadPacks(): Promise<void> {
    const imports = await this.node.factStore.listImports();
    const published = imports.filter((row) => row.published === true);
    this.packs = new Set(published.flatMap((row) => row.packs));
    this.hash = null;
  }

  private contentHash(): Promise<string> {
    const { log } = this.node;
    this.hash ??= contentHash({
      edits: this.surroundings.edits(),
      packs: this.packs,
      members: log.members(),
      name: log.name,
    });
    return this.hash;
  }

  private tellSoon(): void {
    if (this.closed) return;
    this.tellTimer ??= setTimeout(() => void this.tell().catch(reportError), TELL_EVERY_MS);
  }

  private async tell(): Promise<void> {
    this.tellTimer = undefined;
    this.unsealedCount = roleMayEdit(this.node.log.role() ?? 'link-viewer')
      ? await this.node.store.countUnsealed()
      : 0;
    this.shownHash = await this.contentHash();
    if (this.closed) return;
    const { settings, servers } = this;
    const view = makeShareView({
      log: this.node.log,
      mesh: this.mesh.state(),
      facts: this.fetcher.counts(),
      settings,
      servers,
      contentHash: this.shownHash,
      unsealedCount: this.unsealedCount,
      changeCount: this.changeCount,
    });
    this.onView(view);
    await this.noteMeeting(view);
  }

  /** When others were last met, and what they have of this browser's: still known after it was closed. */
  private async noteMeeting({ peers }: ShareView): Promise<void> {
    if (!peers.some(isThere)) return;
    const { sentSeq: known } = this.settings;
    const nowMs = Date.now();
    const hasAll = this.unsealedCount === 0 && peers.some(({ state }) => state.kind === 'in-sync');
    const sentSeq = hasAll ? ownSeq(this.node.log) : known;
    this.settings = { ...this.settings, sentSeq, lastMetMs: nowMs };
    if (sentSeq === known && nowMs - this.notedMs < NOTE_MEETING_MS) return;
    this.notedMs = nowMs;
    await this.save({});
  }
}
