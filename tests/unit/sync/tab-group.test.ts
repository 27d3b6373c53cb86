import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TabGroup } from '../../../src/sync/tab-group.ts';
import { WebLocks } from '../../support/web-locks.ts';

interface Api {
  echo(text: string): Promise<string>;
  fail(code: string): Promise<void>;
  never(): Promise<void>;
}

class Coded extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

let name: string;
let groups: TabGroup<Api & Record<string, (...args: never[]) => Promise<unknown>>, string>[];

beforeEach(() => {
  name = crypto.randomUUID();
  groups = [];
  vi.stubGlobal('navigator', { locks: new WebLocks() });
  vi.stubGlobal('reportError', console.error);
});
afterEach(async () => {
  await Promise.all(groups.map((group) => group.close()));
  vi.unstubAllGlobals();
});

/** A tab that notes what it runs, and how it is told of. */
function openTab(label: string, before: Promise<unknown> = Promise.resolve()) {
  const ran: string[] = [];
  const news: string[] = [];
  const state = { closed: 0, tell: (_: string): void => undefined };
  const api = {
    echo: async (text: string) => {
      ran.push(text);
      return `${label} ${text}`;
    },
    fail: async (code: string) => {
      throw new Coded(code);
    },
    never: async () => {
      ran.push('never');
      await new Promise(() => undefined);
    },
  };
  const lead = async (tell: (text: string) => void) => {
    await before;
    state.tell = tell;
    const close = async () => {
      state.closed += 1;
    };
    return { api, close };
  };
  const codeOf = (error: unknown) => (error instanceof Coded ? error.code : 'failed');
  const group = new TabGroup<typeof api, string>(name, lead, codeOf, (code) => new Coded(code));
  group.onNews = (text) => news.push(text);
  groups.push(group as never);
  return { group, ran, news, state };
}

const leads = ({ group }: ReturnType<typeof openTab>) => vi.waitFor(() => expect(group.leads).toBe(true));

describe('tabs of one workspace', () => {
  test('the first leads, and the other calls it and hears its news', async () => {
    const first = openTab('first');
    await leads(first);
    const second = openTab('second');
    expect(await first.group.call('echo', 'a')).toBe('first a');
    expect(await second.group.call('echo', 'b')).toBe('first b');
    await expect(second.group.call('fail', 'last-owner')).rejects.toMatchObject({ code: 'last-owner' });
    first.state.tell('news');
    await vi.waitFor(() => expect(second.news).toEqual(['news']));
    expect([first.news, second.group.leads]).toEqual([['news'], false]);
  });

  test('a tab that comes later hears the newest news', async () => {
    const first = openTab('first');
    await leads(first);
    first.state.tell('old');
    first.state.tell('new');
    const second = openTab('second');
    await vi.waitFor(() => expect(second.news).toEqual(['new']));
  });

  test('when the leading one closes the other leads, after that one has ended', async () => {
    const first = openTab('first');
    await leads(first);
    const second = openTab('second');
    await first.group.close();
    expect(first.state.closed).toBe(1);
    await leads(second);
    expect(await second.group.call('echo', 'a')).toBe('second a');
  });

  test('a call made before anybody leads is run once somebody does, and once only', async () => {
    let open: (value: unknown) => void = () => undefined;
    const first = openTab('first', new Promise((resolve) => (open = resolve)));
    const second = openTab('second');
    const calls = [first.group.call('echo', 'own'), second.group.call('echo', 'other')];
    await new Promise((resolve) => setTimeout(resolve, 30));
    open(null);
    expect(await Promise.all(calls)).toEqual(['first own', 'first other']);
    expect([...first.ran].sort()).toEqual(['other', 'own']);
  });

  test('a call that the leading one took to its grave fails when another leads', async () => {
    const first = openTab('first');
    await leads(first);
    const second = openTab('second');
    const third = openTab('third');
    const calls = [second, third].map(({ group }) => group.call('never').catch((error: Coded) => error.code));
    await vi.waitFor(() => expect(first.ran).toHaveLength(2));
    // Those who called have heard that it was taken.
    await new Promise((resolve) => setTimeout(resolve, 30));
    await first.group.close();
    expect(await Promise.all(calls)).toEqual(['failed', 'failed']);
    expect(second.ran).toEqual([]);
  });

  test('calls of a tab that closes fail at once', async () => {
    const first = openTab('first');
    await leads(first);
    const second = openTab('second');
    const call = second.group.call('never').catch((error: Coded) => error.code);
    await second.group.close();
    expect(await call).toBe('failed');
    await expect(second.group.call('echo', 'late')).rejects.toMatchObject({ code: 'failed' });
  });

  test('an answer that comes after the leading tab has closed is no error', async () => {
    let answer: (value: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => (answer = resolve));
    const api = { echo: () => slow };
    const lead = async () => ({ api, close: async () => undefined });
    const group = new TabGroup<typeof api, string>(name, lead, String, (code) => new Coded(code));
    await vi.waitFor(() => expect(group.leads).toBe(true));
    const second = openTab('second');
    const call = second.group.call('echo', 'x').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await group.close();
    answer('late');
    await new Promise((resolve) => setTimeout(resolve, 30));
    await call;
  });

  test('one that cannot lead says so and leaves it to the next', async () => {
    const failing = Promise.reject(new Error('broken'));
    failing.catch(() => undefined);
    const first = openTab('first', failing);
    const failures: unknown[] = [];
    first.group.onFailure = (error) => failures.push(error);
    const second = openTab('second');
    await leads(second);
    expect(failures).toHaveLength(1);
    expect(await first.group.call('echo', 'a')).toBe('second a');
  });
});
