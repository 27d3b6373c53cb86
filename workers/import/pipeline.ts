import { canonicalJson } from '../../src/base/canonical-json.ts';
import type { ExperimentKey, ImportId, RunKey } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { FactRecord } from '../../src/domain/records.ts';
import type { TableLayout } from '../../src/domain/table-layout.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { type ArtifactBudget, ArtifactKeeper, packArtifacts } from './artifact-keeper.ts';
import { checkEvent } from './check.ts';
import type { Claim } from './detect.ts';
import { ExistingFacts } from './existing-facts.ts';
import type { ImportEvent } from './format.ts';
import { JoinedExperiments } from './joined-experiments.ts';
import { PackWriter } from './pack-writer.ts';
import { ProblemList } from './problem-list.ts';
import type { ProgressMeter } from './progress-meter.ts';
import { RecordPacker } from './record-packer.ts';
import { RunAssembler, type RunNovelty } from './run-assembler.ts';
import { SourceReadError, type SourceTree } from './source.ts';
import type { StagingStore } from './staging-store.ts';
import { StagingWriter, type WaitForSpace } from './staging-writer.ts';

export interface PipelineOptions {
  readonly id: ImportId;
  readonly label: string;
  readonly artifacts: ArtifactBudget;
  readonly layouts: Readonly<Record<string, TableLayout | null>>;
  /** Where staged facts are written; null for the store itself. */
  readonly staging?: StagingStore | null;
  readonly waitForSpace: WaitForSpace;
  readonly nowMs: () => number;
}

/** A path is any text: one that is called `constructor` has no layout. */
export function layoutOf(layouts: PipelineOptions['layouts'], path: string): TableLayout | null | undefined {
  return Object.hasOwn(layouts, path) ? layouts[path] : undefined;
}

/**
 * Takes what readers yield to a committed import: checks, assembles, stages, and makes it visible in one transaction.
 * Until that transaction nothing of it can be seen; whatever ends it early is rolled back.
 */
export class ImportPipeline {
  private readonly store: FactStore;
  private readonly options: PipelineOptions;
  private readonly meter: ProgressMeter;
  private readonly writer: StagingWriter;
  private readonly others: RecordPacker;
  private readonly runs: RecordPacker;
  private readonly artifactRecords: RecordPacker;
  private readonly artifacts = new ArtifactKeeper();
  private readonly problems: ProblemList;
  private readonly counts = { experiments: new Set<string>(), points: 0 };
  private readonly novelties = new Map<RunKey, RunNovelty>();
  private readonly openRuns = new Map<RunKey, ExperimentKey>();
  private readonly seenOthers = new Set<string>();
  private assembler!: RunAssembler;
  private existing!: ExistingFacts;
  private joined = new JoinedExperiments(new Set());

  constructor(
    store: FactStore,
    options: PipelineOptions,
    meter: ProgressMeter,
    found: readonly ImportProblem[],
  ) {
    this.store = store;
    this.options = options;
    this.meter = meter;
    this.problems = new ProblemList(found);
    this.writer = new StagingWriter(options.staging ?? store, options.id, options.waitForSpace);
    const storePack: ConstructorParameters<typeof RecordPacker>[1] = (pack, bytes) =>
      this.writer.addPack(pack, bytes);
    this.others = new RecordPacker('others', storePack);
    this.runs = new RecordPacker('runs', storePack);
    this.artifactRecords = new RecordPacker('artifacts', storePack);
  }

  async run(claims: readonly Claim[], tree: SourceTree, signal: AbortSignal): Promise<ImportReport> {
    const startedMs = this.options.nowMs();
    const { id, label } = this.options;
    const row = { id, label, startedMs, finishedMs: null, packs: [], report: null };
    try {
      await this.writer.insist(() => this.store.beginImport({ ...row, state: 'staging' }));
      await this.prepare();
      for (const claim of claims) await this.readClaim(claim, tree, signal);
      await this.finishFacts(signal);
      const packs = [...this.others.hashes, ...this.runs.hashes, ...this.artifactRecords.hashes];
      const report = this.report(packs.length > 0 ? 'committed' : 'nothing-new', claims, startedMs);
      signal.throwIfAborted();
      if (packs.length === 0) await this.store.rollBackImport(id);
      else {
        const finishedMs = this.options.nowMs();
        const committed = { ...row, state: 'committed' as const, finishedMs, packs, report };
        await this.writer.insist(() => this.store.commitImport(committed));
      }
      return report;
    } catch (error) {
      await this.writer.stop();
      await this.store.rollBackImport(id);
      if (signal.aborted) return this.report('cancelled', claims, startedMs);
      throw error;
    }
  }

