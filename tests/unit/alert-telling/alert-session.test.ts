import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alert, AlertId } from '../../../src/domain/alerts/alert.ts';
import { type Snooze, withSnooze } from '../../../src/domain/alerts/alert-standing.ts';
import { toHash, toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import type { AlertNews } from '../../../src/rpc/live-api.ts';
import { type AlertChoices, SNOOZES, sentName, tellName } from '../../../src/state/alert-choices.ts';
import { AlertSession, type ToldAlerts } from '../../../src/state/alert-session.ts';
import { AlertStore, MOST_ALERTS } from '../../../src/storage/alert-store.ts';
import type { StoredAlert } from '../../../src/storage/device-db.ts';
import { failedAlert, NAN, nanAlert, RULES } from './made-alerts.ts';

const PACK = toHash('a'.repeat(64));
const GAP_MS = 20;
const HOUR_MS = 60 * 60 * 1000;
let now = 0;
let workspace: WorkspaceId;
const open: Tab[] = [];

/** Web Locks, as far as they are used: one holder at a time, the next in order. */
const queues = new Map<string, Promise<unknown>>();
const locks = {
  request: (name: string, { signal }: { signal: AbortSignal }, work: () => Promise<unknown>) => {
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => (signal.aborted ? undefined : work()));
    queues.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  },
};

beforeEach(() => {
  now = 1_760_000_000_000;
  workspace = toWorkspaceId(`w${Math.random()}`);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now });
  vi.stubGlobal('navigator', { locks });
  vi.stubGlobal('reportError', console.error);
});
afterEach(() => {
  for (const tab of open.splice(0)) tab.session.close();
  vi.useRealTimers();
});

/** One tab: what the query worker will answer, and what the person saw and heard. */
class Tab {
  session!: AlertSession;
  news: AlertNews = { alerts: [], seenPacks: [] };
  readonly asked: (readonly string[])[] = [];
  readonly told: ToldAlerts[] = [];
  readonly acknowledged = new Map<AlertId, number>();
  rules = RULES;
  shown: readonly StoredAlert[] = [];
  choices!: AlertChoices;

  static async open(before?: (tab: Tab) => void): Promise<Tab> {
    const tab = new Tab();
    before?.(tab);
    tab.session = await AlertSession.open(
      workspace,
      {
        check: async (_, seenPacks) => {
          tab.asked.push(seenPacks);
          return tab.news;
        },
        rest: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        rules: () => tab.rules,
        acknowledged: () => tab.acknowledged,
        show: (shown, choices) => {
          tab.shown = shown;
          tab.choices = choices;
        },
        tell: (told) => tab.told.push(told),
      },
      GAP_MS,
    );
    open.push(tab);
    return tab;
  }

  /** What the next look finds, and nothing after it. */
  finds(...alerts: readonly Alert[]): void {
    this.news = { alerts, seenPacks: [PACK] };
  }

  get heard(): readonly (readonly string[])[] {
    return this.told.map(({ alerts }) => alerts.map(({ id }) => id));
  }
}

const pass = (ms: number) => vi.advanceTimersByTime(ms);
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });

