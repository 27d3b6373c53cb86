import type { RunKey } from '../../src/domain/ids.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
import { parseSteppedPath } from '../../src/domain/stepped-path.ts';
import type { LoggedImage } from '../../src/rpc/query-api.ts';

const IMAGE_ENDINGS = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'avif', 'svg'];
/** More images of one run are not listed: a chooser of steps is of no use any more. */
const MOST_PER_RUN = 20_000;
const MOST_PATH = 1_000;

interface ImageName {
  readonly key: string;
  readonly step: number | null;
  /** Sorts what was logged twice at a step; the later one is shown. */
  readonly timestamp: number;
  /** MLflow logs a smaller copy beside each image. */
  readonly isCopy: boolean;
}

/** The images among a run's artifacts, by key and step. */
export function listImages(run: RunKey, artifacts: readonly ArtifactEntry[]): readonly LoggedImage[] {
  const images = new Map<string, LoggedImage & { timestamp: number }>();
  const copies = new Map<string, ArtifactEntry>();
  for (const entry of artifacts) {
    const name = entry.path.length <= MOST_PATH ? parseImagePath(entry.path) : null;
    if (!name || images.size >= MOST_PER_RUN) continue;
    const id = JSON.stringify([name.key, name.step]);
    if (name.isCopy) {
      copies.set(`${id}${name.timestamp}`, entry);
      continue;
    }
    const known = images.get(id);
    if (known && known.timestamp > name.timestamp) continue;
    const { path, chunks } = entry;
    images.set(id, {
      run,
      key: name.key,
      step: name.step,
      path,
      chunks,
      preview: null,
      timestamp: name.timestamp,
    });
  }
  return [...images].map(([id, { timestamp, ...image }]) => {
    const copy = copies.get(`${id}${timestamp}`);
    return copy ? { ...image, preview: { path: copy.path, chunks: copy.chunks } } : image;
  });
}

/** What the path of an image says of it; null for whatever is no image. */
export function parseImagePath(path: string): ImageName | null {
  const dot = path.lastIndexOf('.');
  if (dot < 0 || !IMAGE_ENDINGS.includes(path.slice(dot + 1).toLowerCase())) return null;
  const stem = path.slice(0, dot);
  return parseLogged(path) ?? parseMedia(stem) ?? { key: path, step: null, timestamp: 0, isCopy: false };
}

/** As MLflow's `log_image` names it, and the import of other trackers. */
function parseLogged(path: string): ImageName | null {
  const found = parseSteppedPath(path);
  if (found?.folder !== 'images') return null;
  return { key: found.key, step: found.step, timestamp: found.timestampMs, isCopy: found.isCopy };
}

/** W&B's media: `media/images/<key>_<step>_<hash>`. */
function parseMedia(stem: string): ImageName | null {
  const start = stem.indexOf('media/images/');
  if (start < 0 || (start > 0 && stem[start - 1] !== '/')) return null;
  const parts = stem.slice(start + 'media/images/'.length).split('_');
  const [stepText, hash] = parts.slice(-2);
  if (parts.length < 3 || !isWhole(stepText!) || !/^[0-9a-f]{8,40}$/.test(hash!)) return null;
  return { key: parts.slice(0, -2).join('_'), step: Number(stepText), timestamp: 0, isCopy: false };
}

function isWhole(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}
