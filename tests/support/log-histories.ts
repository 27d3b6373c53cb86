import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { LogRecord } from '../../src/sync/log/membership.ts';
import type {
  ClientRange,
  DeviceId,
  EnvelopeId,
  EnvelopeIndex,
  IndexedContent,
} from '../../src/sync/log/replica.ts';

/** One act in a made history. Numbers choose among what is possible at that point. */
interface Step {
  readonly by: number;
  readonly act: (typeof ACTS)[number];
  readonly target: number;
  readonly choice: number;
  /** Whose knowledge is taken over first, as bits. */
  readonly hears: number;
  /** Build on an older one of the author's own envelopes instead of the newest. */
  readonly forks: boolean;
}

const ACTS = [
  'edit', 'edit', 'edit', 'claim', 'import', 'profile', 'remove', 'remove', 'demote', 'promote', 'admit',
  'invite', 'claim-invite', 'rotate', 'newer', 'sealed', 'sealed-role', 'bad',
] as const; // biome-ignore format: one list
const PEOPLE = 5;
type Draft = readonly [type: string, content: IndexedContent];

export const workspaceOf = (records: readonly LogRecord[]): EnvelopeId => {
  const genesis = records[0];
  if (!genesis) throw new Error('An empty history');
  return genesis.id;
};

/** Histories of five people: they begin knowing one another, then act at the same time, lie and fork. */
export function histories(maxSteps: number): fc.Arbitrary<readonly LogRecord[]> {
  const step = fc.record<Step>({
    by: fc.nat(PEOPLE - 1),
    act: fc.constantFrom(...ACTS),
    target: fc.nat(PEOPLE - 1),
    choice: fc.nat(7),
    hears: fc.oneof(fc.constant(0), fc.nat(31)),
    forks: fc.integer({ min: 0, max: 11 }).map((value) => value === 0),
  });
  return fc
    .tuple(fc.array(step, { maxLength: maxSteps, size: 'max' }), fc.nat(), fc.integer({ min: 1, max: 4 }))
    .map(([steps, salt, owners]) => new History(salt, owners).play(steps));
}

class History {
  private readonly records: LogRecord[] = [];
  private readonly byId = new Map<EnvelopeId, LogRecord>();
  private readonly devices: readonly DeviceId[];
  private readonly views: Set<EnvelopeId>[];
  private readonly own: EnvelopeId[][];
  private readonly clocks = new Map<string, number>();

  constructor(
    private readonly salt: number,
    owners: number,
  ) {
    this.devices = Array.from({ length: PEOPLE }, (_, at) => `device-${at}` as DeviceId);
    this.views = this.devices.map(() => new Set());
    this.own = this.devices.map(() => []);
    this.write(0, 'genesis', { type: 'genesis', name: 'w', member: 'm', agreementKey: 'k' });
    // The last one is not in yet.
    for (let at = 1; at < PEOPLE - 1; at += 1)
      this.write(0, 'admit', this.admission(at, at < owners ? 'owner' : 'editor', null));
    for (let at = 1; at < PEOPLE; at += 1) this.hear(at, 1);
  }

  play(steps: readonly Step[]): readonly LogRecord[] {
    for (const step of steps) {
      this.hear(step.by, step.hears);
      this.act(step);
    }
    return this.records;
  }

  private act(step: Step): void {
    const [type, content] = this.draft(step);
    this.write(step.by, type, content, step);
  }

  private draft(step: Step): Draft {
    const { by, choice } = step;
    switch (step.act) {
      case 'edit':
        return this.edit(step, by * 10 + (choice > 5 ? 1 : 0));
      case 'claim':
        return this.edit(step, step.target * 10 + (choice > 5 ? 1 : 0));
      case 'import':
        return [choice > 4 ? 'snapshot' : 'import', { type: 'plain' }];
      case 'profile':
        return ['profile', { type: 'profile', name: `${choice}`, colour: 1 }];
      case 'rotate':
        return [choice > 3 ? 'rotate' : 'workspace-name', { type: 'workspace-name', name: 'n' }];
      case 'newer':
        return ['hologram', { type: 'unread', why: 'newer' }];
      case 'sealed':
        return [choice > 3 ? 'yjs' : 'import', { type: 'unread', why: 'sealed' }];
      case 'sealed-role':
        // Rare: whatever comes after one cannot be judged.
        return choice > 0 ? this.edit(step, by * 10) : ['role', { type: 'unread', why: 'sealed' }];
      case 'bad':
        return choice > 1 ? this.edit(step, by * 10) : ['yjs', { type: 'bad', code: 'damaged-update' }];
      default:
        return this.draftOp(step);
    }
  }

