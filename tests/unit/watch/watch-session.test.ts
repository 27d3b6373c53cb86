import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkspaceId } from '../../../src/domain/ids.ts';
import type { WatchedFolderId, WatchedFolderView } from '../../../src/domain/live/watched-folder.ts';
import type { ImportFormat } from '../../../workers/import/format.ts';
import { WatchSession } from '../../../workers/watch/session.ts';
import { LiveDisk } from '../../support/live-disk.ts';
import { ToldBook } from '../../support/told-book.ts';
import { toyLog } from '../../support/toy-log.ts';

const ID = 'folder' as WatchedFolderId;
const LOG = 'toy training/a.log';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  vi.setSystemTime(1_700_000_000_000);
});
afterEach(() => void vi.useRealTimers());

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function open(disk: LiveDisk | null, isObserved = true, format: ImportFormat = toyLog) {
  const books: ToldBook[] = [];
  const full: ((isFull: boolean) => void)[] = [];
  const told: (readonly WatchedFolderView[])[] = [];
  const session = new WatchSession({
    formats: [format],
    makeObserver: isObserved && disk ? disk.makeObserver : null,
    now: () => Date.now(),
    openBooks:
      () =>
      ({ onFull }) => {
        full.push(onFull);
        books.push(new ToldBook());
        return books.at(-1)!;
      },
  });
  await session.begin(
    {
      workspace: 'w' as WorkspaceId,
      watcher: 'w1',
      artifactBudgetBytes: 0,
      artifactLimitBytes: 0,
      foldRuns: true,
    },
    (views) => void told.push(views),
    () => undefined,
  );
  const view = (id = ID) => told.at(-1)!.find((one) => one.id === id)!;
  if (disk) await session.add(ID, disk.root);
  return { session, books, told, view, full };
}

function started(): LiveDisk {
  const disk = new LiveDisk();
  disk.write('a.log', 'toy\n1\n');
  return disk;
}

