/** The version of the format that this Cairn writes, and the newest that it reads: see FORMAT.md. */
export const BUNDLE_VERSION = 1;
export const BUNDLE_FORMAT = 'cairn-bundle';

/** Where things lie in a bundle. */
export const MANIFEST = 'manifest.json';
export const README = 'README.md';

/** What Cairn takes in. Each file but the lists is named by its own SHA-256. */
export const IMPORTS = 'facts/imports.jsonl';
export const FILES = 'facts/files.jsonl';
export const recordsPath = (hash: string): string => `facts/records/${hash}.jsonl`;
export const pointsPath = (hash: string): string => `facts/points/${hash}`;
export const filePath = (sha256: string): string => `artifacts/${sha256.slice(0, 2)}/${sha256}`;
export const editsPath = (doc: 'workspace' | 'notes'): string => `edits/${doc}.yjs`;

/** The same for people and other programs. */
export const EDITS_JSON = 'edits/edits.json';
export const POINTS_TABLE = 'points.parquet';
export const READABLE = {
  experiments: 'experiments.jsonl',
  runs: 'runs.jsonl',
  datasets: 'datasets.jsonl',
  loggedModels: 'logged-models.jsonl',
  registry: 'registry.jsonl',
  artifacts: 'artifacts.jsonl',
} as const;

/** Bytes of a chunk of an artifact, but the last. */
export const CHUNK_BYTES = 1024 * 1024;
