import { canonicalJson } from '../../src/base/canonical-json.ts';
import type { ExperimentKey, ImportId, RunKey } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { ExperimentRecord, FactRecord } from '../../src/domain/records.ts';
import type { TableLayout } from '../../src/domain/table-layout.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { checkEvent } from './check.ts';
import { type Claim, sourceOf } from './detect/detect.ts';
import type { ImportEvent } from './format.ts';
import { ProblemList } from './problem-list.ts';
import type { ProgressMeter } from './progress-meter.ts';
import { JobSettings } from './rivals/job-settings.ts';
import { SameRuns } from './rivals/same-runs.ts';
import { SourceReadError, type SourceTree } from './source.ts';
import { type ArtifactBudget, ArtifactKeeper, packArtifacts } from './storing/artifact-keeper.ts';
import { mergeBrought } from './storing/brought-edits.ts';
import { ExistingFacts } from './storing/existing-facts.ts';
import { FactAdopter } from './storing/fact-adopter.ts';
import { JoinedExperiments } from './storing/joined-experiments.ts';
import { PackWriter } from './storing/pack-writer.ts';
import { RecordPacker } from './storing/record-packer.ts';
import { RunAssembler, type RunNovelty } from './storing/run-assembler.ts';
import type { StagingStore } from './storing/staging-store.ts';
import { StagingWriter, type WaitForSpace } from './storing/staging-writer.ts';

export interface PipelineOptions {
  readonly id: ImportId;
  readonly label: string;
  readonly artifacts: ArtifactBudget;
  readonly layouts: Readonly<Record<string, TableLayout | null>>;
  readonly foldRuns?: boolean;
  /** See `ImportOptions`. */
  readonly mayEdit?: boolean;
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
  private readonly openRuns = new Map<RunKey, { readonly experiment: ExperimentKey; points: number }>();
  /** Of the source that is being read: stored with the first of their runs that is kept. */
  private readonly heldExperiments = new Map<ExperimentKey, ExperimentRecord>();
  private readonly seenOthers = new Set<string>();
  private assembler!: RunAssembler;
  private existing!: ExistingFacts;
  private joined = new JoinedExperiments(new Set());
  private same = new SameRuns([]);
  /** The source that is being read, where its runs may be those of another. */
  private rival: Claim | null = null;
  private leftOut = new Map<Claim, number>();
  private adopter!: FactAdopter;
  private readonly brought: Extract<ImportEvent, { kind: 'edits' }>[] = [];

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
      const settings = new JobSettings(tree);
      this.same = new SameRuns(claims);
      for (const claim of this.same.claims) await this.readClaim(claim, tree, settings, signal);
      await this.finishFacts(signal);
      const { others, runs, artifactRecords, adopter } = this;
      const packs = [...adopter.hashes, ...others.hashes, ...runs.hashes, ...artifactRecords.hashes];
      const edits = await this.mergeEdits();
      const isNews = packs.length > 0 || edits.length > 0 || adopter.hasRepaired;
      const told = this.report(isNews ? 'committed' : 'nothing-new', claims, startedMs);
      const report = edits.length > 0 ? { ...told, broughtEdits: true } : told;
      signal.throwIfAborted();
      if (!isNews) await this.store.rollBackImport(id);
      else {
        const finishedMs = this.options.nowMs();
        const committed = { ...row, state: 'committed' as const, finishedMs, packs, report };
        await this.writer.insist(() => this.store.commitImport(committed, edits));
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
    const { others, runs, artifactRecords: artifacts } = this;
    this.adopter = new FactAdopter(this.store, this.existing, this.writer, { others, runs, artifacts });
  }

  private async readClaim(
    claim: Claim,
    tree: SourceTree,
    settings: JobSettings,
    signal: AbortSignal,
  ): Promise<void> {
    const layout = layoutOf(this.options.layouts, claim.path);
    if (layout === null) return;
    this.meter.enter('reading', claim.path);
    const { foldRuns = true } = this.options;
    const context = layout === undefined ? { signal, foldRuns } : { signal, foldRuns, layout };
    this.rival = this.same.concerns(claim) ? claim : null;
    const events = settings.addTo(claim.format.read(sourceOf(claim, tree), context));
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
    await this.endRivals(claim);
  }

