import {
  MOST_LISTED,
  type ModelArchive,
  type Named,
  type NumpyArchive,
  type NumpyMember,
  type Unreadable,
} from '../../../src/rpc/file-inspection.ts';
import { openZip } from '../../import/source/zip.ts';
import { readText, type SourceFile, SourceReadError } from '../../import/source.ts';
import { typeText } from '../numpy/data-type.ts';
import { readNumpyHeader } from '../numpy/header.ts';
import { readKerasLayers } from './keras-layers.ts';

/** Headers of members that are read for the list. */
const MOST_HEADERS = 500;
/** Small texts of an archive that say which program wrote it. */
const SMALL_TEXT_BYTES = 10_000;
const LARGEST_CONFIG = 16 * 1024 * 1024;
const TOLD = new Set(['version', 'byteorder', 'metadata.json', '.format_version', '.storage_alignment']);

/** The files of a zip, or why it is not opened. */
async function listZip(file: SourceFile): Promise<readonly SourceFile[] | Unreadable> {
  const opened = await openZip(file, { signal: new AbortController().signal });
  const refused = opened.problems.find((one) => one.code !== 'zip-entry-skipped');
  if (refused === undefined) return opened.files;
  return { kind: 'unreadable', reason: refused.code === 'zip-refused' ? 'too-large' : 'damaged' };
}

/** A member of an archive; null where it is not there. */
export async function findMember(file: SourceFile, name: string): Promise<SourceFile | null> {
  const files = await listZip(file);
  if ('kind' in files) return null;
  return files.find((one) => innerName(file, one) === name) ?? null;
}

export async function inspectNpz(file: SourceFile): Promise<NumpyArchive | Unreadable> {
  const files = await listZip(file);
  if ('kind' in files) return files;
  const members: NumpyMember[] = [];
  for (const [index, one] of files.slice(0, MOST_LISTED).entries()) {
    const base = { name: innerName(file, one), sizeBytes: one.sizeBytes };
    const header = index < MOST_HEADERS ? await headerOf(one) : null;
    members.push({ ...base, type: header?.type ?? '', shape: header?.shape ?? [] });
  }
  return { kind: 'npz', members, leftOut: Math.max(0, files.length - MOST_LISTED) };
}

async function headerOf(member: SourceFile) {
  try {
    const result = await readNumpyHeader(member);
    return result.ok ? { type: typeText(result.header.type), shape: result.header.shape } : null;
  } catch (error) {
    if (error instanceof SourceReadError) return null;
    throw error;
  }
}

/** What an archive of a model lists. Pickles in it are named, never opened. */
export async function inspectArchive(
  file: SourceFile,
  format: ModelArchive['format'],
): Promise<ModelArchive | Unreadable> {
  const files = await listZip(file);
  if ('kind' in files) return files;
  const entries = files.map((one) => ({ name: innerName(file, one), sizeBytes: one.sizeBytes }));
  const config = files.find((one) => innerName(file, one) === 'config.json');
  const isKeras = format === 'keras' && config !== undefined && config.sizeBytes <= LARGEST_CONFIG;
  return {
    kind: 'archive',
    format,
    entries: entries.slice(0, MOST_LISTED),
    leftOut: Math.max(0, entries.length - MOST_LISTED),
    sizeBytes: entries.reduce((sum, one) => sum + one.sizeBytes, 0),
    metadata: await readTold(file, files),
    layers: isKeras ? readKerasLayers(await textOf(config)) : [],
  };
}

/** The small texts: torch writes `archive/version`, Keras `metadata.json`. */
async function readTold(file: SourceFile, files: readonly SourceFile[]): Promise<readonly Named[]> {
  const told: Named[] = [];
  for (const one of files) {
    const name = innerName(file, one);
    const last = name.slice(name.lastIndexOf('/') + 1);
    if (!TOLD.has(last) || one.sizeBytes > SMALL_TEXT_BYTES || told.length >= TOLD.size) continue;
    const value = (await textOf(one)).trim();
    if (value !== '') told.push({ name: last, value });
  }
  return told;
}

async function textOf(file: SourceFile): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    if (error instanceof SourceReadError) return '';
    throw error;
  }
}

function innerName(zip: SourceFile, member: SourceFile): string {
  return member.path.slice(zip.path.length + 1);
}
