import { type RunKey, toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import { inviteKeyFrom } from '../../../src/sync/log/invite.ts';
import type { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';
import { type LinkFaults, memoryLink, seededRandom, VirtualClock } from '../memory-link.ts';
import { seedCrypto } from '../sync-crypto.ts';
import { SimBrowser } from './browser.ts';

/** What came of one schedule. `problem` is null when all is as it should be. */
export interface Outcome {
  readonly problem: string | null;
  readonly operations: readonly string[];
  readonly browsers: number;
  readonly envelopes: number;
  /** Members at the end, envelopes that were overruled, blobs that all have: a schedule without them shows little. */
  readonly team: number;
  readonly overruled: number;
  readonly packs: number;
  readonly rebuilds: number;
  /** Members who for some time could not read the newest epoch, as their link was older. */
  readonly sealedOff: number;
}

const RUNS = ['r1', 'r2', 'a/b', 'r%4'].map(toRunKey);
const TUNING = toExperimentKey('team/tuning');
const DAY_MS = 86_400_000;
const MAX_BROWSERS = 6;
/** Virtual time in which everything has to come to rest. */
const REST_MS = 400_000;

type Act = (docs: WorkspaceDocs, runs: readonly RunKey[], on: boolean, text: string) => unknown;

const ORGANISING: Readonly<Record<string, Act>> = {
  star: (docs, runs, on) => docs.setStarred(runs, on),
  archive: (docs, runs, on) => docs.setArchived(runs, on),
  colour: (docs, runs, on) => docs.setColour(runs, on ? runs.length : null),
  move: (docs, runs, on) => docs.moveRuns(runs, on ? TUNING : toExperimentKey('x2'), 'there'),
  copy: (docs, runs, on) => docs.setAlsoIn(runs, TUNING, on, 'there'),
  'tag many': (docs, runs, on, text) => docs.setTagOfRuns(runs, 'team', on ? text : null),
  'new experiment': (docs, runs, on, text) => docs.createExperiment(text, on ? runs : []),
  'star experiment': (docs, _, on) => docs.setExperimentStarred(TUNING, on),
  'archive experiment': (docs, _, on) => docs.setExperimentArchived(TUNING, on),
  'delete experiment': (docs, _, on) => docs.setExperimentDeleted(TUNING, on),
  'note of experiment': (docs, _, __, text) => docs.setExperimentNote(TUNING, text),
  'new collection': (docs, _, on, text) => docs.createCollection(text, on ? [TUNING] : []),
  'fill collection': (docs, _, on) => {
    for (const id of docs.project().collections.keys()) docs.setInCollection(id, TUNING, on);
  },
  'remove collection': (docs) => {
    const [first] = docs.project().collections.keys();
    if (first) docs.removeCollection(first);
  },
  direction: (docs, _, on) => docs.setDirection('loss', on ? 'higher' : null),
  view: (docs, _, on, text) => {
    const [first] = docs.project().views.keys();
    if (first && on) docs.changeView(first, { code: text });
    else docs.saveView({ name: text, scope: TUNING, code: text });
  },
  undo: (docs) => docs.undo(),
  redo: (docs) => docs.redo(),
};

/** One team, one history of accidents, all of it drawn from a seed. */
class Schedule {
  readonly operations: string[] = [];
  readonly browsers: SimBrowser[] = [];
  private readonly random: () => number;
  /** Apart from the other: what was added later leaves the schedules of before as they were. */
  private readonly second: () => number;
  private readonly clock: VirtualClock;
  private links = 0;
  private readonly sealedOff = new Set<SimBrowser>();
  private readonly startMs: number;

  constructor(seed: number) {
    seedCrypto(seed);
    this.random = seededRandom(seed);
    this.second = seededRandom(seed ^ 0x2c1b3c6d);
    this.clock = new VirtualClock(seed ^ 0x5bd1e995);
    this.startMs = this.clock.nowMs();
  }

  async run(): Promise<string | null> {
    const founder = this.addBrowser();
    await this.during(founder.found());
    const first = 1 + this.below(3);
    for (let n = 0; n < first; n += 1) await this.operate('invite');
    await this.clock.passUntil(() => this.team().length === this.browsers.length, 8000, 200);
    const count = 8 + this.below(18);
    for (let n = 0; n < count; n += 1) {
      await this.operate(this.pickOperation());
      if (this.random() < 0.6)
        await this.clock.pass(this.below(3) === 0 ? this.below(20_000) : this.below(400));
    }
    return (await this.rest()) ?? this.check();
  }

  private below(count: number): number {
    return Math.floor(this.random() * count);
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  private note(text: string): void {
    this.operations.push(`${String(this.clock.nowMs() - this.startMs).padStart(7)} ${text}`);
  }

  private addBrowser(): SimBrowser {
    const isSkewed = this.random() < 0.3;
    const skewMs = isSkewed ? Math.round((this.random() * 2 - 1) * DAY_MS) : 0;
    const browser = new SimBrowser(`b${this.browsers.length}`, this.clock, skewMs, this.below(15));
    this.browsers.push(browser);
    return browser;
  }

  /** Storage takes virtual time: a promise of it needs the clock to go on. */
  private async during(task: Promise<unknown>): Promise<void> {
    const state = { done: false };
    const all = task.finally(() => {
      state.done = true;
    });
    all.catch(() => undefined);
    if (!(await this.clock.passUntil(() => state.done, 5000, 5))) throw new Error('Something never ends');
    await all;
  }

  private pickOperation(): string {
    const weighted: readonly (readonly [string, number])[] = [
      ['edit', 40],
      ['import', 8],
      ['invite', 6],
      ['role', 6],
      ['remove', 4],
      ['connect', 16],
      ['cut', 12],
      ['partition', 4],
      ['crash', 8],
      ['restart', 8],
      ['full', 4],
      ['future', 2],
      ['burst', 6],
      ['overrule', 6],
    ];
    let left = this.below(weighted.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [name, weight] of weighted) {
      left -= weight;
      if (left < 0) return name;
    }
    return 'edit';
  }

  private async operate(name: string): Promise<void> {
    const open = this.browsers.filter((one) => one.page);
    const owners = open.filter((one) => one.page?.log.role() === 'owner');
    const isForOwners = name === 'invite' || name === 'role' || name === 'remove';
    // Nearly always somebody who may; sometimes one who may not.
    const able = isForOwners && owners.length > 0 ? owners : open.filter((one) => one.page?.log.role());
    const from = able.length > 0 && this.random() < 0.95 ? able : open;
    const who = from.length > 0 ? this.pick(from) : null;
    if (name === 'restart') return this.restart();
    if (!who) return;
    switch (name) {
      case 'edit':
        this.edit(who);
        return;
      case 'burst':
        for (let n = 0; n < 5; n += 1) this.edit(this.pick(from));
        return;
      case 'import': {
        this.note(`${who.name} imports`);
        const most = this.random() < 0.4 ? 300_000 : 4000;
        const sizes = Array.from({ length: 1 + this.below(3) }, () => 1 + this.below(most));
        await this.during(who.importFacts(`${who.name}-${this.operations.length}`, sizes));
        return;
      }
      case 'invite':
        return this.invite(who);
      case 'role':
      case 'remove':
        return this.changeRole(who, name === 'remove');
      case 'overrule':
        return this.overrule();
      case 'connect':
        this.connect(who, this.pick(this.browsers));
        return;
      case 'cut':
        this.cut(who, this.pick(this.browsers));
        return;
      case 'partition': {
        this.note(`${who.name} is cut off`);
        for (const other of [...who.links.keys()]) this.cut(who, other, true);
        return;
      }
      case 'crash': {
        this.note(`${who.name} crashes`);
        const reaches = this.random() < 0.5;
        who.crash(() => reaches);
        return;
      }
      case 'full': {
        this.note(`the disk of ${who.name} is full`);
        who.disk.isFull = true;
        who.blobs.isFull = true;
        this.clock.after(this.below(30_000), () => this.makeRoom(who));
        return;
      }
      case 'future':
        this.note(`${who.name} writes what nobody knows`);
        return this.during(who.writeFuture());
    }
  }

  private makeRoom(who: SimBrowser): void {
    who.disk.isFull = false;
    who.blobs.isFull = false;
    who.page?.mesh.blobs.resume();
  }

  /** Not waited for: several may change things before the first one is stored. */
  private edit(who: SimBrowser): void {
    if (this.second() < 0.4) {
      this.organise(who);
      return;
    }
    const run = this.pick(RUNS);
    const kind = this.below(5);
    const value = `${who.name} ${this.operations.length}`;
    this.note(`${who.name} edits ${['name', 'tag', 'note', 'deleted', 'no tag'][kind]} of ${run}`);
    void who.edit((docs) => {
      if (kind === 0) docs.rename(run, value);
      if (kind === 1) docs.setTag(run, this.pick(['x', '__proto__']), value);
      if (kind === 2) docs.setNote(run, `${value} ${'la '.repeat(this.below(20))}`);
      if (kind === 3) docs.setDeleted([run], this.random() < 0.5);
      if (kind === 4) docs.setTag(run, 'x', null);
    });
  }

  /** Drawn from the second source throughout. */
  private organise(who: SimBrowser): void {
    const acts = Object.keys(ORGANISING);
    const what = acts[Math.floor(this.second() * acts.length)]!;
    this.note(`${who.name}: ${what}`);
    const act = ORGANISING[what]!;
    const chosen = RUNS.slice(0, 1 + Math.floor(this.second() * RUNS.length));
    const on = this.second() < 0.6;
    void who.edit((docs) => act(docs, chosen, on, `${who.name} ${this.operations.length}`));
  }

  private async invite(who: SimBrowser): Promise<void> {
    if (this.browsers.length >= MAX_BROWSERS || who.page?.log.role() !== 'owner') return;
    const role = this.random() < 0.3 ? 'owner' : 'editor';
    const result = { invitation: null as Awaited<ReturnType<SimBrowser['invite']>> };
    await this.during(
      who.invite(role).then((invitation) => {
        result.invitation = invitation;
      }),
    );
    if (!result.invitation) return;
    const joiner = this.addBrowser();
    this.note(`${who.name} invites ${joiner.name} as ${role}`);
    if (this.second() < 0.1) {
      this.note(`${who.name} changes the keys before ${joiner.name} opens its link`);
      await this.during(who.change((log, nowMs) => log.rotate(nowMs)));
    }
    await this.during(joiner.join(result.invitation));
    this.connect(who, joiner);
    if (this.random() < 0.7) await this.clock.pass(2000);
  }

  private async changeRole(who: SimBrowser, isRemoval: boolean): Promise<void> {
    const other = this.pick(this.browsers);
    const device = other.device;
    // Somebody has to be left who can be compared with.
    if (!device || other === this.browsers[0] || other === who || who.page?.log.role() !== 'owner') return;
    const role = isRemoval ? 'removed' : this.pick(['owner', 'editor', 'viewer'] as const);
    this.note(`${who.name} makes ${other.name} ${role}`);
    const change = who.change((log, nowMs) =>
      role === 'removed' ? log.remove(device, nowMs) : log.setRole(device, role, nowMs),
    );
    if (this.random() < 0.5) await this.during(change);
  }

  /** Somebody out of reach goes on writing while an owner takes the right to do so away. */
  private async overrule(): Promise<void> {
    const open = this.browsers.filter((one) => one.page);
    const owner = open.find((one) => one.page?.log.role() === 'owner');
    const editors = open.filter((one) => one !== owner && one.page?.log.role() === 'editor');
    if (!owner || editors.length === 0) return;
    const editor = this.pick(editors);
    const { device } = editor;
    if (!device) return;
    for (const other of [...editor.links.keys()]) this.cut(editor, other, true);
    this.note(`${owner.name} makes ${editor.name} a viewer, who is out of reach`);
    await this.during(owner.change((log, nowMs) => log.setRole(device, 'viewer', nowMs)));
    const count = 1 + this.below(3);
    for (let n = 0; n < count; n += 1) this.edit(editor);
    if (this.random() < 0.5) {
      await this.clock.pass(200);
      this.connect(editor, this.pick(open));
    }
  }

  private connect(a: SimBrowser, b: SimBrowser): void {
    if (a === b || !a.page || !b.page || a.links.has(b)) return;
    this.note(`${a.name} meets ${b.name}`);
    this.links += 1;
    const isSlow = this.random() < 0.3;
    const faults: LinkFaults = {
      delayMs: 1 + this.below(isSlow ? 2000 : 60),
      jitterMs: this.below(100),
      bytesPerMs: isSlow ? 5 : 2000,
      bufferBytes: isSlow ? 4000 : 1_000_000,
    };
    const pair = memoryLink(this.clock, `l${String(this.links).padStart(4, '0')}`, faults);
    a.links.set(b, pair);
    b.links.set(a, pair);
    a.page.mesh.add(pair.a);
    b.page.mesh.add(pair.b);
  }

  private cut(a: SimBrowser, b: SimBrowser, isQuiet = false): void {
    const link = a.links.get(b);
    if (!link) return;
    if (!isQuiet) this.note(`${a.name} loses ${b.name}`);
    link.cut();
    a.links.delete(b);
    b.links.delete(a);
  }

  private async restart(): Promise<void> {
    const closed = this.browsers.filter((one) => !one.page);
    if (closed.length === 0) return;
    const who = this.pick(closed);
    if (who.disk.isFull) this.makeRoom(who);
    this.note(`${who.name} comes back`);
    await this.during(who.restart());
  }

  /** All disks have room, everyone is there and meets everyone anew, until nothing moves. */
  private async rest(): Promise<string | null> {
    this.note('rest');
    for (const one of this.browsers) {
      this.makeRoom(one);
      if (!one.page) await this.during(one.restart());
    }
    for (const a of this.browsers) for (const b of [...a.links.keys()]) this.cut(a, b, true);
    await this.clock.pass(5000);
    for (const [at, a] of this.browsers.entries())
      for (const b of this.browsers.slice(at + 1)) this.connect(a, b);
    for (let passedMs = 0; passedMs < REST_MS; passedMs += 4000) {
      for (const one of this.browsers) void one.admitAll();
      const owners = this.browsers.filter((one) => one.page?.log.role() === 'owner');
      // They wait for different times, and so do not change the keys all at once.
      if (owners.length > 0) void this.pick(owners).tidy();
      for (const one of this.browsers)
        if (this.isMember(one) && one.countSealed() > 0) this.sealedOff.add(one);
      await this.clock.pass(4000);
      if ((await this.difference()) === null) {
        await this.clock.pass(1000);
        return null;
      }
      // Links that were refused before an owner knew better are tried again, as the transport would.
      this.reconnect();
    }
    return this.difference();
  }

  private reconnect(): void {
    for (const [at, a] of this.browsers.entries()) {
      for (const b of this.browsers.slice(at + 1)) {
        const known = a.page?.mesh.state().peers.find((peer) => peer.device === b.device);
        if (known && known.state.kind !== 'gone' && known.state.kind !== 'refused') continue;
        this.cut(a, b, true);
        this.connect(a, b);
      }
    }
  }

  private isMember(one: SimBrowser): boolean {
    const members = this.browsers[0]?.page?.log.members() ?? [];
    return members.some(({ device, role }) => device === one.device && role !== 'removed');
  }

  /** Those who belong to the workspace by the founder's log. */
  private team(): readonly SimBrowser[] {
    return this.browsers.filter((one) => this.isMember(one));
  }

  private async difference(): Promise<string | null> {
    const team = this.team();
    const invites = this.browsers[0]?.page?.log.invites() ?? [];
    for (const one of this.browsers) {
      const key = one.invitation && (await inviteKeyFrom(one.invitation.secret)).key;
      const isInvited = invites.some((invite) => invite.key === key && !invite.spent);
      if (isInvited && one.page?.log.role() === null) return `${one.name} is not let in`;
    }
    const digests = await Promise.all(team.map((one) => one.page?.log.digest()));
    if (new Set(digests).size > 1)
      return `digests differ: ${digests.map((text) => text?.slice(0, 6)).join(' ')}`;
    for (const one of team) {
      if (one.countSealed() > 0) return `${one.name} cannot read ${one.countSealed()} envelopes`;
      const { wanted } = one.page?.mesh.blobs.progress() ?? { wanted: 0 };
      const lacking = [...one.packs].filter((hash) => !one.blobs.blobs.has(hash) && this.isSomewhere(hash));
      if (lacking.length > 0) return `${one.name} lacks ${lacking.length} blobs, wants ${wanted}`;
      for (const peer of one.page?.mesh.state().peers ?? []) {
        const isOfTeam = team.some((other) => other.device === peer.device);
        if (isOfTeam && peer.state.kind !== 'in-sync' && peer.state.kind !== 'needs-newer')
          return `${one.name} says ${JSON.stringify(peer.state)} of ${this.nameOf(peer.device)}; ${this.contents(team)}`;
      }
    }
    return null;
  }

  /** For reading: what each of them shows. */
  private contents(team: readonly SimBrowser[]): string {
    const all = team.map((one) => `\n${one.name} ${one.content()} pending ${one.hasPending()}`);
    return new Set(team.map((one) => one.content())).size === 1 ? 'one content' : all.join('');
  }

  private nameOf(device: string | null): string {
    return this.browsers.find((one) => one.device === device)?.name ?? 'nobody';
  }

  /** Whoever was removed, or lost its disk, may have been the only one to have it. */
  private isSomewhere(hash: string): boolean {
    return this.team().some((one) => one.blobs.blobs.has(hash));
  }

  private check(): string | null {
    const [first, ...others] = this.team();
    if (!first?.page) return 'nobody is left';
    const verdicts = (one: SimBrowser) =>
      JSON.stringify(
        one.page?.log
          .entries()
          .map(({ id, verdict, refusal }) => [id, verdict, refusal])
          .sort(),
      );
    for (const one of [first, ...others]) {
      if (one.hasPending()) return `${one.name} has pending structs`;
      if (one.content() !== first.content())
        return `contents differ:\n${first.name} ${first.content()}\n${one.name} ${one.content()}`;
      if (verdicts(one) !== verdicts(first)) return `verdicts of ${first.name} and ${one.name} differ`;
    }
    return null;
  }

  count(): Pick<Outcome, 'envelopes' | 'team' | 'overruled' | 'packs' | 'rebuilds' | 'sealedOff'> {
    const entries = this.browsers[0]?.page?.log.entries() ?? [];
    return {
      envelopes: entries.length,
      team: this.team().length,
      overruled: entries.filter(({ verdict }) => verdict === 'refused').length,
      packs: this.browsers[0]?.packs.size ?? 0,
      sealedOff: this.sealedOff.size,
      rebuilds: this.browsers.reduce((sum, one) => sum + one.rebuilds, 0),
    };
  }

  close(): void {
    for (const one of this.browsers) one.page?.mesh.close();
  }
}

export async function runSchedule(seed: number): Promise<Outcome> {
  const schedule = new Schedule(seed);
  let problem: string | null;
  try {
    problem = await schedule.run();
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const counts = schedule.count();
  schedule.close();
  return { problem, operations: schedule.operations, browsers: schedule.browsers.length, ...counts };
}
