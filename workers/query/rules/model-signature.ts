import type { ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { MAX_YAML_LENGTH, parseYaml } from '../../import/text/yaml.ts';
import type { FactReader } from '../fact-reader.ts';

export type SignatureFound = 'signature' | 'none' | 'no-file' | 'not-here';

const MODEL_FILE = 'MLmodel';
/** Verdicts that are kept, and listings. */
const MOST_KEPT = 5000;

type ArtifactLists = Pick<FactReader, 'artifactsAmong'>;

export interface VersionFiles {
  readonly version: ModelVersion;
  readonly run: RunKey | null;
  readonly model: ModelKey | null;
}

/** Tells whether the models of versions have a signature, from the MLmodel file that was kept with them. */
export class SignatureReader {
  /** Content never changes: a verdict on it stands for ever. */
  private readonly byContent = new Map<string, SignatureFound>();
  private readonly listings = new Map<RunKey | ModelKey, readonly ArtifactEntry[]>();
  private facts: ArtifactLists | null = null;

  /** Reads the listings of these in one go; `read` then waits for no pack. */
  async prepare(files: readonly VersionFiles[], facts: ArtifactLists): Promise<void> {
    if (this.facts !== facts || this.listings.size > MOST_KEPT) this.listings.clear();
    this.facts = facts;
    const owners = new Set(files.flatMap(({ run, model }) => [run, model]).filter((key) => key !== null));
    const fresh = new Set([...owners].filter((owner) => !this.listings.has(owner)));
    if (fresh.size === 0) return;
    const found = await facts.artifactsAmong(fresh);
    if (this.facts !== facts) return;
    for (const owner of fresh) this.listings.set(owner, (found.get(owner) ?? []).filter(isModelFile));
  }

  async read(
    files: VersionFiles,
    facts: ArtifactLists,
    store: Pick<FactStore, 'loadChunks'>,
  ): Promise<SignatureFound> {
    await this.prepare([files], facts);
    const entry = this.modelFileOf(files);
    if (!entry) return 'no-file';
    if (entry.chunks === null || entry.sizeBytes > MAX_YAML_LENGTH) return 'not-here';
    const about = entry.chunks.join();
    const known = this.byContent.get(about);
    if (known) return known;
    const parts = await store.loadChunks(entry.chunks);
    const here = parts.filter((part) => part !== null);
    if (here.length < parts.length) return 'not-here';
    const found = readSignature(await new Blob(here).text());
    if (this.byContent.size > MOST_KEPT) this.byContent.clear();
    this.byContent.set(about, found);
    return found;
  }

  private modelFileOf({ version, run, model }: VersionFiles): ArtifactEntry | null {
    const own = model ? (this.listings.get(model) ?? []) : [];
    if (own.length > 0) return nearest(own);
    const logged = run ? (this.listings.get(run) ?? []) : [];
    const folders = logged.filter((entry) => isFolderOf(version.source, entry.path));
    if (folders.length > 0) return folders.reduce((a, b) => (a.path.length >= b.path.length ? a : b));
    // A source that names no folder of the run says nothing; the only model there is must be it.
    return logged.length === 1 ? logged[0]! : null;
  }
}

/** Text of any origin. */
export function readSignature(text: string): SignatureFound {
  const parsed = parseYaml(text);
  if (!parsed.ok || parsed.node.kind !== 'map') return 'not-here';
  const signature = parsed.node.entries.get('signature');
  if (signature?.kind !== 'map') return 'none';
  const sides = ['inputs', 'outputs', 'params'].map((side) => signature.entries.get(side));
  const isSaid = sides.some((side) => side && !(side.kind === 'scalar' && isNull(side.text)));
  return isSaid ? 'signature' : 'none';
}

function isNull(text: string): boolean {
  return ['', '~', 'null'].includes(text.trim().toLowerCase());
}

/** Beside the file there may be a copy of it, as it was before the model was registered. */
function isModelFile({ path }: ArtifactEntry): boolean {
  return path === MODEL_FILE || (path.endsWith(`/${MODEL_FILE}`) && !path.endsWith(`metadata/${MODEL_FILE}`));
}

function nearest(entries: readonly ArtifactEntry[]): ArtifactEntry {
  return entries.reduce((a, b) => (b.path.length < a.path.length ? b : a));
}

/** `runs:/<run>/model` and `…/artifacts/model` both end with the folder of `model/MLmodel`. */
function isFolderOf(source: string, path: string): boolean {
  const folder = path.slice(0, -MODEL_FILE.length - 1);
  return folder !== '' && source.endsWith(`/${folder}`);
}
