import { createSHA256 } from 'hash-wasm';
import { sha256Hex } from '../../../../src/base/bytes.ts';
import {
  BUNDLE_VERSION,
  CHUNK_BYTES,
  editsPath,
  FILES,
  filePath,
  IMPORTS,
  MANIFEST,
} from '../../../../src/domain/bundle/bundle-files.ts';
import { type Hash, toHash } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { type ForeignPack, parseForeignPack } from '../../../../src/storage/foreign-records.ts';
import type { StoredPackIndex } from '../../../../src/storage/workspace-db.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readLines } from '../../source/lines.ts';
import {
  joinPath,
  nameOf,
  readAll,
  readText,
  type SourceFile,
  SourceReadError,
  type SourceTree,
} from '../../source.ts';
import { bundleRoots } from './index.ts';
import {
  type KeptFile,
  type Manifest,
  readFileLine,
  readImportLine,
  readManifest,
  readVersion,
} from './manifest.ts';

const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
/** A pack is closed at 4 million characters; its last record may be long. */
const MAX_RECORDS_BYTES = 64 * 1024 * 1024;
const MAX_POINTS_BYTES = 16 * 1024 * 1024;
/** A hundred thousand runs with several edits each make 26 MB. Yjs makes an object of every few bytes. */
const MAX_EDITS_BYTES = 64 * 1024 * 1024;
const HASH_SLICE_BYTES = 4 * 1024 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;
type Holds = StoredPackIndex['holds'];

/** Reads all bundles of a drop. */
export async function* readBundles(
  source: ImportSource,
  { signal }: ReadContext,
): AsyncGenerator<ImportEvent> {
  const roots = bundleRoots(source.tree.files.map(({ path }) => path));
  for (const root of roots) yield* new BundleReader(root, source.tree, signal).read();
}

class BundleReader {
  private readonly problems: ImportProblem[] = [];

  constructor(
    private readonly root: string,
    private readonly tree: SourceTree,
    private readonly signal: AbortSignal,
  ) {}

  async *read(): AsyncGenerator<ImportEvent> {
    const text = await this.manifestText();
    const version = text === null ? null : readVersion(text);
    if (version !== null && version > BUNDLE_VERSION) {
      const facts = { version, known: BUNDLE_VERSION };
      yield this.problem({ code: 'bundle-newer', path: this.path(MANIFEST), facts });
      return;
    }
    // Facts say themselves what they are: without its manifest a bundle is still worth opening.
    const manifest = text === null || version === null ? null : readManifest(text);
    if (!manifest) this.note(MANIFEST);
    yield* this.flush();
    for await (const event of this.contents(manifest)) {
      this.signal.throwIfAborted();
      yield event;
      yield* this.flush();
    }
  }

  private async *contents(manifest: Manifest | null): AsyncGenerator<ImportEvent> {
    const changed = await this.changedFiles(manifest);
    for (const name of Object.keys(manifest?.files ?? {})) {
      const file = this.file(name);
      if (file) yield this.progress(file);
    }
    yield* this.records();
    yield* this.points();
    yield* this.files();
    yield* this.edits(manifest, changed);
  }

  private path(name: string): string {
    return joinPath(this.root, name);
  }

  private file(name: string): SourceFile | undefined {
    return this.tree.get(this.path(name));
  }

  /** A file is damaged, or not there. */
  private note(name: string, of = ''): void {
    const facts = of === '' ? {} : { of };
    this.problems.push({ code: 'bundle-damaged', path: this.path(name), facts });
  }

  private problem(problem: ImportProblem): ImportEvent {
    return { kind: 'problem', problem };
  }

  private *flush(): Generator<ImportEvent> {
    for (const problem of this.problems.splice(0)) yield this.problem(problem);
  }

  private progress(file: SourceFile): ImportEvent {
    return { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
  }

  private async manifestText(): Promise<string | null> {
    const file = this.file(MANIFEST);
    if (!file || file.sizeBytes > MAX_MANIFEST_BYTES) return null;
    return orNull(() => readText(file));
  }

  /**
   * Every file that the manifest lists, against its hash. Returns those that differ; of the readable ones that is said,
   * as whoever changed one may expect to find it here.
   */
  private async changedFiles(manifest: Manifest | null): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    for (const [name, { sha256 }] of Object.entries(manifest?.files ?? {})) {
      this.signal.throwIfAborted();
      const file = this.file(name);
      const isSame = file !== undefined && (await orNull(() => this.hashOf(file))) === sha256;
      if (isSame) continue;
      changed.add(name);
      const isCairns = name.startsWith('facts/') || /^edits\/.*\.yjs$/.test(name);
      if (isCairns || !file) this.note(name);
      else this.problems.push({ code: 'bundle-readable-differs', path: file.path });
    }
    return changed;
  }

  private async hashOf(file: SourceFile): Promise<string> {
    const sha = (await createSHA256()).init();
    for (let at = 0; at < file.sizeBytes; at += HASH_SLICE_BYTES) {
      this.signal.throwIfAborted();
      sha.update(await file.slice(at, at + HASH_SLICE_BYTES));
    }
    return sha.digest('hex');
  }

