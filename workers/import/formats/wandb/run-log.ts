import { WireReader } from '../../../../src/base/protobuf.ts';
import type { LogWindow } from '../../reading/block-log.ts';
import { RECORD } from './records.ts';
import type { RunReading } from './run-reading.ts';

export const LOG_HEAD_BYTES = 7;

/** Reads the records of a stretch of a transaction log into a run. */
export function readWindow(window: LogWindow, run: RunReading): void {
  while (window.next()) {
    if (window.damages > run.damages) run.noteDamage(window.damages);
    readRecord(new WireReader(window.bytes, window.start, window.end), window.bytes, run);
  }
  if (window.damages > run.damages) run.noteDamage(window.damages);
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
