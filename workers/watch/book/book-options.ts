import type { LiveMessage } from '../../../src/domain/live/live-message.ts';
import type { Claim } from '../../import/detect/detect.ts';
import type { SourceTree } from '../../import/source.ts';
import type { ArtifactBudget } from '../../import/storing/artifact-keeper.ts';
import type { WatchedFacts } from './facts.ts';

/** As much of a BroadcastChannel as is used. */
export interface LiveChannel {
  postMessage(message: LiveMessage): void;
  addEventListener(kind: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(kind: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface LiveBookOptions {
  /** Shared by all watched folders of a workspace; whoever made it closes it, after the books. */
  readonly facts: WatchedFacts;
  /** Called `liveChannelName(workspace)`; whoever made it closes it, after the books. */
  readonly channel: LiveChannel;
  /** Of this book alone: `bye` takes all runs of a watcher along. */
  readonly watcher: string;
  /** What the folder is called, for the list of imports. */
  readonly label: string;
  /** As of an import, for all that the watch stores. */
  readonly artifacts: ArtifactBudget;
  /** The files of the folder as they are, for the settings of jobs. */
  readonly tree: () => SourceTree;
  readonly nowMs: () => number;
  /** Nobody watches any more: what waits for space or for somebody else's import gives up. */
  readonly signal: AbortSignal;
  /** After every commit that brought something. */
  readonly onStored: () => void;
  /** The disk is full, or is not any more. */
  readonly onFull: (isFull: boolean) => void;
  /** The book gave up what it had of this source, and needs it: a new follower shall read it from the start. */
  readonly onWanted: (claim: Claim) => void;
}
