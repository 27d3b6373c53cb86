import { isAbort } from '../../src/base/abort.ts';
import { toImportId } from '../../src/domain/ids.ts';
import type { ImportProgress, ImportReport } from '../../src/domain/import-report.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type {
  DroppedItem,
  FoundSource,
  ImportApi,
  ImportOptions,
  Inspection,
} from '../../src/rpc/import-api.ts';
import type { StagingApi } from '../../src/rpc/staging-api.ts';
import { FactStore, importLockName } from '../../src/storage/fact-store.ts';
import { sweepUnpacked } from '../../src/storage/unpacked-folder.ts';
import { type Claim, detect, sourceOf } from './detect/detect.ts';
import { ImportPipeline, layoutOf } from './pipeline.ts';
import { ProgressMeter } from './progress-meter.ts';
import { FORMATS } from './registry.ts';
import { expandArchives } from './source/expand-archives.ts';
import { listItems } from './source/list-items.ts';
import { openUnpackedDisk } from './source/unpacked-disk.ts';
import { UnpackedFiles } from './source/unpacked-files.ts';
import { SourceReadError, SourceTree } from './source.ts';
import { tellEditsStored } from './storing/brought-edits.ts';
import { RemoteStaging } from './storing/staging-store.ts';

/** Each holds the beginning of a table in memory, and a drop may have thousands. */
const GUESSES_AT_ONCE = 24;

/** One drop from listing to commit: what the import worker exposes. */
export class ImportSession implements ImportApi {
  /** Writes what is staged; without it the session does so itself. */
  protected staging: StagingApi | null = null;
  private readonly abort = new AbortController();
  private tree = new SourceTree([]);
  private claims: readonly Claim[] = [];
  private problems: readonly ImportProblem[] = [];
  private readonly unpacked = new UnpackedFiles(openUnpackedDisk);
  private goOn: (() => void) | null = null;

  async inspect(items: readonly DroppedItem[]): Promise<Inspection> {
    const { signal } = this.abort;
    const listed = await listItems(items, signal);
    await sweepUnpacked();
    const expanded = await expandArchives(listed, signal, this.unpacked);
    this.tree = new SourceTree(expanded.files);
    const detection = await detect(this.tree, FORMATS, signal);
    this.claims = detection.claims;
    this.problems = [...expanded.problems, ...detection.problems];
    const sources: FoundSource[] = [];
    for (let from = 0; from < this.claims.length; from += GUESSES_AT_ONCE) {
      const some = this.claims.slice(from, from + GUESSES_AT_ONCE);
      sources.push(...(await Promise.all(some.map((claim) => this.describe(claim)))));
    }
    const bytesTotal = this.tree.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    return { sources, problems: this.problems, fileCount: this.tree.files.length, bytesTotal };
  }

  async run(options: ImportOptions, onProgress: (progress: ImportProgress) => void): Promise<ImportReport> {
    const claims = this.claims.filter((claim) => layoutOf(options.layouts, claim.path) !== null);
    const meter = new ProgressMeter(bytesOf(claims, this.tree), onProgress);
    meter.enter('waiting', '');
    const { signal } = this.abort;
    const store = new FactStore(options.workspace);
    const pipeline = this.pipeline(store, options, meter);
    try {
      // Two tabs never write at once; the lock also tells a dead import from one that is under way elsewhere.
      return await navigator.locks.request(importLockName(options.workspace), { signal }, async () => {
        for (const dead of await store.listInterrupted()) await store.rollBackImport(dead);
        const report = await pipeline.run(claims, this.tree, signal);
        if (report.broughtEdits) tellEditsStored(options.workspace);
        return report;
      });
    } catch (error) {
      if (signal.aborted && isAbort(error)) return pipeline.cancelled(claims);
      throw error;
    } finally {
      store.close();
      await this.unpacked.close();
    }
  }

  async cancel(): Promise<void> {
    this.abort.abort();
    this.goOn?.();
  }

  async resume(): Promise<void> {
    this.goOn?.();
  }

  private pipeline(store: FactStore, options: ImportOptions, meter: ProgressMeter): ImportPipeline {
    const waitForSpace = async (): Promise<void> => {
      meter.enter('paused', '');
      await new Promise<void>((resolve) => {
        this.goOn = resolve;
        if (this.abort.signal.aborted) resolve();
      });
      this.goOn = null;
      this.abort.signal.throwIfAborted();
      meter.enter('storing', '');
    };
    return new ImportPipeline(
      store,
      {
        id: toImportId(crypto.randomUUID()),
        label: options.label,
        artifacts: { budgetBytes: options.artifactBudgetBytes, limitBytes: options.artifactLimitBytes },
        layouts: options.layouts,
        foldRuns: options.foldRuns ?? true,
        ...(options.mayEdit === undefined ? {} : { mayEdit: options.mayEdit }),
        staging: this.staging && new RemoteStaging(this.staging, options.workspace),
        waitForSpace,
        nowMs: () => Date.now(),
      },
      meter,
      this.problems,
    );
  }

  private async describe(claim: Claim): Promise<FoundSource> {
    const { format, path, sizeBytes } = claim;
    const context = { signal: this.abort.signal };
    const found = { path, format: format.id, label: format.label, sizeBytes };
    try {
      return { ...found, guess: (await format.guess?.(sourceOf(claim, this.tree), context)) ?? null };
    } catch (error) {
      // The import names it as unreadable; the rest of the drop is not held up.
      if (error instanceof SourceReadError) return { ...found, guess: null };
      throw error;
    }
  }
}

/** Bytes the progress bar counts to: folders hold their files, a database brings the artifacts around it. */
function bytesOf(claims: readonly Claim[], tree: SourceTree): number {
  if (claims.every((claim) => claim.format.guess))
    return claims.reduce((sum, claim) => sum + claim.sizeBytes, 0);
  return tree.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
