import type { WorkspaceId } from '../domain/ids.ts';
import type { WatchedFolderId, WatchedFolderView, WatchState } from '../domain/live/watched-folder.ts';
import type { WatchOptions } from '../rpc/watch-api.ts';
import type { WatchClient } from '../rpc/watch-client.ts';
import type { StoredWatchedFolder } from '../storage/device-db.ts';
import type { WatchStore } from '../storage/watch-store.ts';
import { readAccess, requestReadAccess } from './folder-access.ts';

export interface KeeperSurroundings {
  readonly store: WatchStore;
  readonly locks: Pick<LockManager, 'request'>;
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;
  /** Starts the worker. */
  readonly startClient: (onEnd: (reason: string) => void) => WatchClient;
  readonly options: () => Omit<WatchOptions, 'watcher'>;
  /** Tells everybody that nothing of this watcher is live any more, nor will be stored. */
  readonly sayBye: (watcher: string) => void;
  readonly isVisible: () => boolean;
  /** A folder is watched, be it by another tab: runs are about to be told of. */
  readonly onStart: () => void;
  readonly onStored: () => void;
  readonly onViews: (views: readonly WatchedFolderView[]) => void;
}

/** Between the tabs of a browser. */
type TabMessage =
  /** A tab has come and asks what there is. */
  | { readonly kind: 'hello' }
  /** What is stored of watched folders, or what may be read, is another thing now. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'look'; readonly id: WatchedFolderId }
  | { readonly kind: 'views'; readonly views: readonly WatchedFolderView[] };

/** What another tab's watcher says of itself, where that tells more than that it is elsewhere. */
const TOLD_BY_OTHERS: ReadonlySet<WatchState> = new Set(['needs-permission', 'gone', 'full', 'failed']);

/** Nobody reads it: nothing of it is live. */
const IDLE: ReadonlySet<WatchState> = new Set(['paused', 'needs-permission', 'gone', 'failed']);

export const watchLockName = (workspace: WorkspaceId): string => `cairn-watch-${workspace}`;

/**
 * The watched folders of one workspace in one tab. Which there are is stored, and every tab may change that; whoever holds
 * the workspace's lock has the worker and watches, the others say what it says. A tab that ends gives the lock to the next.
 */