  /** Oldest first, then those that no import names. */
  private async *records(): AsyncGenerator<ImportEvent> {
    const folder = this.path('facts/records');
    const left = new Map(
      this.tree.under(folder).map((file) => [nameOf(file.path).replace(/\.jsonl$/, ''), file]),
    );
    const done = new Set<string>();
    for await (const line of this.lines(IMPORTS)) {
      const one = readImportLine(line);
      if (!one) this.note(IMPORTS);
      for (const { hash, holds } of one?.packs ?? []) {
        if (done.has(hash)) continue;
        done.add(hash);
        const file = left.get(hash);
        left.delete(hash);
        if (file) yield* this.recordPack(file, toHash(hash), [holds]);
        else this.note(`facts/records/${hash}.jsonl`);
      }
    }
    for (const [hash, file] of left)
      yield* this.recordPack(file, toHash(hash), ['runs', 'artifacts', 'others']);
  }

  private async *recordPack(
    file: SourceFile,
    hash: Hash,
    kinds: readonly Holds[],
  ): AsyncGenerator<ImportEvent> {
    const bytes = await this.verified(file, hash, MAX_RECORDS_BYTES);
    yield this.progress(file);
    if (!bytes) return;
    const found = parseAs(kinds, bytes);
    if (!found) yield this.problem({ code: 'bundle-records-refused', path: file.path });
    else yield { kind: 'record-pack', hash, holds: found.holds, bytes, contents: found.contents };
  }

  private async *points(): AsyncGenerator<ImportEvent> {
    for (const file of this.tree.under(this.path('facts/points'))) {
      const hash = toHash(nameOf(file.path));
      yield { kind: 'fact-bytes', hash, load: () => this.verified(file, hash, MAX_POINTS_BYTES) };
      yield this.progress(file);
    }
  }

  private async *files(): AsyncGenerator<ImportEvent> {
    if (!this.file(FILES)) return;
    for await (const line of this.lines(FILES)) {
      const kept = readFileLine(line);
      if (!kept) this.note(FILES);
      else yield* this.keptFile(kept);
    }
  }

  private async *keptFile({ sha256, sizeBytes, chunks }: KeptFile): AsyncGenerator<ImportEvent> {
    const file = this.file(filePath(sha256));
    if (!file || file.sizeBytes !== sizeBytes || chunks.length !== Math.ceil(sizeBytes / CHUNK_BYTES)) {
      this.note(filePath(sha256));
      return;
    }
    let isWhole = true;
    for (const [index, chunk] of chunks.entries()) {
      const load = async (): Promise<Bytes | null> => {
        const at = index * CHUNK_BYTES;
        const bytes = await orNull(() => file.slice(at, at + CHUNK_BYTES));
        const isRight = bytes !== null && (await sha256Hex(bytes)) === chunk;
        isWhole &&= isRight;
        return isRight ? bytes : null;
      };
      yield { kind: 'fact-bytes', hash: toHash(chunk), load };
    }
    if (!isWhole) this.note(filePath(sha256));
    yield this.progress(file);
  }

  private async *edits(manifest: Manifest | null, changed: ReadonlySet<string>): AsyncGenerator<ImportEvent> {
    const [workspace, notes] = [
      await this.editsOf('workspace', changed),
      await this.editsOf('notes', changed),
    ];
    // Of a bundle that does not say what it is, nothing is believed of who wrote what.
    const isPart = manifest?.scope !== 'all';
    yield { kind: 'edits', edits: { workspace, notes }, isPart };
  }

  private async editsOf(doc: 'workspace' | 'notes', changed: ReadonlySet<string>): Promise<Bytes> {
    const name = editsPath(doc);
    const file = this.file(name);
    if (!file || changed.has(name) || file.sizeBytes > MAX_EDITS_BYTES) {
      if (!changed.has(name)) this.note(name);
      return NO_UPDATE;
    }
    const bytes = await orNull(() => readAll(file));
    if (!bytes) this.note(name);
    return bytes ?? NO_UPDATE;
  }

  private async *lines(name: string): AsyncGenerator<string> {
    const file = this.file(name);
    if (!file) {
      this.note(name);
      return;
    }
    try {
      for await (const { lines } of readLines(file, this.signal))
        for (const { text } of lines) if (text !== null) yield text;
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      this.note(name);
    }
  }

  /** The bytes of a file that is called by their hash; null, and said, where they are not. */
  private async verified(file: SourceFile, hash: Hash, maxBytes: number): Promise<Bytes | null> {
    const bytes = file.sizeBytes > maxBytes ? null : await orNull(() => readAll(file));
    if (bytes && (await sha256Hex(bytes)) === hash) return bytes;
    this.problems.push({ code: 'bundle-damaged', path: file.path });
    return null;
  }
}

/** An update of Yjs that says nothing. */
const NO_UPDATE: Bytes = new Uint8Array([0, 0]);

function parseAs(
  kinds: readonly Holds[],
  bytes: Bytes,
): { readonly holds: Holds; readonly contents: ForeignPack } | null {
  for (const holds of kinds) {
    const contents = parseForeignPack(holds, bytes);
    if (contents) return { holds, contents };
  }
  return null;
}

/** Null where the disk, or the zip, refuses the bytes. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SourceReadError) return null;
    throw error;
  }
}
