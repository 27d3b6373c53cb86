import type { CachedView, ViewCache } from '../../src/storage/view-cache.ts';

/** Between two writes: questions come first. A write of one block takes a few milliseconds. */
const REST_MS = 60;
/** Blocks that wait in memory at most; a hundred thousand runs have 200. Those over it are made again next time. */
const MOST_WAITING = 400;

/** Blocks that opening made, kept for the next time once the table is there. */
export class BlockKeeper {
  private waiting: CachedView[] = [];

  constructor(private readonly views: ViewCache) {}

  add(block: CachedView): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(block);
  }

  /** Writes them one by one. Ends early where nothing can be kept, and when the workspace is closed. */
  async keepAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      const block = this.waiting.pop();
      if (block && !(await this.views.keep([block]))) this.waiting = [];
    }
  }
}
