import { toHash } from '../../domain/ids.ts';
import type { Cargo } from '../carry/cargo.ts';
import { SharedFolder } from '../carry/shared-folder.ts';
import { readTeammateFile, type Taken, writeTeammateFile } from '../carry/teammate-file.ts';
import type { DeviceId, EnvelopeId, Heads } from '../log/replica.ts';
import type { AdoptPack, FactFetcher } from './fact-fetcher.ts';
import type { NodeLog } from './node-log.ts';

/** Between two looks into a shared folder: file services take about as long to bring a file. */
const FOLDER_EVERY_MS = 10_000;
/** Chunks asked of a folder in one look. */
const FETCH_AT_ONCE = 200;

/** Ways to exchange the log and the facts without any connection: a file, and a folder that others see too. */
export class Carrying {
  private folder: SharedFolder | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private visiting: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly node: NodeLog,
    private readonly fetcher: FactFetcher,
    private readonly adopt: AdoptPack,
    private readonly joining: Pick<Cargo, 'joinRequest' | 'admit'>,
  ) {}

  /** What a device lacks as far as its own envelopes tell what it has seen; everything for null. */
  async exportFor(device: DeviceId | null, withArtifacts: boolean): Promise<Blob> {
    await this.node.seal();
    const heads: Map<DeviceId, { seq: number; id: EnvelopeId }> = new Map();
    const known = device === null ? undefined : this.node.log.heads().get(device);
    if (device !== null && known) heads.set(device, known);
    const envelopes = this.node.log.missingFor(heads as Heads);
    return writeTeammateFile(this.cargo(), envelopes, await this.listFacts(withArtifacts), Date.now());
  }

  importFrom(file: Blob): Promise<Taken> {
    return readTeammateFile(this.cargo(), file);
  }

  /** Writes into and reads from the folder from now on, as long as this tab leads. */
  async use(folder: FileSystemDirectoryHandle): Promise<void> {
    this.folder = await SharedFolder.open(folder, this.cargo());
    await this.visit();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** One look at a time: a second folder is looked into after the first. */
  private visit(): Promise<void> {
    const turn = this.visiting.then(() => this.visitNow());
    this.visiting = turn.catch(() => undefined);
    return turn;
  }

  private async visitNow(): Promise<void> {
    const { folder } = this;
    if (!folder || this.closed) return;
    try {
      await this.node.seal();
      await folder.takeIn();
      await this.fetchFrom(folder);
      // What was taken in may have let somebody in, who has changes to seal.
      await this.node.seal();
      await folder.putOut(await this.listFacts(false));
    } finally {
      clearTimeout(this.timer);
      if (!this.closed) this.timer = setTimeout(() => void this.visit().catch(reportError), FOLDER_EVERY_MS);
    }
  }

  /** Records tell of points: fetches until the folder has nothing more of what is lacking. */
  private async fetchFrom(folder: SharedFolder): Promise<void> {
    const absent = new Set<string>();
    while (!this.closed) {
      const wanted = this.fetcher.lacking(FETCH_AT_ONCE, absent);
      if (wanted.length === 0) return;
      for (const hash of await folder.fetch(wanted)) absent.add(hash);
    }
  }

  /** Chunks of all imports of the workspace, records first. */
  private async listFacts(withArtifacts: boolean): Promise<readonly string[]> {
    const { factStore } = this.node;
    const imports = await factStore.listImports();
    const hashes = [...new Set(imports.flatMap((row) => row.packs))];
    const points = new Set<string>();
    const artifacts = new Set<string>();
    for (const { hash, holds } of await factStore.loadPackIndexes(hashes)) {
      const pack = holds === 'others' ? null : await this.adopt(hash, holds);
      for (const one of pack?.points ?? []) points.add(one);
      for (const chunk of pack?.artifacts.flat() ?? []) artifacts.add(chunk);
    }
    return [...hashes, ...points, ...(withArtifacts ? artifacts : [])];
  }

  private cargo(): Cargo {
    const { log, factStore } = this.node;
    return {
      workspace: log.workspace,
      epoch: () => log.epochKey().epoch,
      deriveKey: (label, epoch) => log.deriveKey(label, epoch as EnvelopeId),
      missingFor: (heads) => log.missingFor(heads),
      bytesOf: (ids) => log.bytesOf(ids),
      ingest: (batch) => log.ingest(batch, Date.now()),
      readChunk: (hash) => factStore.loadChunk(toHash(hash)),
      hasChunks: (hashes) => factStore.has(hashes.map(toHash)),
      keepChunk: async (hash, bytes) => {
        await factStore.keepFetched([{ hash: toHash(hash), bytes }]);
        await this.fetcher.arrived(toHash(hash));
      },
      ...this.joining,
    };
  }
}
