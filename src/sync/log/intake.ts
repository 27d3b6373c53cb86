import { parentIdsOf, sortCausally } from './causal-order.ts';
import { type Decoded, decode } from './decode.ts';
import { isSignedBy, type ParsedEnvelope, parseEnvelope } from './envelope.ts';
import type { HeldLog } from './held-log.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_ENVELOPE_BYTES, MAX_REMEMBERED_REFUSALS } from './limits.ts';
import type { Body, EnvelopeId, Outcome, RefusalCode, StoredEnvelope } from './replica.ts';
import type { Change } from './resolve.ts';
import { WaitingPool } from './waiting-pool.ts';

/** Envelopes that are verified or decrypted at the same time. */
const AT_ONCE = 128;

export interface Fresh {
  readonly stored: StoredEnvelope;
  readonly body: Body | null;
}

export interface Taken {
  /** To be stored. */
  readonly fresh: readonly Fresh[];
  readonly changes: readonly Change[];
  /** In the order of the batch. */
  readonly outcomes: () => readonly Outcome[];
}

/** The way in for envelopes from elsewhere: shape, signature, past, then what the log says. */
export class Intake {
  private readonly pool = new WaitingPool();
  /** Refused for what their own past says, which never changes; they are not kept. */
  private readonly refusals = new Map<EnvelopeId, RefusalCode>();

  constructor(
    private readonly held: () => HeldLog,
    private readonly ring: KeyRing,
  ) {}

  /** Takes what it can into memory; storing it is the caller's. */
  async take(batch: readonly Uint8Array<ArrayBuffer>[], nowMs: number): Promise<Taken> {
    const checked = await mapInChunks(batch, (bytes) => this.check(bytes));
    const parsed = checked.flatMap((item) => ('kind' in item ? [] : [item]));
    const arrived = new Map([...this.pool.takeAll(), ...parsed].map((envelope) => [envelope.id, envelope]));
    const isHere = (id: EnvelopeId) => this.held().node(id) !== undefined || this.refusals.has(id);
    const order = sortCausally([...arrived.values()], ({ header }) => parentIdsOf(header), isHere);
    for (const envelope of order.waiting) this.pool.add(envelope);
    const held = new Map<EnvelopeId, Outcome>();
    const fresh: Fresh[] = [];
    const changes: Change[] = [];
    for (const part of splitAfterRotations(order.sorted)) {
      const decoded = await Promise.all(part.map((envelope) => decode(envelope, this.ring)));
      for (const [at, envelope] of part.entries()) {
        const each = decoded[at];
        const outcome = each && this.admit(envelope, each, nowMs, fresh);
        if (outcome) held.set(envelope.id, outcome);
      }
      changes.push(this.held().settle());
      // The keys of a new epoch are needed for what follows it in this very batch.
      if (part.at(-1)?.header.previous) await this.ring.openAll(this.held().beginnings());
    }
    return { fresh, changes, outcomes: () => this.tellAll(checked, held) };
  }

  private async check(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome | ParsedEnvelope> {
    // A copy: a view of a longer message would be stored with all of it, and nobody can change what was verified.
    const envelope = await parseEnvelope(bytes.byteLength > MAX_ENVELOPE_BYTES ? bytes : bytes.slice());
    if ('code' in envelope) return { kind: 'refused', code: envelope.code, author: null };
    const { id, header } = envelope;
    if (this.held().node(id)) return { kind: 'known', id };
    const { workspace } = this.held();
    const refuse = (code: RefusalCode): Outcome => ({ kind: 'refused', code, author: header.author });
    if ((header.workspace === '' ? id : header.workspace) !== workspace) return refuse('other-workspace');
    const earlier = this.refusals.get(id);
    if (earlier) return refuse(earlier);
    if (this.pool.has(id)) return envelope;
    const key = await this.ring.verifyKey(header.author);
    return key && (await isSignedBy(envelope, key)) ? envelope : refuse('bad-signature');
  }

  /** An outcome when the envelope is not taken. */
  private admit(
    envelope: ParsedEnvelope,
    { index, body }: Decoded,
    nowMs: number,
    fresh: Fresh[],
  ): Outcome | null {
    const { id, bytes } = envelope;
    const held = this.held();
    const judgement = held.state.graph.judge({ id, index });
    if (judgement.kind === 'waiting') {
      if (judgement.missing.some((parent) => this.refusals.has(parent)))
        return this.refuse(envelope, 'depends-on-refused');
      this.pool.add(envelope);
      return { kind: 'waiting', id, missing: judgement.missing };
    }
    const { node } = judgement;
    if (node.standing.kind === 'refused') return this.refuse(envelope, node.standing.code);
    if (!held.guard.admits(node, nowMs)) return { kind: 'refused', code: 'flood', author: index.author };
    held.insert(node, nowMs);
    fresh.push({ stored: { id, bytes, receivedMs: nowMs, index }, body });
    return null;
  }

  private refuse({ id, header }: ParsedEnvelope, code: RefusalCode): Outcome {
    this.refusals.set(id, code);
    for (const oldest of this.refusals.keys()) {
      if (this.refusals.size <= MAX_REMEMBERED_REFUSALS) break;
      this.refusals.delete(oldest);
    }
    return { kind: 'refused', code, author: header.author };
  }

  private tellAll(
    checked: readonly (Outcome | ParsedEnvelope)[],
    outcomes: ReadonlyMap<EnvelopeId, Outcome>,
  ): readonly Outcome[] {
    const told = new Set<EnvelopeId>();
    return checked.map((item) => {
      if ('kind' in item) return item;
      if (told.has(item.id)) return { kind: 'known', id: item.id };
      told.add(item.id);
      return outcomes.get(item.id) ?? this.tell(item);
    });
  }

  private tell({ id, header }: ParsedEnvelope): Outcome {
    const held = this.held();
    const node = held.node(id);
    if (!node) {
      const missing = parentIdsOf(header).filter((parent) => !held.node(parent) && !this.pool.has(parent));
      return { kind: 'waiting', id, missing };
    }
    const { verdict, refusal } = held.state.verdictOf(node);
    if (refusal) return { kind: 'refused', code: refusal, author: header.author };
    return { kind: verdict === 'newer' || verdict === 'sealed' ? verdict : 'accepted', id };
  }
}

function* splitAfterRotations(envelopes: readonly ParsedEnvelope[]): Generator<readonly ParsedEnvelope[]> {
  let part: ParsedEnvelope[] = [];
  for (const envelope of envelopes) {
    part.push(envelope);
    if (envelope.header.previous === '' && part.length < AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function mapInChunks<From, To>(
  items: readonly From[],
  map: (item: From) => Promise<To>,
): Promise<To[]> {
  const mapped: To[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    mapped.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(map))));
  }
  return mapped;
}
