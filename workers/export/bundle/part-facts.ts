import { concatBytes, sha256Hex } from '../../../src/base/bytes.ts';
import { BYTES_PER_POINT } from '../../../src/base/columns.ts';
import { pointsPath, recordsPath } from '../../../src/domain/bundle/bundle-files.ts';
import { type Hash, type RunKey, toHash } from '../../../src/domain/ids.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import type { SeriesPart, StoredRun } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { parseRecordLines, parseRecordsAboutAny, toRecordLine } from '../../../src/storage/record-lines.ts';
import type { StoredPackIndex } from '../../../src/storage/workspace-db.ts';
import { RecordPacker } from '../../import/storing/record-packer.ts';
import type { NoteList } from '../notes.ts';
import type { BundleZip } from './bundle-zip.ts';
import { type CarriedImport, type CarriedPack, NamedFacts } from './packed-facts.ts';
import type { WrittenFacts } from './whole-facts.ts';

/** A pack of points is closed at this size. */
const PACK_BYTES = 512 * 1024;

export interface FactsPart {
  readonly runs: ReadonlySet<RunKey>;
  /** Runs and logged models whose artifacts go along. */
  readonly owners: ReadonlySet<string>;
  /** Of everything that is neither a run nor a listing. */
  readonly has: (record: FactRecord) => boolean;
}

interface PendingRun {
  readonly run: StoredRun;
  /** For each series, its parts with the pack that they go to; that has a hash when it is closed. */
  readonly parts: readonly (readonly { part: SeriesPart; to: { hash: Hash | null } | null }[])[];
}

/**
 * Writes the records of a part in packs of its own, with packs of points that hold nothing of other runs. A run's
 * content stays what it is, so that whoever has the run knows it.
 */
export class PartFacts {
  private readonly named = new NamedFacts();
  private readonly packs: CarriedPack[] = [];
  private readonly lines = new Set<string>();
  private readonly points: PointRepacker;
  private waiting: PendingRun[] = [];

  constructor(
    private readonly store: FactStore,
    private readonly zip: BundleZip,
    private readonly notes: NoteList,
  ) {
    this.points = new PointRepacker(store, (hash, bytes) => zip.addNamed(pointsPath(hash), bytes));
  }

  async write(part: FactsPart): Promise<WrittenFacts> {
    const rows = await this.store.listImports();
    const packs = await this.store.loadPackIndexes([...new Set(rows.flatMap((row) => row.packs))]);
    await this.writeRuns(packs, part.runs);
    await this.writeArtifacts(packs, part.owners);
    await this.writeOthers(packs, part);
    const first = rows.at(0)?.startedMs ?? 0;
    const whole: CarriedImport = {
      label: 'Part of a workspace',
      startedMs: first,
      finishedMs: rows.at(-1)?.finishedMs ?? first,
      packs: this.packs,
    };
    return { imports: [whole], named: this.named };
  }

  private packer(holds: StoredPackIndex['holds']): RecordPacker {
    return new RecordPacker(holds, async (pack, bytes) => {
      this.zip.addNamed(recordsPath(pack.hash), bytes);
      this.packs.push({ hash: pack.hash, holds });
    });
  }

