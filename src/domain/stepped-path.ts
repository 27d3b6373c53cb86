/** What the name of a file that was logged at a step says of it. */
export interface SteppedPath {
  readonly folder: string;
  /** With `/`, as it was logged. */
  readonly key: string;
  readonly step: number;
  /** Tells apart what was logged twice at a step; 0 where the name has none. */
  readonly timestampMs: number;
  /** MLflow logs a smaller copy beside each image. */
  readonly isCopy: boolean;
}

const MEDIA_FOLDERS = new Set(['images', 'audio', 'video']);
const LONGEST_PATH = 1_000;

/**
 * MLflow's `log_image` names files `images/<key>%step%<n>%timestamp%<ms>%<id>[%compressed].png`, with `#` for `/` in
 * the key and, in newer versions, `+` for `%`; the import names media of other trackers likewise, and tables
 * `tables/<key>%step%<n>.json`. Null for any other path.
 */
export function parseSteppedPath(path: string): SteppedPath | null {
  const slash = path.indexOf('/');
  const dot = path.lastIndexOf('.');
  if (path.length > LONGEST_PATH || slash < 0 || dot < slash) return null;
  const folder = path.slice(0, slash);
  const stem = path.slice(slash + 1, dot);
  if (MEDIA_FOLDERS.has(folder)) return parseMedia(folder, stem);
  return folder === 'tables' ? parseTable(stem) : null;
}

function parseMedia(folder: string, stem: string): SteppedPath | null {
  for (const separator of ['%', '+']) {
    const parts = stem.split(separator);
    const isCopy = parts.at(-1) === 'compressed';
    if (isCopy) parts.pop();
    // From the end: a key may hold the separator.
    const [step, stepText, timestamp, timestampText] = parts.slice(-5);
    if (parts.length < 6 || step !== 'step' || timestamp !== 'timestamp') continue;
    if (!isWhole(stepText!) || !isWhole(timestampText!)) continue;
    const key = parts.slice(0, -5).join(separator).replaceAll('#', '/');
    return { folder, key, step: Number(stepText), timestampMs: Number(timestampText), isCopy };
  }
  return null;
}

function parseTable(stem: string): SteppedPath | null {
  const at = stem.lastIndexOf('%step%');
  const step = stem.slice(at + '%step%'.length);
  if (at <= 0 || !isWhole(step)) return null;
  return { folder: 'tables', key: stem.slice(0, at), step: Number(step), timestampMs: 0, isCopy: false };
}

function isWhole(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}
