import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { toImportId } from '../../../src/domain/ids.ts';
import type { ImportReport } from '../../../src/domain/import-report.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import { toRecordLine } from '../../../src/storage/record-lines.ts';
import type { StoredImport } from '../../../src/storage/workspace-db.ts';
import type { ExistingFacts } from '../../import/storing/existing-facts.ts';
import { PackWriter } from '../../import/storing/pack-writer.ts';
import { RecordPacker } from '../../import/storing/record-packer.ts';
import { type RunDraft, storedRun } from '../../import/storing/run-draft.ts';
import { StagingWriter, type WaitForSpace } from '../../import/storing/staging-writer.ts';
import type { WatchedFacts } from './facts.ts';

export interface CommitOptions {
  readonly facts: WatchedFacts;
  readonly label: string;
  readonly startedMs: number;
  readonly signal: AbortSignal;
  /** Waits for the lock when somebody else imports. */
  readonly isPatient: boolean;
  readonly waitForSpace: WaitForSpace;
}

/** One commit of a watched folder: staged like an import, by the same writers, visible all at once. */
export class FactCommit {
  readonly points: PackWriter;
  readonly artifacts: RecordPacker;
  private readonly runs: RecordPacker;
  private readonly others: RecordPacker;
  /** Records that are stored with it, or were before. */
  readonly taken = new Set<FactRecord>();
  private readonly lines = new Set<string>();
  /** Runs by key and content. */
  private readonly told = new Set<string>();
  private drafts: RunDraft[] = [];

  private constructor(
    private readonly facts: WatchedFacts,
    private readonly row: StoredImport,
    readonly existing: ExistingFacts,
    readonly writer: StagingWriter,
    private readonly release: () => void,
  ) {
    const storePack: ConstructorParameters<typeof RecordPacker>[1] = (pack, bytes) =>
      writer.addPack(pack, bytes);
    this.points = new PackWriter((hash, bytes) => writer.addChunk(hash, bytes));
    this.runs = new RecordPacker('runs', storePack);
    this.others = new RecordPacker('others', storePack);
    this.artifacts = new RecordPacker('artifacts', storePack);
  }

  /** null where somebody else imports and nobody wants to wait. */
  static async begin(options: CommitOptions): Promise<FactCommit | null> {
    const { facts, label, startedMs, waitForSpace } = options;
    const release = await facts.takeLock(options.isPatient, options.signal);
    if (release === null) return null;
    try {
      const existing = await facts.existing();
      await existing.refresh();
      const id = toImportId(crypto.randomUUID());
      const writer = new StagingWriter(facts.store, id, waitForSpace);
      const row = {
        id,
        label,
        startedMs,
        finishedMs: null,
        packs: [],
        report: null,
        state: 'staging' as const,
      };
      await writer.insist(() => facts.store.beginImport(row));
      return new FactCommit(facts, row, existing, writer, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Of what several sources tell alike, the first is stored, as of an import. */
  addRun(draft: RunDraft): void {
    const told = `${draft.record.key}\n${draft.content}`;
    if (this.told.has(told)) return;
    this.told.add(told);
    this.drafts.push(draft);
  }

  async addOther(record: FactRecord): Promise<void> {
    this.taken.add(record);
    const stored = this.existing.toStore(record);
    if (stored === null) return;
    const line = canonicalJson(stored);
    if (this.lines.has(line)) return;
    this.lines.add(line);
    await this.others.add('', line);
  }

  /** Writes the runs so far: all parts handed out have their place then. */
  async flushRuns(): Promise<void> {
    await this.points.close();
    for (const draft of this.drafts) await this.runs.add(draft.record.key, toRecordLine(storedRun(draft)));
    this.drafts = [];
  }

  /** Everything is part of the workspace when this resolves; false where nothing was new. */
  async finish(finishedMs: number, report: ImportReport): Promise<boolean> {
    await this.flushRuns();
    await this.runs.close();
    await this.others.close();
    await this.artifacts.close();
    await this.writer.flush();
    const packs = [...this.others.hashes, ...this.runs.hashes, ...this.artifacts.hashes];
    const { store } = this.facts;
    if (packs.length === 0) await store.rollBackImport(this.row.id);
    else {
      const committed = { ...this.row, state: 'committed' as const, finishedMs, packs, report };
      await this.writer.insist(() => store.commitImport(committed));
      await this.existing.refresh();
    }
    this.release();
    return packs.length > 0;
  }

  /** Takes back what was staged. */
  async abandon(): Promise<void> {
    try {
      await this.writer.stop();
      await this.facts.store.rollBackImport(this.row.id);
    } finally {
      this.release();
    }
  }
}
