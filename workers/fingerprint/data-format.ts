import type { DataFormat } from '../../src/domain/fingerprint.ts';
import { consistency, detectEncoding, scanRows } from '../import/formats/csv/dialect.ts';
import type { SourceFile } from '../import/source.ts';

const HEAD_BYTES = 64 * 1024;
/** Rows of a table have about as many cells each. */
const SURE = 0.9;

/** What the first bytes say, and where they leave it open, the name. */
export async function sniffData(file: SourceFile): Promise<DataFormat> {
  const head = await file.slice(0, Math.min(HEAD_BYTES, file.sizeBytes));
  if (startsWith(head, 'PAR1')) return 'parquet';
  if (startsWith(head, '\u0093NUMPY')) return 'npy';
  const name = file.path.toLowerCase();
  if (/\.(?:jsonl|ndjson)$/.test(name)) return 'json-lines';
  if (/\.(?:csv|tsv|tab|psv)$/.test(name)) return head.length > 0 ? 'csv' : 'bytes';
  const isWhole = head.length >= file.sizeBytes;
  const { encoding } = detectEncoding(head, isWhole);
  if (head.length === 0 || (encoding === 'utf-8' && head.includes(0))) return 'bytes';
  if (encoding === 'windows-1252') return 'bytes';
  return sniffText(new TextDecoder(encoding).decode(head), isWhole, name);
}

function sniffText(text: string, isWhole: boolean, name: string): DataFormat {
  if (text.trimStart().startsWith('{') && isRecord(text.slice(0, text.indexOf('\n')))) return 'json-lines';
  if (!/\.(?:txt|data|dat|asc)$/.test(name) && name.includes('.')) return 'bytes';
  const best = [',', '\t', ';', '|'].map((delimiter) =>
    consistency(scanRows(text, delimiter, '\n', isWhole, 50)),
  );
  return Math.max(...best) >= SURE ? 'csv' : 'bytes';
}

function isRecord(line: string): boolean {
  try {
    return JSON.parse(line) instanceof Object;
  } catch {
    return false;
  }
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return [...mark].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}
