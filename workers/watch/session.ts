import { assert } from '../../src/base/assert.ts';
import { liveChannelName } from '../../src/domain/live/live-message.ts';
import type { WatchedFolderId, WatchedFolderView } from '../../src/domain/live/watched-folder.ts';
import type { WatchApi, WatchOptions } from '../../src/rpc/watch-api.ts';
import type { ImportFormat } from '../import/format.ts';
import { FORMATS } from '../import/registry.ts';
import { WatchedFacts } from './book/facts.ts';
import { makeLiveBook } from './book/make-live-book.ts';
import type { LiveBook } from './book.ts';
import { type MakeObserver, observerOfBrowser } from './folder/folder-observer.ts';
import { type BookNeeds, FolderWatch } from './folder/folder-watch.ts';

/** Views are told at most so often. */
const VIEWS_MS = 250;

/** What a session stands on; tests bring their own. */
export interface WatchGround {
  /** Makes the books of one workspace. */
  readonly openBooks: (options: WatchOptions, onStored: () => void) => (needs: BookNeeds) => LiveBook;
  readonly makeObserver: MakeObserver | null;
  readonly formats: readonly ImportFormat[];
  readonly now: () => number;
}

/** All watched folders of one workspace: what the watch worker exposes. */
export class WatchSession implements WatchApi {
  private readonly folders = new Map<WatchedFolderId, FolderWatch>();
  /** Folders that are being ended: the same one may be wanted again meanwhile. */
  private readonly ending = new Map<WatchedFolderId, Promise<void>>();
  private readonly ground: WatchGround;
  private options: WatchOptions | null = null;
  private makeBook: ((needs: BookNeeds) => LiveBook) | null = null;
  private onViews: (views: readonly WatchedFolderView[]) => void = () => undefined;
  private isVisible = true;
  private told = '';
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(ground: WatchGround = groundOfBrowser()) {
    this.ground = ground;
  }

  async begin(
    options: WatchOptions,
    onViews: (views: readonly WatchedFolderView[]) => void,
    onStored: () => void,
  ): Promise<void> {
    this.options = options;
    this.onViews = onViews;
    this.makeBook = this.ground.openBooks(options, onStored);
  }

  async add(id: WatchedFolderId, handle: FileSystemDirectoryHandle): Promise<void> {
    assert(this.options && this.makeBook, 'the session has begun');
    await this.ending.get(id)?.catch(() => undefined);
    if (this.folders.has(id)) return this.look(id);
    const folder = new FolderWatch({
      id,
      root: handle,
      formats: this.ground.formats,
      foldRuns: this.options.foldRuns,
      isVisible: () => this.isVisible,
      makeBook: this.makeBook,
      makeObserver: this.ground.makeObserver,
      onView: () => this.begins(),
      now: this.ground.now,
    });
    this.folders.set(id, folder);
    this.begins();
    await folder.start();
    this.tell();
  }

  async remove(id: WatchedFolderId): Promise<void> {
    const folder = this.folders.get(id);
    this.folders.delete(id);
    if (!folder) return this.ending.get(id);
    const end = folder.stop().finally(() => this.ending.delete(id));
    this.ending.set(id, end);
    try {
      await end;
    } finally {
      this.tell();
    }
  }

  async look(id: WatchedFolderId): Promise<void> {
    await this.folders.get(id)?.look();
    this.tell();
  }

  async setVisible(isVisible: boolean): Promise<void> {
    if (isVisible === this.isVisible) return;
    this.isVisible = isVisible;
    for (const folder of this.folders.values()) folder.visibilityChanged();
  }

  async store(): Promise<void> {
    // One that fails shall not keep the others from it.
    await Promise.allSettled([...this.folders.values()].map((folder) => folder.store()));
  }

  /** Views are looked at as long as there are folders: much moves between two turns of one that is being read. */
  private begins(): void {
    this.timer ??= setInterval(() => this.tell(), VIEWS_MS);
  }

  private tell(): void {
    const views = [...this.folders.values()].map((folder) => folder.view());
    const text = JSON.stringify(views);
    if (text !== this.told) this.onViews(views);
    this.told = text;
    if (views.length > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }
}

function groundOfBrowser(): WatchGround {
  return {
    formats: FORMATS,
    makeObserver: observerOfBrowser(),
    now: () => Date.now(),
    openBooks: (options, onStored) => {
      const facts = new WatchedFacts(options.workspace);
      const channel = new BroadcastChannel(liveChannelName(options.workspace));
      const artifacts = { budgetBytes: options.artifactBudgetBytes, limitBytes: options.artifactLimitBytes };
      const { watcher } = options;
      const nowMs = (): number => Date.now();
      let books = 0;
      return (needs) => {
        books += 1;
        const own = `${watcher}.${books}`;
        return makeLiveBook({ ...needs, facts, channel, watcher: own, artifacts, nowMs, onStored });
      };
    },
  };
}