  /** The report of an import that was cancelled before it could begin. */
  cancelled(claims: readonly Claim[]): ImportReport {
    return this.report('cancelled', claims, this.options.nowMs());
  }

  private async prepare(): Promise<void> {
    this.existing = await ExistingFacts.load(this.store);
    this.joined = new JoinedExperiments(this.existing.experimentKeys());
    const points = new PackWriter((hash, bytes) => this.writer.addChunk(hash, bytes));
    this.assembler = new RunAssembler(this.existing, points, this.runs);
  }

  private async readClaim(claim: Claim, tree: SourceTree, signal: AbortSignal): Promise<void> {
    const layout = layoutOf(this.options.layouts, claim.path);
    if (layout === null) return;
    this.meter.enter('reading', claim.path);
    const context = layout === undefined ? { signal } : { signal, layout };
    const events = claim.format.read({ path: claim.path, file: claim.file, tree }, context);
    try {
      for await (const event of events) {
        signal.throwIfAborted();
        await this.accept(event);
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof SourceReadError)) throw error;
      this.problems.add({ code: 'unreadable-file', path: error.path });
    }
    await this.endOpenRuns();
  }

  private async accept(event: ImportEvent): Promise<void> {
    checkEvent(event, (run) => this.assembler.isOpen(run));
    switch (event.kind) {
      case 'run':
        this.assembler.begin(event.run);
        this.openRuns.set(event.run.key, event.run.experiment);
        return;
      case 'points':
        await this.assembler.append(event.run, event.metric, event.points);
        this.counts.points += event.points.steps.length;
        this.meter.addPoints(event.points.steps.length);
        return;
      case 'run-end':
        return this.endRun(event.run);
      case 'artifact':
        this.artifacts.add(event.owner, event.path, event.file);
        return;
      case 'progress':
        this.meter.addBytes(event.bytesRead, event.file);
        return;
      case 'problem':
        this.problems.add(event.problem);
        return;
      case 'experiment':
        this.counts.experiments.add(event.experiment.key);
        return this.addOther(event.experiment);
      case 'dataset':
        return this.addOther(event.dataset);
      case 'logged-model':
      case 'registered-model':
        return this.addOther(event.model);
      case 'model-version':
        return this.addOther(event.version);
    }
  }

  private async endRun(run: RunKey): Promise<void> {
    const experiment = this.openRuns.get(run);
    this.openRuns.delete(run);
    const novelty = await this.assembler.end(run);
    if (experiment) this.joined.add(experiment, novelty);
    const earlier = this.novelties.get(run);
    if (earlier === undefined) this.meter.addRun();
    // A run that two sources of one drop tell of is one run.
    if (earlier === undefined || (earlier === 'same' && novelty !== 'same')) this.novelties.set(run, novelty);
  }

  /** A reader that stopped at damage leaves its runs open: what was read of them is kept. */
  private async endOpenRuns(): Promise<void> {
    for (const run of [...this.openRuns.keys()]) await this.endRun(run);
  }

  private async addOther(record: FactRecord): Promise<void> {
    const line = canonicalJson(record);
    if (this.seenOthers.has(line) || this.existing.hasLine(line)) return;
    this.seenOthers.add(line);
    await this.others.add('', line);
  }

  private async finishFacts(signal: AbortSignal): Promise<void> {
    this.meter.enter('storing', '');
    await this.assembler.flush();
    await this.others.close();
    this.meter.enter('artifacts', '');
    const entries = await this.artifacts.keep(
      this.options.artifacts,
      this.writer,
      signal,
      (file, problem) => {
        this.meter.addBytes(file.sizeBytes, file.path);
        if (problem) this.problems.add(problem);
      },
    );
    await packArtifacts(entries, this.existing, this.artifactRecords);
    this.meter.enter('storing', '');
    await this.writer.flush();
  }

  private report(
    outcome: ImportReport['outcome'],
    claims: readonly Claim[],
    startedMs: number,
  ): ImportReport {
    const { counts, artifacts } = this;
    const runs: Record<RunNovelty, number> = { new: 0, grown: 0, same: 0 };
    for (const novelty of this.novelties.values()) runs[novelty] += 1;
    return {
      outcome,
      formats: [...new Set(claims.map((claim) => claim.format.label))],
      experimentCount: counts.experiments.size,
      joinedExperiments: this.joined.count,
      newRuns: runs.new,
      grownRuns: runs.grown,
      sameRuns: runs.same,
      pointCount: counts.points,
      artifactsKept: artifacts.totals.kept,
      artifactsNotKept: artifacts.totals.notKept,
      artifactBytesKept: artifacts.totals.bytesKept,
      bytesRead: this.meter.bytesRead,
      durationMs: this.options.nowMs() - startedMs,
      problems: this.problems.listed,
      problemCount: this.problems.count,
    };
  }
}
