import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { isAbort } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../../source.ts';

/** Files up to this size are read at once. */
const SMALL_BYTES = 1024 * 1024;
const LARGEST_FOOTER = 64 * 1024 * 1024;
const SHORTEST_FILE = 12;
const TAIL = 'PAR1';

/** One leaf of the schema that holds at most one value per row. */
export interface Leaf {
  /** Dotted where it lies in a struct. */
  readonly name: string;
  readonly path: readonly string[];
  readonly isTime: boolean;
  /** Lists, maps and what lies below them. */
  readonly isNested: boolean;
  /** Values of a list of one level, read by `lists.ts`; pages then have repetition levels. */
  readonly isRepeated?: boolean;
  readonly element: SchemaElement;
  readonly schemaPath: readonly SchemaTree[];
  /** The definition level at which a row holds a value, and the bits that levels are written in. */
  readonly fullLevel: number;
  readonly levelBits: number;
}

export interface OpenParquet {
  readonly file: SourceFile;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly leaves: readonly Leaf[];
}

export type OpenResult =
  | { readonly ok: true; readonly value: OpenParquet }
  | { readonly ok: false; readonly problem: ImportProblem };

/** Reads the footer; every way in which it can be wrong is a problem. */
export async function openParquet(file: SourceFile): Promise<OpenResult> {
  if (file.sizeBytes < SHORTEST_FILE) return refuse(file, 'unfinished');
  const buffer = await makeBuffer(file);
  const tail = new Uint8Array(await buffer.slice(file.sizeBytes - 8, file.sizeBytes));
  if (tail.length < 8 || String.fromCharCode(...tail.subarray(4)) !== TAIL) return refuse(file, 'unfinished');
  const footerBytes = new DataView(tail.buffer).getUint32(0, true);
  if (footerBytes > Math.min(LARGEST_FOOTER, file.sizeBytes - SHORTEST_FILE + 4))
    return refuse(file, 'footer');
  try {
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    if (!metadata.row_groups.every(isCounted)) return refuse(file, 'footer');
    const leaves = metadata.schema.length > 0 ? leavesOf(parquetSchema(metadata)) : [];
    if (leaves.length === 0) {
      return { ok: false, problem: { code: 'parquet-no-columns', path: file.path } };
    }
    return { ok: true, value: { file, buffer, metadata, leaves } };
  } catch (error) {
    rethrowOurs(error);
    return refuse(file, 'footer');
  }
}

/** A footer with damage may lack what the format requires. */
function isCounted(group: FileMetaData['row_groups'][number] | undefined): boolean {
  return typeof group?.num_rows === 'bigint' && group.num_rows >= 0n && Array.isArray(group.columns);
}

function refuse(file: SourceFile, reason: string): OpenResult {
  return { ok: false, problem: { code: 'parquet-damaged', path: file.path, facts: { reason } } };
}

/** What the Parquet reader throws is damage; a cancelled import and a disk that refuses are not. */
export function rethrowOurs(error: unknown): void {
  if (isAbort(error) || error instanceof SourceReadError) throw error;
}

async function makeBuffer(file: SourceFile): Promise<AsyncBuffer> {
  if (file.sizeBytes <= SMALL_BYTES) {
    const { buffer } = await file.slice(0, file.sizeBytes);
    return { byteLength: file.sizeBytes, slice: (start, end) => buffer.slice(start, end) };
  }
  return {
    byteLength: file.sizeBytes,
    slice: async (start, end = file.sizeBytes) => {
      const bytes = file.sliceSync?.(start, end) ?? (await file.slice(start, end));
      return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    },
  };
}

const MOST_LEAVES = 10_000;

function leavesOf(root: SchemaTree): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (node: SchemaTree, above: readonly SchemaTree[], nested: boolean): void => {
    if (leaves.length >= MOST_LEAVES) return;
    const schemaPath = [...above, node];
    const isNested =
      nested || node.element.repetition_type === 'REPEATED' || isCollection(node) || isEmptyStruct(node);
    if (node.children.length > 0 && !isCollection(node)) {
      for (const child of node.children) walk(child, schemaPath, isNested);
      return;
    }
    leaves.push(toLeaf(node, schemaPath, isNested));
  };
  for (const child of root.children) walk(child, [root], false);
  return leaves;
}

export function toLeaf(node: SchemaTree, schemaPath: readonly SchemaTree[], isNested: boolean): Leaf {
  const { element, path } = node;
  const fullLevel = schemaPath.slice(1).filter((one) => one.element.repetition_type !== 'REQUIRED').length;
  return {
    name: path.join('.'),
    path,
    isTime: isTime(node),
    isNested,
    element,
    schemaPath,
    fullLevel,
    levelBits: 32 - Math.clz32(fullLevel),
  };
}

function isEmptyStruct(node: SchemaTree): boolean {
  return node.children.length === 0 && node.element.type === undefined;
}

function isCollection(node: SchemaTree): boolean {
  const { converted_type: converted, logical_type: logical } = node.element;
  if (converted === 'LIST' || converted === 'MAP' || converted === 'MAP_KEY_VALUE') return true;
  return logical !== undefined && ['LIST', 'MAP', 'VARIANT', 'GEOMETRY', 'GEOGRAPHY'].includes(logical.type);
}

function isTime({ element }: SchemaTree): boolean {
  const { converted_type: converted, logical_type: logical, type } = element;
  if (logical?.type === 'TIMESTAMP' || logical?.type === 'DATE') return true;
  if (converted === 'DATE' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS')
    return true;
  return type === 'INT96' && converted === undefined;
}
