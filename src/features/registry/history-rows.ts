import { toCsv } from '../../base/csv.ts';
import { ENTRY_WORDS } from '../../domain/registry/entry-words.ts';
import type { RegistryEntry } from '../../domain/registry/registry-view.ts';
import type { ShareView, Writer } from '../../domain/share-view.ts';
import { writerName } from './people.ts';
import { UNDATED_STAGE, versionName } from './registry-words.ts';

/** What of the history is shown. */
export interface HistoryFilter {
  readonly what: RegistryEntry['what'] | '';
  /** null for all versions. */
  readonly version: number | null;
  /** Contained in who, what, from, to or why, whatever the case. */
  readonly text: string;
  readonly fromMs: number | null;
  /** That moment included. */
  readonly untilMs: number | null;
}

export const WHOLE_HISTORY: HistoryFilter = {
  what: '',
  version: null,
  text: '',
  fromMs: null,
  untilMs: null,
};

export interface HistoryRow {
  readonly entry: RegistryEntry;
  readonly who: string;
  /** 'Version 3: alias champion' */
  readonly what: string;
  /** What must be known to read it right; '' where nothing must. */
  readonly remark: string;
}

/** Newest first; what has no time comes last. */
export function historyRows(
  entries: readonly RegistryEntry[],
  writers: ReadonlyMap<number, Writer>,
): readonly HistoryRow[] {
  return entries
    .map((entry) => ({
      entry,
      who: whoText(entry, writers),
      what: whatText(entry),
      remark: entry.what === 'stage' && entry.client === null ? UNDATED_STAGE : '',
    }))
    .reverse();
}

export function filterHistory(rows: readonly HistoryRow[], filter: HistoryFilter): readonly HistoryRow[] {
  const words = filter.text.trim().toLowerCase();
  return rows.filter(({ entry, who, what }) => {
    if (filter.what !== '' && entry.what !== filter.what) return false;
    if (filter.version !== null && entry.version !== filter.version) return false;
    if (filter.fromMs !== null && (entry.atMs === null || entry.atMs < filter.fromMs)) return false;
    if (filter.untilMs !== null && (entry.atMs === null || entry.atMs > filter.untilMs)) return false;
    const texts = [who, what, entry.from, entry.to, entry.why];
    return words === '' || texts.some((text) => text.toLowerCase().includes(words));
  });
}

function whoText({ client, user }: RegistryEntry, writers: ReadonlyMap<number, Writer>): string {
  if (client === null) return user || 'Not recorded';
  return writerName(client, writers);
}

function whatText({ what, version, key }: RegistryEntry): string {
  const subject = version === null ? 'Model' : versionName(version);
  return `${subject}: ${ENTRY_WORDS[what].toLowerCase()}${key === '' ? '' : ` ${key}`}`;
}

function isMine({ client }: RegistryEntry, writers: ReadonlyMap<number, Writer>): boolean {
  return client !== null && writers.get(client)?.isMe !== false;
}

/** How a file calls the person at this browser: a device is told only where there are others. */
export function nameInFiles({ myName, me, members }: Pick<ShareView, 'myName' | 'me' | 'members'>): string {
  if (myName.trim() !== '') return myName.trim();
  return members.some(({ isMe }) => !isMe) ? `This browser (${me.slice(0, 6)})` : 'This browser';
}

const COLUMNS = [
  'time',
  'who',
  'device',
  'model',
  'version',
  'what',
  'key',
  'from',
  'to',
  'why',
  'remark',
] as const;

/** Dates end here; what a file says of a time may lie beyond. */
const LAST_DATE_MS = 8.64e15;

function isoTime(ms: number | null): string | null {
  return ms === null || Math.abs(ms) > LAST_DATE_MS ? null : new Date(ms).toISOString();
}

function toRecord(
  { entry, who, remark }: HistoryRow,
  writers: ReadonlyMap<number, Writer>,
  me: string,
): Readonly<Record<(typeof COLUMNS)[number], string | number | null>> {
  return {
    time: isoTime(entry.atMs),
    who: isMine(entry, writers) ? me : who,
    device: entry.client === null ? null : (writers.get(entry.client)?.device ?? null),
    model: entry.model,
    version: entry.version,
    what: entry.what,
    key: entry.key || null,
    from: entry.from || null,
    to: entry.to || null,
    why: entry.why || null,
    remark: remark || null,
  };
}

/** Times in UTC. `me`: instead of “You”, which means somebody else to whoever reads the file. */
export function historyCsv(
  rows: readonly HistoryRow[],
  writers: ReadonlyMap<number, Writer>,
  me: string,
): string {
  const lines = rows.map((row) => {
    const record = toRecord(row, writers, me);
    return COLUMNS.map((column) => record[column]);
  });
  return toCsv([COLUMNS, ...lines]);
}

export function historyJson(
  rows: readonly HistoryRow[],
  writers: ReadonlyMap<number, Writer>,
  me: string,
): string {
  return `${JSON.stringify(
    rows.map((row) => toRecord(row, writers, me)),
    null,
    2,
  )}\n`;
}