  private async accept(event: ImportEvent): Promise<void> {
    checkEvent(event, (run) => this.assembler.isOpen(run));
    switch (event.kind) {
      case 'run':
        this.assembler.begin(event.run);
        this.openRuns.set(event.run.key, { experiment: event.run.experiment, points: 0 });
        if (this.rival) this.same.begin(event.run.key);
        return;
      case 'points':
        await this.assembler.append(event.run, event.metric, event.points);
        this.countPoints(event.run, event.points.steps.length);
        if (this.rival) this.same.add(event.run, event.metric, event.points);
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
      case 'record-pack':
        return this.adopt(event);
      case 'fact-bytes':
        return this.adopter.addBytes(event);
      case 'edits':
        this.brought.push(event);
        return;
      case 'experiment':
        if (this.rival) this.heldExperiments.set(event.experiment.key, event.experiment);
        else await this.addExperiment(event.experiment);
        return;
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
    const { experiment, points } = this.openRuns.get(run) ?? { points: 0 };
    this.openRuns.delete(run);
    const richer = this.rival && this.same.end(run, this.rival);
    if (richer) return this.leaveOut(run, points, richer);
    const held = experiment && this.heldExperiments.get(experiment);
    if (held) await this.addExperiment(held);
    const novelty = await this.assembler.end(run);
    if (experiment) this.joined.add(experiment, novelty);
    this.noteNovelty(run, novelty);
  }

  private async adopt(pack: Extract<ImportEvent, { kind: 'record-pack' }>): Promise<void> {
    for (const { run, experiment, novelty, points } of await this.adopter.addPack(pack)) {
      this.joined.add(experiment, novelty);
      this.counts.experiments.add(experiment);
      this.counts.points += points;
      this.meter.addPoints(points);
      this.noteNovelty(run, novelty);
    }
  }

  private mergeEdits(): Promise<Awaited<ReturnType<typeof mergeBrought>>> {
    const { label, nowMs, mayEdit } = this.options;
    const onProblem = (problem: ImportProblem): void => this.problems.add(problem);
    return mergeBrought(this.store.workspace, this.brought, { label, atMs: nowMs(), mayEdit }, onProblem);
  }

  private noteNovelty(run: RunKey, novelty: RunNovelty): void {
    const earlier = this.novelties.get(run);
    if (earlier === undefined) this.meter.addRun();
    // A run that two sources of one drop tell of is one run.
    if (earlier === undefined || (earlier === 'same' && novelty !== 'same')) this.novelties.set(run, novelty);
  }

  /** Another source of the drop tells more of this run. */
  private leaveOut(run: RunKey, points: number, richer: Claim): void {
    this.assembler.discard(run);
    this.artifacts.drop(run);
    this.counts.points -= points;
    this.leftOut.set(richer, (this.leftOut.get(richer) ?? 0) + 1);
  }

  private async endRivals(claim: Claim): Promise<void> {
    const hasLeftOut = this.leftOut.size > 0;
    for (const [richer, runs] of this.leftOut) {
      const facts = { format: richer.format.label, runs };
      this.problems.add({ code: 'same-run', path: claim.file?.path ?? claim.path, facts });
    }
    this.leftOut = new Map();
    // Without runs that were left out, an experiment without runs is an empty one.
    if (!hasLeftOut)
      for (const experiment of this.heldExperiments.values()) await this.addExperiment(experiment);
    this.heldExperiments.clear();
  }

  private async addExperiment(experiment: ExperimentRecord): Promise<void> {
    this.heldExperiments.delete(experiment.key);
    this.counts.experiments.add(experiment.key);
    await this.addOther(experiment);
  }

  private countPoints(run: RunKey, count: number): void {
    const open = this.openRuns.get(run);
    if (open) open.points += count;
    this.counts.points += count;
  }

  /** A reader that stopped at damage leaves its runs open: what was read of them is kept. */
  private async endOpenRuns(): Promise<void> {
    for (const run of [...this.openRuns.keys()]) await this.endRun(run);
  }

  private async addOther(record: FactRecord): Promise<void> {
    const told = canonicalJson(record);
    if (this.seenOthers.has(told)) return;
    this.seenOthers.add(told);
    const stored = this.existing.toStore(record, told);
    if (stored) await this.others.add('', stored === record ? told : canonicalJson(stored));
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
    this.adopter.addTotals(this.artifacts.totals);
    const missing = this.adopter.missingPoints();
    if (missing) this.problems.add(missing);
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