  private async load({ hash, holds }: StoredPackIndex): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.store.loadChunk(hash);
    if (!bytes) this.notes.add('records-missing', holds);
    return bytes;
  }

  private async writeRuns(packs: readonly StoredPackIndex[], runs: ReadonlySet<string>): Promise<void> {
    const packer = this.packer('runs');
    this.points.remembered = toldTwice(packs, runs);
    for (const pack of packs) {
      if (pack.holds !== 'runs' || !pack.keys.some((key) => runs.has(key))) continue;
      const bytes = await this.load(pack);
      for (const record of bytes ? parseRecordsAboutAny(runs, bytes) : []) {
        if (record.kind !== 'run' || !runs.has(record.key)) continue;
        const parts = [];
        for (const series of record.series) parts.push(await this.points.take(record.key, series.parts));
        this.waiting.push({ run: record, parts });
        if (this.waiting.length >= 500) await this.flushRuns(packer);
      }
    }
    await this.flushRuns(packer);
    await packer.close();
  }

  private async flushRuns(packer: RecordPacker): Promise<void> {
    await this.points.close();
    await this.zip.drain();
    for (const { run, parts } of this.waiting.splice(0)) {
      const series = run.series.map((one, at) => ({
        ...one,
        parts: parts[at]!.map(({ part, to }) => ({ ...part, pack: to?.hash ?? part.pack })),
      }));
      const moved = { ...run, series };
      this.named.add(moved);
      await packer.add(run.key, toRecordLine(moved));
    }
  }

  private async writeArtifacts(
    packs: readonly StoredPackIndex[],
    owners: ReadonlySet<string>,
  ): Promise<void> {
    const packer = this.packer('artifacts');
    for (const pack of packs) {
      if (pack.holds !== 'artifacts' || !pack.keys.some((key) => owners.has(key))) continue;
      const bytes = await this.load(pack);
      for (const record of bytes ? parseRecordsAboutAny(owners, bytes) : []) {
        if (record.kind !== 'artifacts' || !owners.has(record.owner)) continue;
        this.named.add(record);
        await packer.add(record.owner, toRecordLine(record));
      }
    }
    await packer.close();
  }

  private async writeOthers(packs: readonly StoredPackIndex[], part: FactsPart): Promise<void> {
    const packer = this.packer('others');
    for (const pack of packs) {
      if (pack.holds !== 'others') continue;
      const bytes = await this.load(pack);
      for (const record of bytes ? parseRecordLines(bytes) : []) {
        const line = toRecordLine(record);
        if (this.lines.has(line) || !part.has(record)) continue;
        this.lines.add(line);
        await packer.add('', line);
      }
    }
    await packer.close();
  }
}

/** Runs that several packs tell of. */
function toldTwice(packs: readonly StoredPackIndex[], runs: ReadonlySet<string>): ReadonlySet<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const { holds, keys } of packs) {
    if (holds !== 'runs') continue;
    for (const key of keys) if (runs.has(key)) (once.has(key) ? twice : once).add(key);
  }
  return twice;
}

/** Lays stretches of packs into new packs. Versions of a run that share a stretch go on sharing it. */
class PointRepacker {
  /** Runs with several versions; of all others no stretch comes twice. */
  remembered: ReadonlySet<string> = new Set();
  private open: { hash: Hash | null } = { hash: null };
  private slices: Uint8Array<ArrayBuffer>[] = [];
  private sizeBytes = 0;
  private readonly moved = new Map<string, { part: SeriesPart; to: { hash: Hash | null } }>();
  private last: { readonly hash: Hash; readonly bytes: Uint8Array<ArrayBuffer> | null } | null = null;

  constructor(
    private readonly store: FactStore,
    private readonly write: (hash: Hash, bytes: Uint8Array<ArrayBuffer>) => void,
  ) {}

  /** Parts whose points are not in this browser stay as they are: the bundle says where they belong. */
  async take(
    run: RunKey,
    parts: readonly SeriesPart[],
  ): Promise<readonly { part: SeriesPart; to: { hash: Hash | null } | null }[]> {
    const taken = [];
    for (const part of parts) taken.push((await this.takeOne(run, part)) ?? { part, to: null });
    return taken;
  }

  async close(): Promise<void> {
    if (this.sizeBytes === 0) return;
    const bytes = concatBytes(this.slices);
    const hash = toHash(await sha256Hex(bytes));
    this.open.hash = hash;
    this.write(hash, bytes);
    this.open = { hash: null };
    this.slices = [];
    this.sizeBytes = 0;
  }

  private async takeOne(
    run: RunKey,
    part: SeriesPart,
  ): Promise<{ part: SeriesPart; to: { hash: Hash | null } } | null> {
    const { pack, offset, count } = part;
    const key = `${pack} ${offset} ${count} ${run}`;
    const known = this.moved.get(key);
    if (known) return known;
    const end = offset + count * BYTES_PER_POINT;
    const bytes = await this.load(pack);
    if (!bytes || end > bytes.length) return null;
    if (this.sizeBytes > 0 && this.sizeBytes + end - offset > PACK_BYTES) await this.close();
    const moved = { part: { ...part, offset: this.sizeBytes }, to: this.open };
    this.slices.push(bytes.slice(offset, end));
    this.sizeBytes += end - offset;
    if (this.remembered.has(run)) this.moved.set(key, moved);
    return moved;
  }

  /** Parts of one pack follow one another. */
  private async load(hash: Hash): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.last?.hash !== hash) this.last = { hash, bytes: await this.store.loadChunk(hash) };
    return this.last.bytes;
  }
}
