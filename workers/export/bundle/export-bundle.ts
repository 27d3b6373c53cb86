import { createSHA256 } from 'hash-wasm';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  CHUNK_BYTES,
  EDITS_JSON,
  editsPath,
  FILES,
  filePath,
  IMPORTS,
  MANIFEST,
  POINTS_TABLE,
  pointsPath,
  READABLE,
  README,
} from '../../../src/domain/bundle/bundle-files.ts';
import type { Hash, ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import type {
  BundleSettings,
  ExportProgress,
  ExportQuery,
  ExportResult,
} from '../../../src/rpc/export-api.ts';
import {
  type CarriedEdits,
  loadCarriedEdits,
  projectCarried,
} from '../../../src/sync/bundle/carried-edits.ts';
import { partOfEdits } from '../../../src/sync/bundle/part-of-edits.ts';
import { contentHash } from '../../../src/sync/content-hash.ts';
import { experimentRecord } from '../../query/experiment-list.ts';
import { PackShelf } from '../../query/pack-shelf.ts';
import { type OpenSpace, SpaceFull } from '../bytes/byte-space.ts';
import type { OnProgress } from '../export-workspace.ts';
import { NoteList } from '../notes.ts';
import { OpenedWorkspace } from '../opened-workspace.ts';
import { type BundleSubject, findSubject, toEditsPart, toFactsPart } from './bundle-part.ts';
import { BundleZip } from './bundle-zip.ts';
import { fileKey, type KeptFile, type NamedFacts } from './packed-facts.ts';
import { PartFacts } from './part-facts.ts';
import { PointsTable } from './points-table.ts';
import {
  artifactLine,
  datasetLine,
  editsJson,
  experimentLine,
  loggedModelLine,
  registryLine,
  runLine,
} from './readable-lines.ts';
import { README_TEXT } from './readme-text.ts';
import { type WrittenFacts, writeWholeFacts } from './whole-facts.ts';

/** Listings of this many runs are read together. */
const OWNERS_AT_ONCE = 200;
/** Between two messages of progress (ms). */
const TELL_EVERY_MS = 100;

/** Writes a `.cairn` bundle: see `src/domain/bundle/FORMAT.md`. */
export async function exportBundle(
  query: ExportQuery,
  settings: BundleSettings,
  open: OpenSpace,
  onProgress: OnProgress,
): Promise<ExportResult> {
  onProgress({ stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 });
  // What is stored, and not what the page has in memory: the documents and what is read out of them must agree.
  const stored = await loadCarriedEdits(query.workspace);
  const workspace = await OpenedWorkspace.open(query.workspace, projectCarried(stored));
  try {
    const subject = await findSubject(workspace, query.scope);
    const edits = query.scope.kind === 'all' ? stored : await partOfEdits(stored, toEditsPart(subject));
    const zip = new BundleZip(await open());
    return await new BundleExport(workspace, query, settings, subject, edits, zip, onProgress).run();
  } catch (error) {
    if (error instanceof SpaceFull)
      return { kind: 'failed', code: error.where === 'memory' ? 'too-large' : 'disk-full' };
    throw error;
  } finally {
    workspace.close();
  }
}

class BundleExport {
  private readonly notes = new NoteList();
  private readonly counts = { experiments: 0, runs: 0, points: 0, models: 0, versions: 0, files: 0 };
  /** SHA-256 of the files that were written, by their chunks. */
  private readonly written = new Map<string, string>();
  private toldAtMs = 0;

  constructor(
    private readonly workspace: OpenedWorkspace,
    private readonly query: ExportQuery,
    private readonly settings: BundleSettings,
    private readonly subject: BundleSubject,
    private readonly edits: CarriedEdits,
    private readonly zip: BundleZip,
    private readonly onProgress: OnProgress,
  ) {}

  private get isWhole(): boolean {
    return this.query.scope.kind === 'all';
  }

  async run(): Promise<ExportResult> {
    const { zip, subject } = this;
    await zip.addListed(README, toUtf8(README_TEXT));
    await this.writeEdits();
    await this.writeReadable();
    await this.writePoints();
    const facts = await this.writeFacts();
    if (this.settings.withArtifacts) await this.writeFiles(facts.named);
    await this.writeListings();
    this.tell('finishing', true);
    await this.writeManifest(facts);
    const file = await zip.finish();
    const counts = { ...this.counts, models: subject.models.length, bytes: file.size };
    return { kind: 'file', file, ending: 'cairn', counts, notes: this.notes.list() };
  }

  private async writeEdits(): Promise<void> {
    const { zip, edits } = this;
    await zip.addListed(EDITS_JSON, toUtf8(editsJson(projectCarried(edits))));
    await zip.addListed(editsPath('workspace'), edits.workspace);
    await zip.addListed(editsPath('notes'), edits.notes);
  }

  private async writeReadable(): Promise<void> {
    const { zip, workspace, subject, query } = this;
    const { facts } = workspace;
    const experiments = workspace.experimentsOf(query.scope, workspace.rowsOf(query.scope));
    this.counts.experiments = experiments.length;
    await zip.addLines(
      READABLE.experiments,
      experiments.map(({ record, note }) => experimentLine(record, note)),
    );
    const datasets = [...facts.datasets.values()].filter(({ key }) => subject.datasets.has(key));
    await zip.addLines(READABLE.datasets, datasets.map(datasetLine));
    const logged = [...facts.loggedModels.values()].filter(({ key }) => subject.loggedModels.has(key));
    await zip.addLines(READABLE.loggedModels, logged.map(loggedModelLine));
    await zip.addLines(READABLE.registry, subject.models.map(registryLine));
    this.counts.versions = subject.models.reduce((sum, { versions }) => sum + versions.length, 0);
    const lines = await zip.beginLines(READABLE.runs);
    await facts.forEachRun(
      async (run) => {
        lines.add(this.runLine(run));
        await this.zip.drain();
      },
      subject.runs,
      () => true,
    );
    lines.end();
  }

  private runLine(run: StoredRun): string {
    const { table, facts, edits } = this.workspace;
    const row = table.facts.rowOf(run.key) ?? 0;
    const experiment = table.experiment(row);
    return runLine(run, {
      name: table.name(row),
      deleted: table.deleted(row),
      experiment,
      experimentName: experimentRecord(table, facts.experiments, experiment)?.name ?? '',
      edits: edits.runs.get(run.key),
      datasets: facts.datasets,
    });
  }

  private async writePoints(): Promise<void> {
    const { facts } = this.workspace;
    const packs = new PackShelf((hashes) => facts.loadChunks(hashes));
    const table = new PointsTable(await this.zip.begin(POINTS_TABLE, 'stored'));
    const add = async (run: StoredRun): Promise<void> => {
      for (const { key, parts } of run.series) {
        const { columns, missing } = await facts.points(run, key, packs.loaderFor(parts));
        if (missing.length > 0) this.notes.add('points-elsewhere', `${run.name || run.key}: ${key}`);
        table.add(run.key, key, columns);
        this.counts.points += columns.steps.length;
      }
      this.counts.runs += 1;
      this.tell('runs');
      await this.zip.drain();
    };
    await facts.forEachRun(add, this.subject.runs, () => true);
    table.end();
  }

  private async writeFacts(): Promise<WrittenFacts> {
    const { workspace, zip, notes, subject } = this;
    const written = this.isWhole
      ? await writeWholeFacts(workspace.store, zip, notes)
      : await new PartFacts(workspace.store, zip, notes).write(toFactsPart(workspace, subject));
    // Those of a part are there already.
    if (this.isWhole)
      for (const hash of written.named.points) {
        const bytes = await workspace.store.loadChunk(hash);
        if (bytes) zip.addNamed(pointsPath(hash), bytes);
        await zip.drain();
        this.tell('finishing');
      }
    await zip.addLines(IMPORTS, written.imports.map(canonicalJson));
    return written;
  }

  private async writeFiles({ files }: NamedFacts): Promise<void> {
    const lines: string[] = [];
    const done = new Set<string>();
    for (const [key, file] of files) {
      const sha256 = await this.hashOf(file);
      if (sha256 === null) continue;
      this.written.set(key, sha256);
      lines.push(canonicalJson({ sha256, ...file }));
      if (done.has(sha256)) continue;
      done.add(sha256);
      await this.zip.addNamedStream(filePath(sha256), this.chunksOf(file));
      this.tell('artifacts');
    }
    await this.zip.addLines(FILES, lines);
  }

  /** null where a chunk is not in this browser, or not where the format wants it. */
  private async hashOf({ chunks, sizeBytes }: KeptFile): Promise<string | null> {
    if (chunks.length !== Math.ceil(sizeBytes / CHUNK_BYTES)) return null;
    if (chunks.length === 1) return (await this.workspace.store.has(chunks))[0] ? chunks[0]! : null;
    if (!(await this.workspace.store.has(chunks)).every(Boolean)) return null;
    const sha = (await createSHA256()).init();
    let at = 0;
    for await (const bytes of this.chunksOf({ chunks, sizeBytes })) {
      sha.update(bytes);
      at += bytes.length;
    }
    return at === sizeBytes ? sha.digest('hex') : null;
  }

  private async *chunksOf({ chunks }: KeptFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const hash of chunks) {
      const bytes = await this.workspace.store.loadChunk(hash);
      if (bytes) yield bytes;
    }
  }

  /** Which file each path is. */
  private async writeListings(): Promise<void> {
    const { runs, loggedModels } = this.subject;
    const owners: (RunKey | ModelKey)[] = [...runs, ...loggedModels];
    const lines = await this.zip.beginLines(READABLE.artifacts);
    for (let at = 0; at < owners.length; at += OWNERS_AT_ONCE) {
      const some = new Set(owners.slice(at, at + OWNERS_AT_ONCE));
      for (const [owner, entries] of await this.workspace.facts.artifactsAmong(some))
        for (const entry of entries) {
          const sha256 = entry.chunks && (this.written.get(fileKey(entry.chunks)) ?? null);
          // As MLflow's exports count: files of runs, though equal ones lie here once.
          if (sha256 !== null) this.counts.files += 1;
          else if (this.settings.withArtifacts) this.notes.add('artifact-missing', entry.path);
          lines.add(artifactLine(owner, entry, sha256));
        }
    }
    lines.end();
  }

  private async writeManifest({ imports }: WrittenFacts): Promise<void> {
    const { query, zip, subject } = this;
    const packs: Hash[] = imports.flatMap((one) => one.packs.map(({ hash }) => hash));
    const manifest = {
      format: BUNDLE_FORMAT,
      version: BUNDLE_VERSION,
      writtenMs: query.atMs,
      scope: query.scope.kind,
      contentHash: await contentHash({ edits: projectCarried(this.edits), packs, members: [], name: '' }),
      counts: { ...this.counts, models: subject.models.length },
      notes: this.notes.list(),
      files: Object.fromEntries([...zip.listed].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
    zip.addUnlisted(MANIFEST, toUtf8(`${JSON.stringify(manifest, null, 2)}\n`));
  }

  private tell(stage: ExportProgress['stage'], isNow = false): void {
    const now = performance.now();
    if (!isNow && now - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = now;
    const { runs } = this.counts;
    this.onProgress({ stage, runs, ofRuns: this.subject.runs.size, bytes: this.zip.size });
  }
}
