import type { Hash } from '../../domain/ids.ts';
import { toHash } from '../../domain/ids.ts';
import type { FactCounts } from '../../domain/share-view.ts';
import type { FactStore } from '../../storage/fact-store.ts';
import type { ForeignPack } from '../../storage/foreign-records.ts';
import type { BlobExchange, BlobPriority } from '../exchange/blob-exchange.ts';
import type { ImportEntry } from '../log/replica.ts';

type Holds = ImportEntry['packs'][number]['holds'];

/** Makes a pack that has arrived part of the table, off the main thread; null when it is not what it says. */
export type AdoptPack = (hash: Hash, holds: Holds) => Promise<ForeignPack | null>;

/** What the table is made of has changed; urgent when nothing more of it is expected. */
export type FactsChanged = (isUrgent: boolean) => void;

/** What others brought, and how much of it is in this browser. */
export interface FetchCounts {
  readonly records: FactCounts;
  readonly points: FactCounts;
  /** Whole files. */
  readonly artifacts: FactCounts;
  /** Packs that are not what they were announced as. */
  readonly badPacks: number;
}

/**
 * Brings what the imports of others are made of: first the records, which make the table, then the points of its
 * charts. Artifacts stay where they are until somebody looks at them.
 */
export class FactFetcher {
  onChange: () => void = () => undefined;
  private readonly holds = new Map<Hash, Holds>();
  private readonly points = new Set<Hash>();
  private readonly artifacts: (readonly Hash[])[] = [];
  private readonly here = new Set<Hash>();
  private readonly adopted = new Set<Hash>();
  /** Being read now: a pack may arrive twice at once. */
  private readonly adopting = new Set<Hash>();
  private readonly bad = new Set<Hash>();

  constructor(
    private readonly store: FactStore,
    private readonly blobs: BlobExchange,
    private readonly adopt: AdoptPack,
    private readonly factsChanged: FactsChanged,
  ) {
    blobs.onStored = (hash) => void this.arrived(toHash(hash)).catch(reportError);
  }

  /**
   * Takes up what an earlier session left unfinished: imports that others made. What a pack holds is known of those
   * that are here; of the others the log tells, which is read only when there are any.
   */
  async start(imports: () => AsyncIterable<readonly ImportEntry[]>): Promise<void> {
    const foreign = (await this.store.listImports()).filter((row) => row.report === null);
    const hashes = [...new Set(foreign.flatMap((row) => row.packs))];
    const indexes = await this.store.loadPackIndexes(hashes);
    const known = new Map(indexes.map((pack) => [pack.hash, pack.holds]));
    await this.addPacks([...known], known);
    if (known.size === hashes.length) return;
    const ids = new Set<string>(foreign.map(({ id }) => id));
    for await (const entries of imports())
      await this.addImports(entries.filter((one) => ids.has(one.import)));
  }

  async addImports(entries: readonly ImportEntry[]): Promise<void> {
    await this.addPacks(
      entries.flatMap((entry) => entry.packs.map((pack) => [toHash(pack.hash), pack.holds])),
    );
  }

  /** Asks for chunks of files that somebody wants to see, or for all of them. */
  async fetchArtifacts(chunks: readonly Hash[] | 'all'): Promise<void> {
    await this.want(chunks === 'all' ? this.artifacts.flat() : chunks, 'artifact');
  }

  /** Points that a chart on the screen lacks go before the others. */
  async fetchPoints(packs: readonly Hash[]): Promise<void> {
    await this.want(packs, 'view');
  }

  /** Some of what is wanted and not here, records first, without what was looked for in vain. */
  lacking(limit: number, without: ReadonlySet<string>): readonly Hash[] {
    const isLacking = (hash: Hash) => !this.here.has(hash) && !without.has(hash);
    const wanted = [...this.holds.keys(), ...this.points].filter(isLacking);
    return wanted.slice(0, limit);
  }

  counts(): FetchCounts {
    const isHere = (hash: Hash) => this.here.has(hash);
    const packs = [...this.holds.keys()];
    return {
      records: { here: packs.filter((hash) => this.adopted.has(hash)).length, total: packs.length },
      points: { here: [...this.points].filter(isHere).length, total: this.points.size },
      artifacts: {
        here: this.artifacts.filter((chunks) => chunks.every(isHere)).length,
        total: this.artifacts.length,
      },
      badPacks: this.bad.size,
    };
  }

  /** `known`: packs that are part of the table already. */
  private async addPacks(
    packs: readonly (readonly [Hash, Holds])[],
    known: ReadonlyMap<Hash, unknown> = new Map(),
  ): Promise<void> {
    const fresh = packs.filter(([hash]) => !this.holds.has(hash));
    for (const [hash, holds] of fresh) this.holds.set(hash, holds);
    const hashes = fresh.map(([hash]) => hash);
    const there = await this.store.has(hashes);
    for (const [index, hash] of hashes.entries()) if (there[index]) await this.take(hash, known.has(hash));
    const missing = hashes.filter((_, index) => !there[index]);
    // Runs make the table; lists of artifacts are looked at one run at a time.
    await this.want(
      missing.filter((hash) => this.holds.get(hash) !== 'artifacts'),
      'record',
    );
    await this.want(
      missing.filter((hash) => this.holds.get(hash) === 'artifacts'),
      'view',
    );
    if (fresh.length > 0) this.onChange();
  }

  /** A chunk has been stored, whichever way it came. */
  async arrived(hash: Hash): Promise<void> {
    this.here.add(hash);
    this.blobs.unwant([hash]);
    if (this.holds.has(hash)) await this.take(hash);
    this.onChange();
  }

  private async take(hash: Hash, wasPart = false): Promise<void> {
    this.here.add(hash);
    const holds = this.holds.get(hash);
    if (!holds || this.adopted.has(hash) || this.adopting.has(hash)) return;
    this.adopting.add(hash);
    const pack = await this.adopt(hash, holds).finally(() => this.adopting.delete(hash));
    if (!pack) {
      this.bad.add(hash);
      return;
    }
    this.adopted.add(hash);
    if (!wasPart) this.factsChanged(holds !== 'artifacts' && this.isTableWhole());
    const points = pack.points.filter((one) => !this.points.has(one));
    for (const one of points) this.points.add(one);
    this.artifacts.push(...pack.artifacts);
    await this.noteHere([...points, ...pack.artifacts.flat()]);
    await this.want(
      points.filter((one) => !this.here.has(one)),
      'points',
    );
  }

  /** Runs, and what they refer to; lists of artifacts are no part of the table. */
  private isTableWhole(): boolean {
    for (const [hash, holds] of this.holds)
      if (holds !== 'artifacts' && !this.adopted.has(hash)) return false;
    return true;
  }

  private async noteHere(hashes: readonly Hash[]): Promise<void> {
    const there = await this.store.has(hashes);
    for (const [index, hash] of hashes.entries()) if (there[index]) this.here.add(hash);
  }

  private async want(hashes: readonly Hash[], priority: BlobPriority): Promise<void> {
    if (hashes.length > 0) await this.blobs.want(hashes.map((hash) => ({ hash, priority })));
  }
}