describe('watching with an observer', () => {
  it('reads what the browser tells of after a pause, or in the midst of a long burst', async () => {
    const disk = started();
    const { books, view } = await open(disk);
    const [book] = books;
    expect(view()).toMatchObject({ state: 'watching', isObserved: true, runs: 1, bytesAtStart: 6 });
    disk.append('a.log', '2\n');
    disk.tell('modified', 'a.log');
    await wait(140);
    expect(book!.values(LOG)).toEqual([1]);
    await wait(20);
    expect(book!.values(LOG)).toEqual([1, 2]);
    // A file that is told of without a pause.
    for (let i = 0; i < 45; i++) {
      disk.append('a.log', `${i}\n`);
      disk.tell('modified', 'a.log');
      await wait(10);
    }
    expect(book!.values(LOG).length).toBeGreaterThan(40);
  });

  it('scans a folder that appeared', async () => {
    const disk = started();
    const { books } = await open(disk);
    disk.write('new/deep/b.log', 'toy\n5\n');
    disk.tell('appeared', 'new');
    await wait(200);
    expect(books[0]!.values('toy training/new/deep/b.log')).toEqual([5]);
  });

  it('finds what was not told within two seconds while something moves', async () => {
    const disk = started();
    const { books } = await open(disk);
    await wait(2100);
    disk.append('a.log', '2\n');
    await wait(2100);
    expect(books[0]!.values(LOG)).toEqual([1, 2]);
  });

  it('asks several sources for what is new at once, and takes them one by one in their order', async () => {
    const slow: ImportFormat = {
      ...toyLog,
      follow: async () => {
        const inner = await toyLog.follow!();
        return {
          advance: async function* (source, context) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            yield* inner.advance(source, context);
          },
        };
      },
    };
    const disk = new LiveDisk();
    const names = Array.from({ length: 16 }, (_, at) => `log-${String(at).padStart(2, '0')}.log`);
    for (const name of names) disk.write(name, 'toy\n1\n');
    const opened = open(disk, true, slow);
    await wait(5000);
    const { books } = await opened;
    const book = books[0]!;
    book.turns.length = 0;
    for (const name of names) {
      disk.append(name, '2\n');
      disk.tell('modified', name);
    }
    await wait(150 + 2 * 100 + 50);
    expect(book.turns).toEqual(names.map((name) => `+ toy training/${name}`));
    for (const name of names) expect(book.values(`toy training/${name}`)).toEqual([1, 2]);
  });

  it('keeps close to files that go on and of which the browser says nothing', async () => {
    const disk = started();
    const { books } = await open(disk);
    let written = 1;
    let late = 0;
    for (let at = 0; at < 100; at++) {
      disk.append('a.log', `${++written}\n`);
      await wait(100);
      if (at > 30) late = Math.max(late, written - books[0]!.values(LOG).length);
    }
    expect(late).toBeLessThanOrEqual(4);
    // And leaves them alone when they are silent.
    await wait(10_000);
    const { asked } = disk;
    await wait(20_000);
    expect(disk.asked - asked).toBeLessThanOrEqual(24);
  });

  it('keeps close to them also while it is told of others all the time', async () => {
    const disk = started();
    disk.write('b.log', 'toy\n1\n');
    const { books } = await open(disk);
    let written = 1;
    let late = 0;
    for (let at = 0; at < 100; at++) {
      disk.append('a.log', `${++written}\n`);
      disk.append('b.log', '7\n');
      disk.tell('modified', 'b.log');
      await wait(100);
      if (at > 30) late = Math.max(late, written - books[0]!.values(LOG).length);
    }
    expect(late).toBeLessThanOrEqual(5);
  });

  it('looks through the folder when the browser says that it lost events', async () => {
    const disk = started();
    const { books } = await open(disk);
    await wait(60_000);
    disk.write('b.log', 'toy\n5\n');
    disk.tell('unknown', null);
    await wait(200);
    expect(books[0]!.values('toy training/b.log')).toEqual([5]);
  });

  it('goes on without an observer that ended, and observes again', async () => {
    const disk = started();
    const { books, view } = await open(disk);
    disk.tell('errored', null);
    expect(disk.observerCount).toBe(0);
    await wait(300);
    expect(view().isObserved).toBe(false);
    disk.append('a.log', '2\n');
    await wait(1100);
    expect(books[0]!.values(LOG)).toEqual([1, 2]);
    await wait(3000);
    expect(view().isObserved).toBe(true);
  });

  it('follows a file that was renamed', async () => {
    const disk = started();
    const { books } = await open(disk);
    disk.rename('a.log', 'b.log');
    disk.tell('moved', 'b.log', 'a.log');
    await wait(200);
    expect(books[0]!.dropped).toEqual([[LOG, false]]);
    expect(books[0]!.values('toy training/b.log')).toEqual([1]);
  });
});

describe('watching without an observer', () => {
  it('looks each second while things move, ever more seldom when not, seldom when hidden', async () => {
    const disk = started();
    const { session, books, view } = await open(disk, false);
    expect(view().isObserved).toBe(false);
    for (let i = 0; i < 5; i++) {
      disk.append('a.log', `${i}\n`);
      await wait(1010);
    }
    expect(books[0]!.values(LOG)).toHaveLength(6);
    await wait(20 * 60_000);
    const { looks } = books[0]!;
    await wait(10 * 60_000);
    expect(books[0]!.looks - looks).toBeLessThanOrEqual(11);
    await session.setVisible(false);
    await wait(1000);
    disk.append('a.log', '9\n');
    await session.look(ID);
    const before = books[0]!.looks;
    await wait(60_000);
    expect(books[0]!.looks - before).toBeLessThanOrEqual(6);
  });
});

