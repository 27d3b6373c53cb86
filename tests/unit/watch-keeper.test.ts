import { beforeEach, expect, test, vi } from 'vitest';
import { toWorkspaceId } from '../../src/domain/ids.ts';
import type { WatchedFolderId, WatchedFolderView } from '../../src/domain/live/watched-folder.ts';
import type { WatchClient } from '../../src/rpc/watch-client.ts';
import { type KeeperSurroundings, WatchKeeper } from '../../src/state/watch-keeper.ts';
import type { StoredWatchedFolder } from '../../src/storage/device-db.ts';
import type { WatchStore } from '../../src/storage/watch-store.ts';

/** A folder of the disk, as the browser hands it out; `access` is what a page may do with it. */
class Folder {
  access: PermissionState = 'granted';
  /** What the person answers when they are asked. */
  answer: PermissionState = 'granted';
  constructor(readonly name: string) {}
  async isSameEntry(other: unknown): Promise<boolean> {
    return other === this;
  }
  async queryPermission(): Promise<PermissionState> {
    return this.access;
  }
  async requestPermission(): Promise<PermissionState> {
    if (this.access === 'prompt') this.access = this.answer;
    return this.access;
  }
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }
}

/** A browser: what its tabs share. */
class Browser {
  readonly rows = new Map<WatchedFolderId, StoredWatchedFolder>();
  private readonly tabs = new Set<{ onmessage: ((event: MessageEvent) => void) | null }>();
  private holder: Promise<unknown> = Promise.resolve();

  store(): WatchStore {
    return {
      list: async () => [...this.rows.values()].sort((a, b) => a.addedMs - b.addedMs),
      save: async (row) => void this.rows.set(row.id, row),
      remove: async (id) => void this.rows.delete(id),
      close: () => undefined,
    };
  }
  channel(): KeeperSurroundings['channel'] {
    const own: { onmessage: ((event: MessageEvent) => void) | null } = { onmessage: null };
    this.tabs.add(own);
    return Object.assign(own, {
      postMessage: (data: unknown) => {
        for (const tab of this.tabs)
          if (tab !== own) queueMicrotask(() => tab.onmessage?.({ data } as MessageEvent));
      },
      close: () => void this.tabs.delete(own),
    });
  }
  get locks(): KeeperSurroundings['locks'] {
    return {
      request: (_: string, __: unknown, hold: () => Promise<unknown>) => {
        const mine = this.holder.then(hold);
        this.holder = mine.catch(() => undefined);
        return mine;
      },
    } as unknown as KeeperSurroundings['locks'];
  }
}

class Tab {
  views: readonly WatchedFolderView[] = [];
  readonly calls: string[] = [];
  clients = 0;
  tell: (views: readonly WatchedFolderView[]) => void = () => undefined;
  break: (reason: string) => void = () => undefined;
  readonly keeper: WatchKeeper;

  constructor(browser: Browser) {
    this.keeper = new WatchKeeper(toWorkspaceId('first'), {
      store: browser.store(),
      locks: browser.locks,
      channel: browser.channel(),
      startClient: (onEnd) => this.client(onEnd),
      options: () => ({
        workspace: toWorkspaceId('first'),
        artifactBudgetBytes: 0,
        artifactLimitBytes: 0,
        foldRuns: true,
      }),
      sayBye: () => this.calls.push('bye'),
      isVisible: () => true,
      onStart: () => this.calls.push('start'),
      onStored: () => undefined,
      onViews: (views) => {
        this.views = views;
      },
    });
  }
  private client(onEnd: (reason: string) => void): WatchClient {
    this.clients += 1;
    this.break = onEnd;
    const say = (what: string) => async (id?: unknown) => void this.calls.push(id ? `${what} ${id}` : what);
    return {
      begin: async (_, onViews) => {
        this.tell = onViews;
      },
      add: say('add'),
      remove: say('remove'),
      look: say('look'),
      setVisible: say('visible'),
      store: say('store'),
      close: () => void this.calls.push('close'),
    };
  }
  async watch(name: string): Promise<WatchedFolderId> {
    const id = await this.keeper.watch(new Folder(name).handle, this.calls.length);
    await vi.waitFor(() => expect(this.calls).toContain(`add ${id}`));
    return id;
  }
  states(): readonly string[] {
    return this.views.map(({ name, state }) => `${name} ${state}`);
  }
  async sees(...states: readonly string[]): Promise<void> {
    await vi.waitFor(() => expect(this.states()).toEqual(states));
  }
}

