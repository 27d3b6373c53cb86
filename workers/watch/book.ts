import type { RunKey } from '../../src/domain/ids.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { Claim } from '../import/detect/detect.ts';
import type { ImportEvent } from '../import/format.ts';

/**
 * What was read of one watched folder: takes the events of its readers, tells everybody what is live
 * (`LiveMessage`), and stores it as facts from time to time. Knows nothing of files and their changes.
 */
export interface LiveBook {
  /**
   * All events of one turn of one source, in order. `isWhole`: the source was read from its start, so that what was held of its
   * runs is void. Resolves when they are taken in; rejects with an AbortError only.
   */
  take(claim: Claim, events: AsyncIterable<ImportEvent>, isWhole: boolean): Promise<TakenTurn>;
  /** All sources of a look at the folder were taken: news go out, and what is due is stored. */
  endLook(nowMs: number): Promise<void>;
  /** When something will be due to be stored though nothing changes; Infinity where nothing will. */
  dueMs(nowMs: number): number;
  /**
   * A source is gone or nobody reads it any more: its runs are stored as they are, and no longer live. `isReplaced`: another
   * source tells more of them (`settleRivals`), so that what of them is not stored yet never is.
   */
  drop(claim: Claim, isReplaced?: boolean): Promise<void>;
  /** Stores what is only in memory, but for runs of which it is too early to say whose they are. */
  store(): Promise<void>;
  /** Nobody looks any more, and the page may go without a word: what has grown by much is stored. */
  hide(): Promise<void>;
  /** The folder is not there, or may not be read: its runs are stored, and not live before they grow again. */
  rest(): Promise<void>;
  /** Stores everything, and ends. */
  close(): Promise<void>;
  readonly liveRuns: number;
  /** The first of them. */
  readonly liveKeys: readonly RunKey[];
  readonly runs: number;
}

export interface TakenTurn {
  readonly runs: readonly RunKey[];
  readonly points: number;
  readonly problems: readonly ImportProblem[];
}
