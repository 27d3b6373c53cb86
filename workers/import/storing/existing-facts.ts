import { fromUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { ExperimentKey, Hash, ImportId, RunKey } from '../../../src/domain/ids.ts';
import type { ArtifactsRecord, FactRecord } from '../../../src/domain/records.ts';
import { withRevision } from '../../../src/domain/revision.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import {
  isRetold,
  type RetoldRecord,
  recordKey,
  revisionOfRecord,
  type ToldRecord,
  toTold,
} from '../../../src/domain/told-records.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { parseRecordLine } from '../../../src/storage/record-lines.ts';

/** Lines of a pack by the key of their record. */
type Lines = ReadonlyMap<string, readonly string[]>;

/** Packs that are kept as text between runs. */
const RECENT_BYTES = 48 * 1024 * 1024;

export interface ArtifactTelling {
  readonly record: ArtifactsRecord;
  /** What it says of a file was read after this. */
  readonly startedMs: number;
}

/** What the workspace held before this import, for telling new from grown from unchanged. */
export class ExistingFacts {
  private readonly store: FactStore;
  private readonly runPacks = new Map<string, Hash[]>();
  private readonly artifactPacks = new Map<string, Hash[]>();
  /** When the import began that brought a pack of artifacts. */
  private readonly startedMs = new Map<Hash, number>();
  private readonly otherLines = new Set<string>();
  /** What was told of each thing that changes at its source. */
  private readonly told = new Map<string, ToldRecord[]>();
  private readonly imports = new Set<ImportId>();
  private readonly keysOf = new Map<Hash, readonly string[]>();
  private readonly recent = new Map<Hash, { readonly lines: Lines; readonly sizeBytes: number }>();
  private recentBytes = 0;

  private constructor(store: FactStore) {
    this.store = store;
  }

  static async load(store: FactStore): Promise<ExistingFacts> {
    const facts = new ExistingFacts(store);
    await facts.refresh();
    return facts;
  }

  /** Takes in what was committed since, by whomever; costs what is new. */
  async refresh(): Promise<void> {
    const fresh = (await this.store.listImportIds()).filter((id) => !this.imports.has(id));
    for (const row of await this.store.loadImports(fresh)) {
      const packs = await this.store.loadPackIndexes(row.packs);
      // What a teammate imported may still be on its way.
      if (packs.length === row.packs.length) this.imports.add(row.id);
      for (const pack of packs) {
        if (pack.holds === 'artifacts' && !this.startedMs.has(pack.hash))
          this.startedMs.set(pack.hash, row.startedMs);
        if (pack.holds === 'others') await this.addOthers(pack.hash);
        else this.addKeys(pack.holds === 'runs' ? this.runPacks : this.artifactPacks, pack.keys, pack.hash);
      }
    }
  }

  /** All versions of a run that earlier imports brought, oldest first. */
  async runVersions(key: RunKey): Promise<readonly StoredRun[]> {
    const found: StoredRun[] = [];
    for (const hash of new Set(this.runPacks.get(key))) {
      for (const record of await this.linesOf(hash, key)) if (record.kind === 'run') found.push(record);
    }
    return found;
  }

  async artifactVersions(owner: string): Promise<readonly ArtifactsRecord[]> {
    return (await this.artifactTellings(owner)).map(({ record }) => record);
  }

  async artifactTellings(owner: string): Promise<readonly ArtifactTelling[]> {
    const found: ArtifactTelling[] = [];
    for (const hash of new Set(this.artifactPacks.get(owner))) {
      const startedMs = this.startedMs.get(hash) ?? Number.NEGATIVE_INFINITY;
      for (const record of await this.linesOf(hash, owner))
        if (record.kind === 'artifacts') found.push({ record, startedMs });
    }
    return found;
  }

  /** Whether no import had brought anything. */
  get isEmpty(): boolean {
    return this.keysOf.size === 0 && this.otherLines.size === 0;
  }