function told(id: WatchedFolderId, state: WatchedFolderView['state'] = 'watching'): WatchedFolderView {
  return {
    id,
    name: '',
    state,
    why: '',
    isObserved: true,
    fileCount: 3,
    liveRuns: 1,
    runs: 2,
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

let browser: Browser;
let tab: Tab;
beforeEach(async () => {
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error;
  });
  browser = new Browser();
  tab = new Tab(browser);
  await tab.keeper.open();
});

test('no worker is started before there is a folder', async () => {
  expect(tab.clients).toBe(0);
  const id = await tab.keeper.watch(new Folder('mlruns').handle, 1);
  await tab.sees('mlruns reading');
  await vi.waitFor(() => expect(tab.calls).toEqual(['start', `add ${id}`]));
  tab.tell([told(id)]);
  await tab.sees('mlruns watching');
});

test('a folder that is watched already is found again, and goes on where it was paused', async () => {
  const folder = new Folder('mlruns');
  const id = await tab.keeper.watch(folder.handle, 1);
  await tab.keeper.pause(id);
  await tab.sees('mlruns paused');
  expect(await tab.keeper.watch(folder.handle, 2)).toBe(id);
  await tab.sees('mlruns reading');
  expect(browser.rows.size).toBe(1);
});

test('after a start, folders that may be read go on at once and the others wait for a click', async () => {
  const [free, asks, refused] = [new Folder('free'), new Folder('asks'), new Folder('refused')];
  for (const [at, one] of [free, asks, refused].entries()) await tab.keeper.watch(one.handle, at);
  await tab.keeper.close(false);
  asks.access = 'prompt';
  refused.access = 'prompt';
  refused.answer = 'denied';
  const next = new Tab(browser);
  await next.keeper.open();
  await next.sees('free reading', 'asks needs-permission', 'refused needs-permission');
  await next.keeper.resume(null);
  await next.sees('free reading', 'asks reading', 'refused needs-permission');
});

test('one tab watches, the other says so and takes over when it ends', async () => {
  const id = await tab.watch('mlruns');
  tab.tell([told(id)]);
  const other = new Tab(browser);
  await other.keeper.open();
  await other.sees('mlruns elsewhere');
  await vi.waitFor(() => expect(other.views[0]?.runs).toBe(2));
  expect(other.clients).toBe(0);
  await other.keeper.look(id);
  await vi.waitFor(() => expect(tab.calls).toContain(`look ${id}`));
  await tab.keeper.close(false);
  expect(tab.calls.slice(-2)).toEqual(['store', 'close']);
  await vi.waitFor(() => expect(other.clients).toBe(1));
  other.tell([told(id)]);
  await other.sees('mlruns watching');
});

test('a tab expects runs too where another tab watches', async () => {
  const browser = new Browser();
  const [first, second] = [new Tab(browser), new Tab(browser)];
  await first.keeper.open();
  expect(first.calls).toEqual([]);
  // The one that came first may be the one that looks after the alerts.
  await second.keeper.open();
  await second.watch('runs');
  await first.sees('runs elsewhere');
  expect(first.calls).toEqual(['start']);
});

test('what another tab adds, pauses and removes, the watching tab does', async () => {
  const first = await tab.watch('a');
  const other = new Tab(browser);
  await other.keeper.open();
  const second = await other.keeper.watch(new Folder('b').handle, 2);
  await vi.waitFor(() => expect(tab.calls).toContain(`add ${second}`));
  await other.keeper.pause(first);
  await vi.waitFor(() => expect(tab.calls).toContain(`remove ${first}`));
  await other.sees('a paused', 'b elsewhere');
  await other.keeper.remove(second);
  await vi.waitFor(() => expect(tab.calls.at(-1)).toBe('close'));
  await tab.sees('a paused');
});

test('a folder that is gone is said to be gone in every tab', async () => {
  const id = await tab.watch('mlruns');
  const other = new Tab(browser);
  await other.keeper.open();
  tab.tell([told(id, 'gone')]);
  await other.sees('mlruns gone');
  await tab.sees('mlruns gone');
});

test('a worker that died is said with its reason, and starts again with a click', async () => {
  const id = await tab.watch('mlruns');
  tab.break('out of memory');
  await tab.sees('mlruns failed');
  expect(tab.views[0]?.why).toBe('out of memory');
  await tab.keeper.resume([id]);
  await tab.sees('mlruns reading');
  expect(tab.clients).toBe(2);
});

test('nothing is written into a workspace that is being removed', async () => {
  await tab.watch('mlruns');
  await tab.keeper.close(true);
  expect(tab.calls).not.toContain('store');
  // And nothing of it stays on the screen.
  expect(tab.calls.slice(-2)).toEqual(['close', 'bye']);
});