describe('what a watched folder says of itself', () => {
  it('is gone while the folder is not there, and goes on when it is back', async () => {
    const disk = started();
    const { books, view } = await open(disk);
    disk.refuses = 'NotFoundError';
    await wait(4000);
    expect(view().state).toBe('gone');
    expect(books[0]!.rests).toBe(1);
    expect(books[0]!.dropped).toEqual([]);
    disk.append('a.log', '2\n');
    disk.refuses = null;
    await wait(31_000);
    expect(view()).toMatchObject({ state: 'watching', isObserved: true });
    expect(books[0]!.values(LOG)).toEqual([1, 2]);
  });

  it('asks for permission when the browser takes it back', async () => {
    const disk = started();
    const { view } = await open(disk);
    disk.refuses = 'NotAllowedError';
    await wait(4000);
    expect(view().state).toBe('needs-permission');
    disk.refuses = null;
    await wait(31_000);
    expect(view().state).toBe('watching');
  });

  it('says in words of its own that the system forbids to read it, and goes on when that is over', async () => {
    const disk = started();
    const { view } = await open(disk);
    disk.refuses = 'NoModificationAllowedError';
    await wait(4000);
    expect(view().state).toBe('failed');
    expect(view().why).toMatch(/access rights/);
    disk.refuses = null;
    await wait(31_000);
    expect(view().state).toBe('watching');
  });

  it('says so from the first look on, and is there at once', async () => {
    const disk = started();
    disk.refuses = 'SecurityError';
    const { view } = await open(disk);
    expect(view().state).toBe('needs-permission');
  });

  it('is full as long as the book says so', async () => {
    const { view, full } = await open(started());
    full[0]!(true);
    await wait(300);
    expect(view().state).toBe('full');
    full[0]!(false);
    await wait(300);
    expect(view().state).toBe('watching');
  });

  it('tells views at most four times a second', async () => {
    const disk = started();
    const { told } = await open(disk);
    const before = told.length;
    for (let i = 0; i < 100; i++) {
      disk.append('a.log', `${i}\n`);
      disk.tell('modified', 'a.log');
      await wait(50);
    }
    expect(told.length - before).toBeGreaterThan(3);
    expect(told.length - before).toBeLessThanOrEqual(21);
  });

  it('keeps its failure to itself', async () => {
    const spoken = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { session, books, view } = await open(started(), false);
    const other = started();
    await session.add('other' as WatchedFolderId, other.root);
    books[1]!.endLook = () => Promise.reject(new Error('a fault'));
    await wait(2000);
    expect(view('other' as WatchedFolderId)).toMatchObject({ state: 'failed', why: 'a fault' });
    expect(view().state).toBe('watching');
    spoken.mockRestore();
  });
});

describe('ending', () => {
  it('stores and closes the book of a folder that is removed, also in the middle of its first look', async () => {
    const disk = started();
    const { session, books } = await open(null);
    let go: () => void = () => undefined;
    disk.onRead = () => void go();
    const removed = new Promise<void>((resolve) => {
      go = () => void session.remove(ID).then(resolve);
    });
    await session.add(ID, disk.root);
    await removed;
    expect(books[0]).toMatchObject({ isClosed: true });
    const { looks } = books[0]!;
    await wait(120_000);
    expect(books[0]!.looks).toBe(looks);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells what only the end of a training makes true of one that is silent, and not of one that goes on', async () => {
    let ends = 0;
    const ending: ImportFormat = {
      ...toyLog,
      follow: async () => {
        const follower = await toyLog.follow!();
        return {
          advance: (source, context) => follower.advance(source, context),
          end: async function* () {
            ends += 1;
            yield* [];
          },
        };
      },
    };
    const busy = await open(started(), true, ending);
    await busy.session.remove(ID);
    expect(ends).toBe(0);
    const silent = await open(started(), true, ending);
    await wait(60_000);
    await silent.session.remove(ID);
    expect(ends).toBe(1);
  });

  it('stores what is only in memory when the page goes, whatever one of the folders does', async () => {
    const { session, books } = await open(started(), false);
    await session.add('other' as WatchedFolderId, started().root);
    books[0]!.store = () => Promise.reject(new Error('full'));
    await session.store();
    expect(books[1]!.stores).toBe(1);
  });
});