describe('a tab', () => {
  it('tells what is new once, also after it is opened again, and goes on with the packs that it has seen', async () => {
    const first = await Tab.open((tab) => tab.finds(nanAlert('a'), nanAlert('b', { atMs: 2000 })));
    await until(() => expect(first.heard).toEqual([['a', 'b']]));
    expect(first.shown.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(first.asked).toEqual([[]]);
    first.session.close();
    const second = await Tab.open((tab) => tab.finds(nanAlert('a'), nanAlert('c')));
    await until(() => expect(second.heard).toEqual([['c']]));
    expect(second.asked[0]).toEqual([PACK]);
    expect(second.shown).toHaveLength(3);
  });

  it('asks nothing while no rule is on', async () => {
    const rule = [...RULES.values()][0];
    const off = new Map(rule ? [[NAN, { ...rule, enabled: false }]] : []);
    const tab = await Tab.open((made) => {
      made.rules = off;
      made.finds(nanAlert('a'));
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(tab.asked).toEqual([]);
    tab.rules = RULES;
    tab.session.moved();
    await until(() => expect(tab.heard).toEqual([['a']]));
  });

  it('says nothing of what somebody has dealt with, of a run that is snoozed, and lists all of it', async () => {
    const tab = await Tab.open((made) => made.acknowledged.set(nanAlert('a').id, 1));
    await tab.session.choose(SNOOZES, [{ of: 'run', id: 'run-of-b', untilMs: null }]);
    tab.finds(nanAlert('a'), nanAlert('b'), nanAlert('c'));
    tab.session.moved();
    await until(() => expect(tab.heard).toEqual([['c']]));
    expect(tab.shown).toHaveLength(3);
  });

  it('tells again what was put off for an hour, and not what was dealt with meanwhile', async () => {
    const tab = await Tab.open((made) => made.finds(nanAlert('a'), failedAlert('b')));
    await until(() => expect(tab.told).toHaveLength(1));
    const untilMs = Date.now() + HOUR_MS;
    await tab.session.choose(SNOOZES, [
      { of: 'alert', id: 'a', untilMs },
      { of: 'alert', id: 'b', untilMs },
    ]);
    pass(HOUR_MS / 2);
    tab.session.moved();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tab.told).toHaveLength(1);
    tab.acknowledged.set(failedAlert('b').id, Date.now());
    pass(HOUR_MS);
    await until(() => expect(tab.heard).toEqual([['a', 'b'], ['a']]));
    expect(tab.told.at(-1)).toMatchObject({ isAgain: true, leads: true });
    pass(HOUR_MS);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tab.told).toHaveLength(2);
  });

  it('that was left while a look went on stores and tells nothing of it', async () => {
    let answer = (_: AlertNews): void => undefined;
    const tell = vi.fn();
    const session = await AlertSession.open(workspace, {
      check: () => new Promise((resolve) => (answer = resolve)),
      rest: async () => undefined,
      rules: () => RULES,
      acknowledged: () => new Map(),
      show: () => undefined,
      tell,
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    session.close();
    answer({ alerts: [nanAlert('a')], seenPacks: [PACK] });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tell).not.toHaveBeenCalled();
    const store = new AlertStore(workspace);
    expect(await store.loadAlerts()).toEqual([]);
    expect(await store.loadSeenPacks()).toEqual([]);
    store.close();
  });
});

describe('what is put off', () => {
  const ofAlert = (id: string, untilMs: number | null = null): Snooze => ({ of: 'alert', id, untilMs });
  const idsOf = ({ choices }: Tab) => choices.snoozes.map(({ id }) => id).sort();

  it('at the same moment, be it in two tabs, is all put off', async () => {
    const [first, second] = [await Tab.open(), await Tab.open()];
    await Promise.all([
      first.session.changeSnoozes((all) => withSnooze(all, ofAlert('a'))),
      first.session.changeSnoozes((all) => withSnooze(all, ofAlert('b'))),
      second.session.changeSnoozes((all) => withSnooze(all, ofAlert('c'))),
    ]);
    await until(() => expect(idsOf(first)).toEqual(['a', 'b', 'c']));
    await until(() => expect(idsOf(second)).toEqual(['a', 'b', 'c']));
  });

  it('is told again also where something else is put off between its end and the next look', async () => {
    const tab = await Tab.open((made) => made.finds(nanAlert('a'), nanAlert('b')));
    await until(() => expect(tab.told).toHaveLength(1));
    await tab.session.changeSnoozes((all) => withSnooze(all, ofAlert('a', Date.now() + HOUR_MS)));
    now += HOUR_MS + 1;
    vi.setSystemTime(now);
    await tab.session.changeSnoozes((all) => withSnooze(all, ofAlert('b')));
    tab.session.moved();
    await until(() => expect(tab.heard.at(-1)).toEqual(['a']));
    expect(idsOf(tab)).toEqual(['b']);
  });
});

describe('of two tabs', () => {
  it('one looks, both show and tell, and the other takes over', async () => {
    const first = await Tab.open();
    await until(() => expect(first.asked).toHaveLength(1));
    const second = await Tab.open();
    first.finds(nanAlert('a'));
    first.session.moved();
    await until(() => expect(second.heard).toEqual([['a']]));
    expect(first.told[0]?.leads).toBe(true);
    expect(second.told[0]?.leads).toBe(false);
    expect(second.asked).toEqual([]);
    second.finds(nanAlert('a'), nanAlert('b'));
    first.session.close();
    await until(() => expect(second.heard).toEqual([['a'], ['b']]));
    expect(second.told.at(-1)?.leads).toBe(true);
    expect(second.asked[0]).toEqual([PACK]);
  });

  it('what is chosen in one holds in the other', async () => {
    const [first, second] = [await Tab.open(), await Tab.open()];
    await first.session.choose(tellName(NAN), 'none');
    await until(() => expect(second.choices.tell.get(NAN)).toBe('none'));
    await first.session.choose(tellName(NAN), undefined);
    await first.session.choose(sentName(NAN), { atMs: 1, isSent: true, tries: 1 });
    await until(() => expect(second.choices.sent.get(NAN)?.tries).toBe(1));
    expect(second.choices.tell.size).toBe(0);
  });
});

it('a device keeps the newest alerts, and a thousand at once are one telling', async () => {
  const store = new AlertStore(workspace);
  const old = Array.from({ length: MOST_ALERTS }, (_, at) => nanAlert(`old${at}`));
  expect(await store.addAlerts(old, null, 1)).toHaveLength(MOST_ALERTS);
  store.close();
  const many = Array.from({ length: 1000 }, (_, at) => nanAlert(`new${at}`));
  const tab = await Tab.open((made) => made.finds(...many, ...many.slice(0, 5)));
  await until(() => expect(tab.heard[0]).toHaveLength(1000));
  expect(tab.told).toHaveLength(1);
  const again = new AlertStore(workspace);
  const kept = await again.loadAlerts();
  expect(kept).toHaveLength(MOST_ALERTS);
  expect(kept.filter(({ id }) => id.startsWith('new'))).toHaveLength(1000);
  again.close();
});

it('what is too much to be listed is told once: another visit, with one more, is no second time', async () => {
  const store = new AlertStore(workspace);
  const found = (from: number) => [
    ...Array.from({ length: 5 }, (_, at) => nanAlert(`a${from - at}`, { atMs: from - at })),
    { ...nanAlert(`more ${from}`, { atMs: from - 5, leftOut: 7 }), run: null },
    failedAlert('other'),
  ];
  const idsOf = (added: readonly StoredAlert[]) => added.map(({ id }) => id);
  expect(idsOf(await store.addAlerts(found(100), null, 1))).toHaveLength(7);
  expect(idsOf(await store.addAlerts(found(101), null, 2))).toEqual(['a101']);
  // So many that none of those before is among them.
  expect(idsOf(await store.addAlerts(found(120), null, 3))).toContain('more 120');
  store.close();
});
