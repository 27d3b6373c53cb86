import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { pointsPath } from '../../../src/domain/bundle/bundle-files.ts';
import type { ExperimentKey, Hash, RunKey } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import { revisionOf } from '../../../src/domain/revision.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { parseRecordLine } from '../../../src/storage/record-lines.ts';
import type { ImportEvent } from '../format.ts';
import type { ArtifactTotals } from './artifact-keeper.ts';
import type { ExistingFacts } from './existing-facts.ts';
import type { RecordPacker } from './record-packer.ts';
import type { RunNovelty } from './run-assembler.ts';
import type { StagingWriter } from './staging-writer.ts';

type Pack = Extract<ImportEvent, { kind: 'record-pack' }>;
type FactBytes = Extract<ImportEvent, { kind: 'fact-bytes' }>;

export interface AdoptedRun {
  readonly run: RunKey;
  readonly experiment: ExperimentKey;
  readonly novelty: RunNovelty;
  /** Points that are news. */
  readonly points: number;
}

/** Where lines go whose pack is not taken as a whole. */
export type Packers = Readonly<Record<Pack['holds'], RecordPacker>>;

/**
 * Takes in packs of another Cairn. Where no facts were, each is kept as it is, so that the workspace ends with the hashes
 * of the one it came from: there several people may have imported the same. Elsewhere a pack of nothing but news is kept
 * as it is, and of any other the lines that are news. Bytes are kept where records that are
 * here name them and they are missing.
 */
export class FactAdopter {
  /** Packs that were taken as they are. */
  readonly hashes: Hash[] = [];
  /** Whether bytes came that records of here had been waiting for. */
  hasRepaired = false;
  private readonly seen = new Set<string>();
  private readonly wanted = new Set<Hash>();
  private readonly wantedPoints = new Set<Hash>();
  private readonly listed: ArtifactEntry[] = [];

  constructor(
    private readonly store: FactStore,
    private readonly existing: ExistingFacts,
    private readonly writer: StagingWriter,
    private readonly packers: Packers,
  ) {}

  async addPack({ hash, holds, bytes, contents }: Pack): Promise<readonly AdoptedRun[]> {
    const lines = new TextDecoder().decode(bytes).split('\n');
    const isKeptAsItIs = this.existing.isEmpty && !this.hashes.includes(hash);
    const runs: AdoptedRun[] = [];
    const news: { readonly key: string; readonly line: string }[] = [];
    let known = 0;
    for (const line of lines) {
      if (line === '') continue;
      const record = parseRecordLine(line);
      const novelty = await this.noveltyOf(record, line);
      if (record.kind === 'run') runs.push(adopted(record, novelty));
      // What this very workspace has under the same hash may lack bytes that the bundle has.
      if (novelty !== 'same' || isKeptAsItIs || this.existing.hasPack(hash)) this.want(record);
      if (novelty === 'same') known += 1;
      else news.push({ key: keyOf(record), line });
    }
    if (isKeptAsItIs || (news.length > 0 && known === 0)) {
      await this.writer.addPack({ hash, holds, keys: contents.keys }, bytes);
      this.hashes.push(hash);
    } else for (const { key, line } of news) await this.packers[holds].add(key, line);
    return runs;
  }

  /** Keeps bytes that are wanted and not here. */
  async addBytes({ hash, load }: FactBytes): Promise<void> {
    if (!this.wanted.has(hash)) return;
    if ((await this.store.has([hash]))[0]) this.arrived(hash);
    else {
      const bytes = await load();
      if (!bytes) return;
      await this.writer.addChunk(hash, bytes);
      this.arrived(hash);
      this.hasRepaired ||= this.hashes.length === 0;
    }
  }

  /** Points that records name and that are neither in the bundle nor here, under the first of their packs. */
  missingPoints(): ImportProblem | null {
    const [first] = this.wantedPoints;
    if (first === undefined) return null;
    const packs = this.wantedPoints.size;
    return { code: 'bundle-points-missing', path: pointsPath(first), facts: { packs } };
  }

  /** Adds the artifacts of the listings that were news. */
  addTotals(totals: ArtifactTotals): void {
    for (const { chunks, sizeBytes } of this.listed) {
      if (!chunks?.every((chunk) => !this.wanted.has(chunk))) totals.notKept += 1;
      else {
        totals.kept += 1;
        totals.bytesKept += sizeBytes;
      }
    }
  }

  private arrived(hash: Hash): void {
    this.wanted.delete(hash);
    this.wantedPoints.delete(hash);
  }

  private want(record: FactRecord): void {
    if (record.kind === 'run')
      for (const series of record.series)
        for (const { pack } of series.parts) {
          this.wanted.add(pack);
          this.wantedPoints.add(pack);
        }
    if (record.kind === 'artifacts')
      for (const entry of record.entries) for (const chunk of entry.chunks ?? []) this.wanted.add(chunk);
  }

  private async noveltyOf(record: FactRecord, line: string): Promise<RunNovelty> {
    if (record.kind === 'run') {
      const versions = await this.existing.runVersions(record.key);
      const revision = revisionOf(record);
      const isKnown = versions.some(
        (version) => version.content === record.content && revisionOf(version) >= revision,
      );
      if (!this.isFirst(`${record.key}\n${record.content}\n${revision}`) || isKnown) return 'same';
      return versions.length > 0 || !this.isFirst(record.key) ? 'grown' : 'new';
    }
    if (record.kind === 'artifacts') {
      const versions = await this.existing.artifactVersions(record.owner);
      const isKnown = versions.some((version) => canonicalJson(version) === line);
      if (!this.isFirst(line) || isKnown) return 'same';
      this.listed.push(...record.entries);
      return 'new';
    }
    return this.isFirst(line) && !this.existing.hasOther(record, line) ? 'new' : 'same';
  }

  private isFirst(what: string): boolean {
    if (this.seen.has(what)) return false;
    this.seen.add(what);
    return true;
  }
}

function adopted(record: Extract<FactRecord, { kind: 'run' }>, novelty: RunNovelty): AdoptedRun {
  const points = novelty === 'same' ? 0 : record.series.reduce((sum, { count }) => sum + count, 0);
  return { run: record.key, experiment: record.experiment, novelty, points };
}

function keyOf(record: FactRecord): string {
  return record.kind === 'run' ? record.key : record.kind === 'artifacts' ? record.owner : '';
}