  /** Whether this very pack of runs or listings is there. */
  hasPack(hash: Hash): boolean {
    return this.keysOf.has(hash);
  }

  /** The record as it is to be stored: with its revision. null where it says nothing new. `line` is its canonical line. */
  toStore<T extends FactRecord>(record: T, line = canonicalJson(record)): T | null {
    if (!isRetold(record)) return this.otherLines.has(line) ? null : record;
    const revision = revisionOfRecord(toTold(record), this.told.get(recordKey(record)) ?? []);
    return revision === null ? null : withRevision<T & RetoldRecord>(record, revision);
  }

  /** Whether another's record, as its canonical line, would change nothing. */
  hasOther(record: FactRecord, line: string): boolean {
    if (this.otherLines.has(line)) return true;
    if (!isRetold(record)) return false;
    const { text, revision } = toTold(record);
    const told = this.told.get(recordKey(record)) ?? [];
    return told.some((one) => one.text === text && one.revision >= revision);
  }

  /** Whether the same data was shown before, whenever that was. */
  hasFingerprint(key: Hash): boolean {
    const told = `"key":"${key}"`;
    for (const line of this.otherLines)
      if (line.includes('"kind":"fingerprint"') && line.includes(told)) return true;
    return false;
  }

  experimentKeys(): ReadonlySet<ExperimentKey> {
    const keys = new Set<ExperimentKey>();
    for (const line of this.otherLines) {
      if (!line.includes('"kind":"experiment"')) continue;
      const record = parseRecordLine(line);
      if (record.kind === 'experiment') keys.add(record.key);
    }
    return keys;
  }

  private addKeys(index: Map<string, Hash[]>, keys: readonly string[], hash: Hash): void {
    this.keysOf.set(hash, keys);
    for (const key of keys) addTo(index, key, hash);
  }

  private async addOthers(hash: Hash): Promise<void> {
    const bytes = await this.store.loadChunk(hash);
    if (!bytes) return;
    for (const line of fromUtf8(bytes).split('\n')) {
      if (line === '' || this.otherLines.has(line)) continue;
      this.otherLines.add(line);
      if (line.includes('"kind":"dataset"')) continue;
      const record = parseRecordLine(line);
      if (!isRetold(record)) continue;
      const told = toTold(record);
      addTo(this.told, recordKey(record), told.text === line ? { ...told, text: line } : told);
    }
  }

  /** The records of a key in a pack; two sources of one import may both tell of a run. */
  private async linesOf(hash: Hash, key: string): Promise<readonly FactRecord[]> {
    const lines = await this.pack(hash);
    return (lines.get(key) ?? []).map(parseRecordLine);
  }

  /**
   * The lines of a pack by key. As text, parsed when asked for: a source that is read again brings its runs in the
   * order of the packs, but a run that has grown several times lies in several of them.
   */
  private async pack(hash: Hash): Promise<Lines> {
    const known = this.recent.get(hash);
    if (known) {
      this.recent.delete(hash);
      this.recent.set(hash, known);
      return known.lines;
    }
    const bytes = await this.store.loadChunk(hash);
    const keys = this.keysOf.get(hash) ?? [];
    const lines = new Map<string, string[]>();
    const texts = bytes ? fromUtf8(bytes).split('\n') : [];
    for (const [index, key] of keys.entries()) {
      const line = texts[index];
      if (line) addTo(lines, key, line);
    }
    const sizeBytes = bytes?.byteLength ?? 0;
    this.recent.set(hash, { lines, sizeBytes });
    this.recentBytes += sizeBytes;
    for (const [oldest, pack] of this.recent) {
      if (this.recentBytes <= RECENT_BYTES || oldest === hash) break;
      this.recent.delete(oldest);
      this.recentBytes -= pack.sizeBytes;
    }
    return lines;
  }
}

function addTo<V>(index: Map<string, V[]>, key: string, value: V): void {
  const list = index.get(key);
  if (list) list.push(value);
  else index.set(key, [value]);
}
