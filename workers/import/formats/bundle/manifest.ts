import * as v from 'valibot';
import { BUNDLE_FORMAT } from '../../../../src/domain/bundle/bundle-files.ts';

const MAX_LABEL = 10_000;
const MAX_LIST = 10_000_000;

const hash = v.pipe(v.string(), v.length(64), v.regex(/^[0-9a-f]*$/));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const holds = v.picklist(['runs', 'artifacts', 'others']);

/** What any version of the format says of itself. */
const anyVersion = v.object({
  format: v.literal(BUNDLE_FORMAT),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/** What of a manifest of version 1 an import needs. */
const manifest = v.object({
  scope: v.picklist(['all', 'experiments', 'runs']),
  files: v.record(v.string(), v.object({ sha256: hash, sizeBytes: size })),
});

const carriedImport = v.object({
  label: v.pipe(v.string(), v.maxLength(MAX_LABEL)),
  packs: v.pipe(v.array(v.object({ hash, holds })), v.maxLength(MAX_LIST)),
});

const keptFile = v.object({
  sha256: hash,
  sizeBytes: size,
  chunks: v.pipe(v.array(hash), v.maxLength(MAX_LIST)),
});

export type Manifest = v.InferOutput<typeof manifest>;
export type CarriedImport = v.InferOutput<typeof carriedImport>;
export type KeptFile = v.InferOutput<typeof keptFile>;

/** The version that a manifest names; null for what is none. */
export function readVersion(text: string): number | null {
  const parsed = v.safeParse(anyVersion, parseJson(text));
  return parsed.success ? parsed.output.version : null;
}

export function readManifest(text: string): Manifest | null {
  const parsed = v.safeParse(manifest, parseJson(text));
  return parsed.success ? parsed.output : null;
}

/** A line of `facts/imports.jsonl`. */
export function readImportLine(line: string): CarriedImport | null {
  const parsed = v.safeParse(carriedImport, parseJson(line));
  return parsed.success ? parsed.output : null;
}

/** A line of `facts/files.jsonl`. */
export function readFileLine(line: string): KeptFile | null {
  const parsed = v.safeParse(keptFile, parseJson(line));
  return parsed.success ? parsed.output : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
