import { fromUtf8 } from '../../src/base/bytes.ts';
import type { Hash, RunKey } from '../../src/domain/ids.ts';
import type { ArtifactsRecord } from '../../src/domain/records.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { parseRecordLines } from '../../src/storage/record-lines.ts';

/** What the workspace held before this import, for telling new from grown from unchanged. */
export class ExistingFacts {
  private readonly store: FactStore;
  private readonly runPacks = new Map<string, Hash[]>();
  private readonly artifactPacks = new Map<string, Hash[]>();
  private readonly otherLines = new Set<string>();
  private cached: { hash: Hash; lines: ReadonlyMap<string, StoredRun | ArtifactsRecord> } | null = null;

  private constructor(store: FactStore) {
    this.store = store;
  }

  static async load(store: FactStore): Promise<ExistingFacts> {
    const facts = new ExistingFacts(store);
    for (const row of await store.listImports()) {
      for (const pack of await store.loadPackIndexes(row.packs)) {
        if (pack.holds === 'others') await facts.addOthers(pack.hash);
        else
          facts.addKeys(pack.holds === 'runs' ? facts.runPacks : facts.artifactPacks, pack.keys, pack.hash);
      }
    }
    return facts;
  }

  /** All versions of a run that earlier imports brought, oldest first. */
  async runVersions(key: RunKey): Promise<readonly StoredRun[]> {
    const found: StoredRun[] = [];
    for (const hash of this.runPacks.get(key) ?? []) {
      const record = (await this.pack(hash)).get(key);
      if (record?.kind === 'run') found.push(record);
    }
    return found;
  }

  async artifactVersions(owner: string): Promise<readonly ArtifactsRecord[]> {
    const found: ArtifactsRecord[] = [];
    for (const hash of this.artifactPacks.get(owner) ?? []) {
      const record = (await this.pack(hash)).get(owner);
      if (record?.kind === 'artifacts') found.push(record);
    }
    return found;
  }

  /** Whether this very record (as its canonical line) is there already. */
  hasLine(line: string): boolean {
    return this.otherLines.has(line);
  }

  private addKeys(index: Map<string, Hash[]>, keys: readonly string[], hash: Hash): void {
    for (const key of keys) {
      const hashes = index.get(key);
      if (hashes) hashes.push(hash);
      else index.set(key, [hash]);
    }
  }

  private async addOthers(hash: Hash): Promise<void> {
    const bytes = await this.store.loadChunk(hash);
    if (!bytes) return;
    for (const line of fromUtf8(bytes).split('\n')) this.otherLines.add(line);
  }

  /** One pack at a time is kept: a source that is read again brings its runs in the order of the packs. */
  private async pack(hash: Hash): Promise<ReadonlyMap<string, StoredRun | ArtifactsRecord>> {
    if (this.cached?.hash !== hash) {
      const bytes = await this.store.loadChunk(hash);
      const lines = new Map<string, StoredRun | ArtifactsRecord>();
      for (const record of bytes ? parseRecordLines(bytes) : []) {
        if (record.kind === 'run') lines.set(record.key, record);
        else if (record.kind === 'artifacts') lines.set(record.owner, record);
      }
      this.cached = { hash, lines };
    }
    return this.cached.lines;
  }
}
