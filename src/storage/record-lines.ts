import { fromUtf8 } from '../base/bytes.ts';
import type { FactRecord } from '../domain/records.ts';

/** Records of a pack. The bytes were hashed when they were written, so what parses is what was stored. */
export function parseRecordLines(bytes: Uint8Array): FactRecord[] {
  const records: FactRecord[] = [];
  for (const line of fromUtf8(bytes).split('\n')) {
    if (line !== '') records.push(parseRecordLine(line));
  }
  return records;
}

/** Records of a pack that speak of this key or owner, and perhaps a few more; the others are not even parsed. */
export function parseRecordsAbout(key: string, bytes: Uint8Array): FactRecord[] {
  const text = JSON.stringify(key);
  const lines = fromUtf8(bytes).split('\n');
  return lines.filter((line) => line.includes(text)).map(parseRecordLine);
}

export function parseRecordLine(line: string): FactRecord {
  return reviveNumbers(JSON.parse(line) as FactRecord);
}

const SUMMARY_NUMBERS = [
  'last',
  'min',
  'max',
  'mean',
  'first',
  'lastTimeMs',
  'lastStep',
  'firstStep',
  'minStep',
  'maxStep',
];

/** Canonical JSON writes NaN and the infinities as text; these are the fields that may hold them. */
function reviveNumbers(record: FactRecord): FactRecord {
  if (record.kind === 'run') {
    for (const series of record.series)
      reviveFields(series as unknown as Record<string, unknown>, SUMMARY_NUMBERS);
  } else if (record.kind === 'logged-model') {
    for (const metric of record.metrics)
      reviveFields(metric as unknown as Record<string, unknown>, ['value', 'timeMs']);
  }
  return record;
}

function reviveFields(object: Record<string, unknown>, fields: readonly string[]): void {
  for (const field of fields) {
    const value = object[field];
    if (typeof value === 'string') object[field] = Number(value);
  }
}
