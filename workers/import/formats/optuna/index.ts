import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

/** Every operation is a line of JSON that begins with its code, or with its worker. */
const FIRST_LINE = /^\{"(?:op_code|worker_id|study_name)": ?/;

/** Optuna's journal file (`JournalStorage`, since 3.1). Its databases are read by `formats/sqlite`. */
export const optunaJournal: ImportFormat = {
  id: 'optuna-journal',
  label: 'Optuna journal',
  match(probe) {
    if (probe.kind !== 'file' || probe.head[0] !== 0x7b) return 'no';
    const text = new TextDecoder().decode(probe.head.subarray(0, 2048));
    const isJournal = FIRST_LINE.test(text) && text.includes('"op_code":') && text.includes('"worker_id":');
    return isJournal ? 'signature' : 'no';
  },
  read: (source, context) =>
    readLazily(async () => (await import('./journal.ts')).readJournal(source, context)),
};