export class WatchKeeper {
  private rows: readonly StoredWatchedFolder[] = [];
  private told: ReadonlyMap<WatchedFolderId, WatchedFolderView> = new Map();
  private readonly unreadable = new Set<WatchedFolderId>();
  private readonly active = new Set<WatchedFolderId>();
  private readonly broken = new Map<WatchedFolderId, string>();
  private isExpected = false;
  private holdsLock = false;
  private waitsForLock = false;
  private release: (() => void) | null = null;
  private readonly end = new AbortController();
  private client: WatchClient | null = null;
  private readonly watcher = crypto.randomUUID();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly workspace: WorkspaceId,
    private readonly around: KeeperSurroundings,
  ) {}

  async open(): Promise<void> {
    this.around.channel.onmessage = (event) => this.hear(event.data as TabMessage);
    this.post({ kind: 'hello' });
    await this.settle();
  }

  /** Folders as they are stored, in the order they were added. */
  get stored(): readonly StoredWatchedFolder[] {
    return this.rows;
  }

  async watch(handle: FileSystemDirectoryHandle, nowMs: number): Promise<WatchedFolderId> {
    for (const row of this.rows) {
      if (!(await row.handle.isSameEntry(handle))) continue;
      await this.save({ ...row, handle, isPaused: false });
      return row.id;
    }
    const id = crypto.randomUUID() as WatchedFolderId;
    await this.save({ id, name: handle.name, handle, addedMs: nowMs, isPaused: false });
    return id;
  }

  /** Those that are named, or all that wait for a permission or have failed. Call it from a click. */
  async resume(ids: readonly WatchedFolderId[] | null): Promise<void> {
    const rows = this.rows.filter(({ id }) => (ids ? ids.includes(id) : this.waits(id)));
    for (const row of rows) {
      // One after the other: each may open a question of the browser.
      if ((await requestReadAccess(row.handle)) !== 'granted') continue;
      this.broken.delete(row.id);
      if (row.isPaused) await this.around.store.save({ ...row, isPaused: false });
      else if (this.active.delete(row.id)) await this.client?.remove(row.id).catch(() => undefined);
    }
    await this.changed();
  }

  async pause(id: WatchedFolderId): Promise<void> {
    const row = this.rows.find((one) => one.id === id);
    if (row) await this.save({ ...row, isPaused: true });
  }

  async remove(id: WatchedFolderId): Promise<void> {
    await this.around.store.remove(id);
    await this.changed();
  }

  async look(id: WatchedFolderId): Promise<void> {
    if (this.active.has(id)) await this.client?.look(id);
    else this.post({ kind: 'look', id });
  }

  /** The page is seen, or not. */
  visibilityChanged(): void {
    void this.client?.setVisible(this.around.isVisible()).catch(() => undefined);
  }

  /** Stores what is only in memory: the page may be about to go. */
  async storeNow(): Promise<void> {
    await this.client?.store().catch(() => undefined);
  }

  /** `isGone`: the workspace is being removed, and nothing may be written into it any more. */
  async close(isGone: boolean): Promise<void> {
    this.end.abort();
    if (!isGone) await this.storeNow();
    this.client?.close();
    // The facts of its runs would be waited for.
    if (this.client && isGone) this.around.sayBye(this.watcher);
    this.client = null;
    this.around.channel.close();
    this.around.store.close();
    this.release?.();
  }

  private hear(message: TabMessage): void {
    switch (message.kind) {
      case 'hello':
        if (this.holdsLock) this.post({ kind: 'views', views: this.views() });
        return;
      case 'changed':
        void this.settle();
        return;
      case 'look':
        if (this.active.has(message.id)) void this.client?.look(message.id).catch(() => undefined);
        return;
      case 'views':
        if (!this.holdsLock) this.take(message.views);
    }
  }

  private post(message: TabMessage): void {
    if (!this.end.signal.aborted) this.around.channel.postMessage(message);
  }

  private async save(row: StoredWatchedFolder): Promise<void> {
    await this.around.store.save(row);
    await this.changed();
  }

  private async changed(): Promise<void> {
    this.post({ kind: 'changed' });
    await this.settle();
  }

  /** Makes what is watched what is stored. One at a time. */
  private settle(): Promise<void> {
    const mine = this.turn.then(() => (this.end.signal.aborted ? undefined : this.settleNow()));
    this.turn = mine.catch(reportError);
    return mine;
  }

  private async settleNow(): Promise<void> {
    this.rows = await this.around.store.list();
    for (const { id, handle } of this.rows) {
      if ((await readAccess(handle)) === 'granted') this.unreadable.delete(id);
      else this.unreadable.add(id);
    }
    this.tell();
    if (!this.isExpected && this.rows.some((row) => this.isWanted(row))) {
      this.isExpected = true;
      this.around.onStart();
    }
    if (this.rows.length > 0) this.askForLock();
    if (!this.holdsLock) return;
    const wanted = new Map(this.rows.filter((row) => this.isWanted(row)).map((row) => [row.id, row]));
    for (const id of [...this.active]) {
      if (wanted.has(id)) continue;
      this.active.delete(id);
      await this.client?.remove(id).catch(() => undefined);
    }
    if (wanted.size === 0) this.stopClient();
    for (const row of wanted.values()) {
      if (this.end.signal.aborted) return;
      if (!this.active.has(row.id)) await this.start(row);
    }
    if (this.rows.length === 0) this.release?.();
    this.tell();
  }

  private isWanted({ id, isPaused }: StoredWatchedFolder): boolean {
    return !isPaused && !this.unreadable.has(id) && !this.broken.has(id);
  }

  private waits(id: WatchedFolderId): boolean {
    const state = this.views().find((view) => view.id === id)?.state;
    return state === 'needs-permission' || state === 'gone' || state === 'failed';
  }

  private askForLock(): void {
    if (this.holdsLock || this.waitsForLock) return;
    this.waitsForLock = true;
    const hold = (): Promise<void> =>
      new Promise((resolve) => {
        if (this.end.signal.aborted) return resolve();
        this.waitsForLock = false;
        this.holdsLock = true;
        this.release = () => {
          this.holdsLock = false;
          this.release = null;
          resolve();
        };
        void this.settle();
      });
    this.around.locks
      .request(watchLockName(this.workspace), { signal: this.end.signal }, hold)
      // It waits until the tab ends.
      .catch(() => undefined);
  }

  private async start({ id, handle }: StoredWatchedFolder): Promise<void> {
    const client = this.client ?? (await this.startClient());
    this.active.add(id);
    const before = this.told.get(id);
    // It is read again from its start.
    if (before) this.told = new Map([...this.told, [id, { ...before, state: 'reading' as const }]]);
    client.add(id, handle).catch((error: unknown) => {
      // The client ended: whoever ended it said why.
      if (client === this.client && this.active.has(id)) this.fail([id], textOf(error));
    });
  }

  private async startClient(): Promise<WatchClient> {
    const client = this.around.startClient((reason) => {
      if (client !== this.client) return;
      this.stopClient();
      this.fail(
        this.rows.filter((row) => this.isWanted(row)).map(({ id }) => id),
        reason,
      );
    });
    this.client = client;
    await client.begin(
      { ...this.around.options(), watcher: this.watcher },
      (views) => {
        if (client === this.client) this.take(views);
      },
      this.around.onStored,
    );
    if (!this.around.isVisible()) await client.setVisible(false);
    return client;
  }

  private stopClient(): void {
    this.client?.close();
    this.client = null;
    this.active.clear();
  }

  private fail(ids: readonly WatchedFolderId[], why: string): void {
    for (const id of ids) {
      this.active.delete(id);
      this.broken.set(id, why);
    }
    this.tell();
  }

  private take(views: readonly WatchedFolderView[]): void {
    // What is not told of any more was paused: its numbers stay.
    this.told = new Map([...this.told, ...views.map((view) => [view.id, view] as const)]);
    this.tell();
  }

  private tell(): void {
    const views = this.views();
    this.around.onViews(views);
    if (this.holdsLock) this.post({ kind: 'views', views });
  }

  private views(): readonly WatchedFolderView[] {
    return this.rows.map((row) => {
      const told = this.told.get(row.id) ?? blank(row);
      const [state, why] = this.stateOf(row, told);
      const isIdle = IDLE.has(state);
      return { ...told, name: row.name, state, why, ...(isIdle ? { liveRuns: 0, liveKeys: [] } : {}) };
    });
  }

  private stateOf({ id, isPaused }: StoredWatchedFolder, told: WatchedFolderView): [WatchState, string] {
    if (isPaused) return ['paused', ''];
    if (this.unreadable.has(id)) return ['needs-permission', ''];
    const why = this.broken.get(id);
    if (why !== undefined) return ['failed', why];
    if (this.holdsLock) return this.active.has(id) ? [told.state, told.why] : ['reading', ''];
    return TOLD_BY_OTHERS.has(told.state) ? [told.state, told.why] : ['elsewhere', ''];
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function blank({ id, name }: StoredWatchedFolder): WatchedFolderView {
  return {
    id,
    name,
    state: 'reading',
    why: '',
    isObserved: false,
    fileCount: 0,
    liveRuns: 0,
    runs: 0,
    liveKeys: [],
    bytesRead: 0,
    bytesAtStart: 0,
    bytesAppended: 0,
    lastNewsMs: null,
    lastLookMs: null,
    problems: [],
    problemCount: 0,
  };
}
