import type { Brand } from '../../base/brand.ts';
import type { RunKey } from '../ids.ts';
import type { ImportProblem } from '../problem.ts';

export type WatchedFolderId = Brand<string, 'WatchedFolderId'>;

export type WatchState =
  /** Being listed and read for the first time. */
  | 'reading'
  | 'watching'
  /** Remembered from an earlier visit: the browser wants a click before it may be read. */
  | 'needs-permission'
  /** The person has stopped it for now. */
  | 'paused'
  /** Another tab of this browser watches it. */
  | 'elsewhere'
  /** It is not there any more (deleted, renamed, drive unplugged). */
  | 'gone'
  /** The disk is full: nothing can be stored, what arrives is shown all the same. */
  | 'full'
  | 'failed';

/** A folder that is watched for training that writes into it. */
export interface WatchedFolderView {
  readonly id: WatchedFolderId;
  readonly name: string;
  readonly state: WatchState;
  /** The reason of `failed` in words; '' else. */
  readonly why: string;
  /** The browser tells of changes; otherwise the folder is looked through again and again. */
  readonly isObserved: boolean;
  readonly fileCount: number;
  /** Runs that are under way in it, and all that it has. */
  readonly liveRuns: number;
  readonly runs: number;
  /** Those that are under way, or the first of so many that they would fill an address. */
  readonly liveKeys: readonly RunKey[];
  /** Bytes read since the watch began, and those of them that were there at the start. */
  readonly bytesRead: number;
  readonly bytesAtStart: number;
  /** Bytes by which files have grown since. */
  readonly bytesAppended: number;
  readonly lastNewsMs: number | null;
  readonly lastLookMs: number | null;
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
}
