import { WireReader } from '../../../../src/base/protobuf.ts';
import { type LogEnd, readBlockLog } from '../../reading/block-log.ts';
import type { SourceFile } from '../../source.ts';
import { RECORD } from './records.ts';
import type { RunReading } from './run-reading.ts';

export const LOG_HEAD_BYTES = 7;

/** Reads a transaction log into a run, window by window. What it yields are bytes dealt with. */
export async function* readRunLog(
  file: SourceFile,
  run: RunReading,
  signal: AbortSignal,
): AsyncGenerator<number, LogEnd> {
  const log = readBlockLog(file, LOG_HEAD_BYTES, signal);
  for (;;) {
    const step = await log.next();
    if (step.done) return step.value;
    const window = step.value;
    while (window.next()) {
      if (window.damages > run.damages) run.noteDamage(window.damages);
      readRecord(new WireReader(window.bytes, window.start, window.end), window.bytes, run);
    }
    if (window.damages > run.damages) run.noteDamage(window.damages);
    yield window.sizeBytes;
  }
}

/** `{num, one of the kinds, …}`. */
function readRecord(record: WireReader, bytes: Uint8Array, run: RunReading): void {
  while (record.next()) {
    const { field, wire, valueStart, valueEnd } = record;
    if (field === RECORD.num) run.noteNumber(record.int());
    else if (wire === 2 && field <= RECORD.environment + 1) {
      if (field === RECORD.history) run.history.read(bytes, valueStart, valueEnd);
      else if (run.isSecondReading && field !== RECORD.stats) continue;
      else if (field === RECORD.summary) run.readSummary(bytes, valueStart, valueEnd);
      else run.readOther(field, record.message(), bytes, valueStart, valueEnd);
    }
  }
}