  private draftOp(step: Step): Draft {
    const { choice } = step;
    switch (step.act) {
      case 'remove':
        return this.role(step, 'removed');
      case 'demote':
        return this.role(step, choice > 3 ? 'viewer' : 'editor');
      case 'promote':
        return this.role(step, 'owner');
      case 'invite':
        return ['invite', { type: 'invite', key: 'k', role: 'editor', expiresMs: 10 + choice }];
      case 'claim-invite': {
        const invites = this.records.filter(({ index }) => index.type === 'invite');
        return ['admit', this.admission(step.target, 'editor', invites.at(-1 - (choice % 2))?.id ?? null)];
      }
      default:
        return ['admit', this.admission(step.target, choice > 3 ? 'owner' : 'editor', null)];
    }
  }

  private role(step: Step, role: 'owner' | 'editor' | 'viewer' | 'removed'): Draft {
    const written = this.own[step.target]?.length ?? 0;
    const cutoff = step.choice === 7 ? 99 : Math.max(0, written - (step.choice % 3));
    return ['role', { type: 'role', device: this.device(step.target), role, cutoff, rotation: null }];
  }

  private edit(step: Step, client: number): Draft {
    const key = `${step.by}/${client}`;
    const from = step.choice === 5 ? 3 : (this.clocks.get(key) ?? 0);
    const range: ClientRange = { client, from, to: from + 1 + (step.choice % 2) };
    this.clocks.set(key, range.to);
    return ['yjs', { type: 'yjs', doc: 'workspace', clients: step.choice === 4 ? [] : [range] }];
  }

  private admission(at: number, role: 'owner' | 'editor', invite: EnvelopeId | null): IndexedContent {
    return { type: 'admit', device: this.device(at), agreementKey: 'k', role, name: '', invite };
  }

  private write(by: number, type: string, content: IndexedContent, step?: Step): void {
    const own = this.own[by] ?? [];
    const base = step?.forks ? own.slice(0, -1 - (step.choice % 2)) : own;
    const prev = base.at(-1) ?? '';
    const index: EnvelopeIndex = {
      author: this.device(by),
      seq: prev === '' ? 1 : (this.byId.get(prev)?.index.seq ?? 0) + 1,
      prev,
      deps: this.headsKnown(by),
      type,
      atMs: this.records.length,
      epoch: '',
      previous: '',
      sizeBytes: 100,
      content,
    };
    const id = createHash('sha256').update(`${this.salt}/${this.records.length}`).digest('hex') as EnvelopeId;
    const record = { id, index };
    this.records.push(record);
    this.byId.set(id, record);
    this.views[by]?.add(id);
    if (step?.forks) this.own[by] = [...base, id];
    else own.push(id);
  }

  /** What others wrote that this author knows and nothing else it knows builds on. */
  private headsKnown(by: number): EnvelopeId[] {
    const view = this.views[by] ?? new Set();
    const covered = new Set<EnvelopeId>();
    for (const id of view) {
      const index = this.byId.get(id)?.index;
      for (const below of [index?.prev ?? '', ...(index?.deps ?? [])]) if (below !== '') covered.add(below);
    }
    const author = this.device(by);
    return [...view].filter((id) => !covered.has(id) && this.byId.get(id)?.index.author !== author);
  }

  private hear(by: number, bits: number): void {
    const view = this.views[by];
    for (let at = 0; at < PEOPLE; at += 1) {
      if (((bits >> at) & 1) === 1) for (const id of this.views[at] ?? []) view?.add(id);
    }
  }

  private device(at: number): DeviceId {
    const device = this.devices[at];
    if (!device) throw new Error('Nobody');
    return device;
  }
}
