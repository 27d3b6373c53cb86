import type { DroppedItem } from '../rpc/import-api.ts';

/** Chromium's own; not in the standard types. */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemHandle[] }) => void): void;
}

/** What the system or another app hands to the installed one. */
export interface HandedFiles {
  readonly items: readonly DroppedItem[];
  /** Files that could not be read, by name; '' for a share that failed as a whole. */
  readonly unreadable: readonly string[];
}

/**
 * Files that were opened with the installed app (double click, "Open with") and files that another app has shared with
 * it. Both wait until this is called, once for the life of the page.
 */
export function watchHandedFiles(take: (handed: HandedFiles) => void): void {
  const queue = (globalThis as { readonly launchQueue?: LaunchQueue }).launchQueue;
  queue?.setConsumer((launch) => {
    if (launch.files && launch.files.length > 0) void readHandles(launch.files).then(take);
  });
  const onAddress = (): void => {
    const shared = takeSharedMark();
    if (shared === null) return;
    void readShared().then((handed) => {
      const isLost = shared === 'failed' || (handed.items.length === 0 && handed.unreadable.length === 0);
      take(isLost ? { items: handed.items, unreadable: [...handed.unreadable, ''] } : handed);
    });
  };
  onAddress();
  addEventListener('hashchange', onAddress);
}

async function readHandles(handles: readonly FileSystemHandle[]): Promise<HandedFiles> {
  const items: DroppedItem[] = [];
  const unreadable: string[] = [];
  for (const handle of handles) {
    try {
      if (handle.kind === 'directory')
        items.push({ kind: 'folder', handle: handle as FileSystemDirectoryHandle });
      else
        items.push({
          kind: 'file',
          path: handle.name,
          file: await (handle as FileSystemFileHandle).getFile(),
        });
    } catch {
      unreadable.push(handle.name);
    }
  }
  return { items, unreadable };
}

const SHARED_MARK = /^#\/\?shared=(\w+)$/;

/** What the service worker left in the address, wiped from it: a reload shall not import again. */
function takeSharedMark(): string | null {
  const mark = SHARED_MARK.exec(location.hash)?.[1] ?? null;
  if (mark !== null) history.replaceState(history.state, '', '#/');
  return mark;
}

/** Takes the files out of the cache in which `public/share-worker.js` put them. */
async function readShared(): Promise<HandedFiles> {
  const cache = await caches.open(`cairn-shared-${new URL('./', location.href).href}`);
  const items: DroppedItem[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    await cache.delete(request);
    if (!response) continue;
    const name = nameOf(response.headers.get('X-Name') ?? '');
    items.push({ kind: 'file', path: name, file: new File([await response.blob()], name) });
  }
  return { items, unreadable: [] };
}

function nameOf(raw: string): string {
  try {
    return decodeURIComponent(raw).split(/[\\/]/).pop() || 'shared file';
  } catch {
    return 'shared file';
  }
}
