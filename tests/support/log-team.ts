import { writeBody } from '../../src/sync/log/body.ts';
import { type Header, writeEnvelope } from '../../src/sync/log/envelope.ts';
import { deriveBytes, toAesKey } from '../../src/sync/log/keys.ts';
import type { Body, EnvelopeId, LogEffects, Outcome, Role } from '../../src/sync/log/replica.ts';
import { type OwnBody, WorkspaceLog } from '../../src/sync/log/workspace-log.ts';
import { MemoryLogStorage } from './memory-log-storage.ts';

export const NOW = Date.UTC(2026, 5, 1);
type Bytes = Uint8Array<ArrayBuffer>;

/** What a log told of: bodies in order, and how often all had to be made anew. */
export class Told implements LogEffects {
  bodies: Body[] = [];
  rebuilds = 0;

  async accepted(bodies: Parameters<LogEffects['accepted']>[0]): Promise<void> {
    this.bodies.push(...bodies.map(({ body }) => body));
  }

  async rebuild(): Promise<void> {
    this.rebuilds += 1;
  }
}

/** One device with its log, and the means to write what an honest one would not. */
export class Person {
  private constructor(
    readonly log: WorkspaceLog,
    readonly storage: MemoryLogStorage,
    readonly told: Told,
  ) {}

  static async found(): Promise<Person> {
    const [storage, told] = [new MemoryLogStorage(), new Told()];
    const options = { workspaceName: 'Trips', memberName: 'Ana', nowMs: NOW };
    return new Person(await WorkspaceLog.create(storage, options, told), storage, told);
  }

  /** With a link of `from`, not let in yet and without envelopes. */
  static async withLink(from: Person): Promise<Person> {
    const [storage, told] = [new MemoryLogStorage(), new Told()];
    const { epoch, key } = from.log.epochKey();
    const link = { workspace: from.log.workspace, epoch, epochKey: key };
    return new Person(await WorkspaceLog.join(storage, link, NOW, told), storage, told);
  }

  /** Opens what the storage holds as a browser would after a restart. */
  async reopened(): Promise<Person> {
    const told = new Told();
    const log = await WorkspaceLog.open(this.storage, told);
    if (!log) throw new Error('Nothing stored');
    return new Person(log, this.storage, told);
  }

  get device() {
    return this.log.device;
  }

  async write(body: OwnBody, nowMs = NOW): Promise<EnvelopeId> {
    const result = await this.log.append(body, nowMs);
    if (result.kind === 'refused') throw new Error(`Refused: ${result.code}`);
    return result.entry.id;
  }

  /** Lets somebody in who has a link. */
  async admit(joiner: Person, role: 'owner' | 'editor'): Promise<EnvelopeId> {
    const { secret } = await this.log.makeInvite(role, NOW + 1000, NOW);
    const request = await joiner.log.signJoinRequest(secret, 'Ben');
    const answer = await this.log.verifyJoinRequest(request, NOW);
    if (answer.kind === 'refused') throw new Error(answer.code);
    const { device, agreementKey, name } = request;
    return this.write({ type: 'admit', device, agreementKey, role, name, invite: answer.invite.id });
  }

  /** Takes what the other has. */
  async hear(other: Person): Promise<readonly Outcome[]> {
    const bytes = await other.log.bytesOf(other.log.missingFor(this.log.heads()));
    return this.log.ingest(
      bytes.flatMap((each) => each ?? []),
      NOW,
    );
  }

  /** An envelope signed by this device whatever the rules say; by default one that follows them. */
  async forge(body: OwnBody | Bytes, change: Partial<Header> = {}): Promise<Bytes> {
    const { secrets } = this.storage;
    const { epoch, key } = this.log.epochKey();
    const own = this.log.heads().get(this.device);
    const tips = await this.tips();
    const plain = body instanceof Uint8Array ? { bytes: body, previous: '' } : writeBody(body);
    const header = {
      workspace: this.log.workspace,
      author: this.device,
      seq: (own?.seq ?? 0) + 1,
      prev: own?.id ?? ('' as const),
      deps: tips.filter((id) => id !== own?.id),
      epoch,
      previous: plain.previous,
      type: body instanceof Uint8Array ? 'yjs' : body.type,
      atMs: NOW,
      ...change,
    };
    if (!secrets) throw new Error('No keys');
    const aes = await toAesKey(await deriveBytes(key, 'envelope'));
    return writeEnvelope(header, plain.bytes, aes, secrets.signing.privateKey);
  }

  /** Newest accepted envelopes of the others. */
  private async tips(): Promise<readonly EnvelopeId[]> {
    const newest = new Map<string, EnvelopeId>();
    for (const { author, id, verdict } of this.log.entries())
      if (verdict === 'accepted' && author !== this.device) newest.set(author, id);
    return [...newest.values()];
  }
}

export async function hearAll(people: readonly Person[]): Promise<void> {
  for (const listener of people)
    for (const other of people) if (other !== listener) await listener.hear(other);
}

export interface Team {
  readonly ana: Person;
  readonly others: readonly Person[];
}

/** Ana founds, the others are let in by her in this order, and everybody knows everything. */
export async function makeTeam(roles: readonly ('owner' | 'editor')[]): Promise<Team> {
  const ana = await Person.found();
  const others: Person[] = [];
  for (const role of roles) {
    const joiner = await Person.withLink(ana);
    await ana.admit(joiner, role);
    others.push(joiner);
  }
  for (const other of others) await other.hear(ana);
  return { ana, others };
}

export function roleOf(of: Person, seenBy: Person): Role | 'removed' | null {
  return seenBy.log.members().find(({ device }) => device === of.device)?.role ?? null;
}
