import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';

const SCOPE = 'https://cairn.example/';
const GO = { kind: 'cairn-go', address: '/runs/a?metric=loss&step=3', workspace: 'first' };

interface Page {
  readonly url: string;
  readonly visibilityState: 'visible' | 'hidden';
  readonly focus: () => Promise<void>;
  readonly postMessage: (message: unknown) => void;
}

function makePage(part: Partial<Page> = {}): Page {
  return {
    url: `${SCOPE}#/alerts`,
    visibilityState: 'visible',
    focus: vi.fn(async () => undefined),
    postMessage: vi.fn(),
    ...part,
  };
}

/** Runs the part of the service worker as the browser does, and clicks. */
async function click(
  pages: readonly Page[],
  data: unknown = GO,
): Promise<{ opened: string[]; closed: number }> {
  let listener = (_: unknown): void => undefined;
  const opened: string[] = [];
  const self = {
    addEventListener: (_: string, heard: typeof listener) => (listener = heard),
    registration: { scope: SCOPE },
    clients: { matchAll: async () => pages, openWindow: async (url: string) => opened.push(url) },
  };
  runInNewContext(readFileSync('public/notification-worker.js', 'utf8'), { self });
  const close = vi.fn();
  const waited: Promise<unknown>[] = [];
  listener({ notification: { data, close }, waitUntil: (work: Promise<unknown>) => waited.push(work) });
  await Promise.all(waited);
  return { opened, closed: close.mock.calls.length };
}

it('a click leads the page that is seen to the step', async () => {
  const [hidden, seen] = [makePage({ visibilityState: 'hidden' }), makePage()];
  expect(await click([hidden, seen])).toEqual({ opened: [], closed: 1 });
  expect(seen.focus).toHaveBeenCalled();
  expect(seen.postMessage).toHaveBeenCalledWith(GO);
  expect(hidden.postMessage).not.toHaveBeenCalled();
});

it('also where the browser does not bring it to the front', async () => {
  const page = makePage({ focus: () => Promise.reject(new DOMException('no', 'InvalidAccessError')) });
  await click([page]);
  expect(page.postMessage).toHaveBeenCalledWith(GO);
});

it('opens the app at the step where no page is open, and minds only its own', async () => {
  const other = makePage({ url: 'https://cairn.example.org/' });
  expect((await click([other])).opened).toEqual([`${SCOPE}#/runs/a?metric=loss&step=3`]);
  expect(await click([other], { address: 'https://elsewhere.example' })).toEqual({ opened: [], closed: 0 });
});
