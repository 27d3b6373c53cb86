import { derivedKey } from '../../../src/domain/ids.ts';
import { makeFile } from '../source/made-file.ts';
import type { SourceFile } from '../source.ts';

/** Text held for one run; what is logged beyond it is counted, not kept. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const MOST_KEYS = 10_000;
const LONGEST_KEY = 500;

/** Where a picture, sound or video of a step lies among a run's artifacts: as MLflow's `log_image` calls it. */
export function mediaPath(
  folder: 'images' | 'audio' | 'video',
  key: string,
  at: { readonly step: number; readonly timeMs: number; readonly id: string },
  ending: string,
): string {
  const time = Number.isFinite(at.timeMs) ? Math.trunc(at.timeMs) : 0;
  const name = key.slice(0, LONGEST_KEY).replaceAll('/', '#').replaceAll('..', '__') || '_';
  return `${folder}/${name}%step%${at.step}%timestamp%${time}%${derivedKey(at.id)}.${ending}`;
}

/** Where something else of a key lies: the parts of its name are folders, and none leads out. */
export function keyPath(folder: string, key: string, ending: string): string {
  const parts = key.slice(0, LONGEST_KEY).split('/');
  const safe = parts.map((part) => (part === '' || part === '.' || part === '..' ? '_' : part));
  return `${folder}/${safe.join('/')}${ending}`;
}

/** The ending of a file's name without its dot, as long as it looks like one. */
export function endingOf(path: string, otherwise: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? otherwise;
}

/** Texts and histograms of one run by key and step: each key becomes one artifact, a line of JSON for each step. */
export class SteppedLines {
  /** Lines that were too much. */
  refused = 0;
  private readonly lines = new Map<string, string[]>();
  private readonly changed = new Set<string>();
  private held = 0;

  addText(key: string, step: number, timeMs: number, text: string): void {
    this.add(keyPath('texts', key, '.jsonl'), { ...placeOf(step, timeMs), text });
  }

  addHistogram(
    key: string,
    at: { readonly step: number; readonly timeMs: number },
    edges: readonly number[],
    counts: readonly number[],
  ): void {
    this.add(keyPath('histograms', key, '.jsonl'), { ...placeOf(at.step, at.timeMs), edges, counts });
  }

  /** In the form of MLflow's `log_table`, which the table viewer reads. */
  addTable(
    key: string,
    step: number,
    columns: readonly string[],
    data: readonly (readonly unknown[])[],
  ): void {
    const path = keyPath('tables', key, `%step%${step}.json`);
    if (!this.lines.has(path)) this.add(path, { columns, data });
  }

  files(modifiedMs: number): readonly SourceFile[] {
    return [...this.lines].map(([path, lines]) => makeFile(path, `${lines.join('\n')}\n`, modifiedMs));
  }

  /** Those with lines that came since they were asked for last. */
  newFiles(modifiedMs: number): readonly SourceFile[] {
    const files = [...this.changed].map((path) =>
      makeFile(path, `${this.lines.get(path)!.join('\n')}\n`, modifiedMs),
    );
    this.changed.clear();
    return files;
  }

  private add(path: string, line: object): void {
    const text = JSON.stringify(line);
    const ofKey = this.lines.get(path);
    if (this.held + text.length > MOST_CHARACTERS || (!ofKey && this.lines.size >= MOST_KEYS)) {
      this.refused += 1;
      return;
    }
    this.held += text.length;
    this.changed.add(path);
    if (ofKey) ofKey.push(text);
    else this.lines.set(path, [text]);
  }
}

function placeOf(step: number, timeMs: number): { readonly step: number; readonly time: number | null } {
  return { step, time: Number.isFinite(timeMs) ? timeMs : null };
}
