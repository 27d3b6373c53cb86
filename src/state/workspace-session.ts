import { type Accessor, batch, createSignal, onCleanup } from 'solid-js';
import { NO_EDITS, type WorkspaceEdits } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import { makeQueryClient } from '../rpc/query-client.ts';
import { makeQueryOnDemand } from '../rpc/query-on-demand.ts';
import { hasCommittedImport, importLockName } from '../storage/fact-store.ts';
import {
  FIRST_WORKSPACE,
  listWorkspaces,
  removeWorkspace,
  SAMPLE_WORKSPACE,
  type StoredWorkspace,
  saveWorkspace,
} from '../storage/home-db.ts';
import { type AlertsState, createAlerts } from './alerts.ts';
import type { EditsState } from './edits.ts';
import { makeEditsState, type OpenEdits } from './edits-state.ts';
import { createPulse } from './live-pulse.ts';
import type { QueryState } from './query.ts';
import type { ShareState } from './share.ts';
import { createShareSession } from './share-session.ts';
import { createStoredSignal } from './stored-signal.ts';

export interface WorkspaceSession {
  readonly query: QueryState;
  readonly edits: EditsState;
  readonly share: ShareState;
  readonly alerts: AlertsState;
  readonly workspaces: Accessor<readonly StoredWorkspace[]>;
  readonly current: Accessor<WorkspaceId>;
  readonly runCount: Accessor<number | null>;
  /** There are runs; until that is known, the last visit saw some. */
  readonly hadRuns: Accessor<boolean>;
  /** Set when the workspace cannot be opened: blocked storage, a newer version's database. */
  readonly failure: Accessor<string | null>;
  switchTo(workspace: WorkspaceId): Promise<void>;
  create(name: string): Promise<void>;
  rename(workspace: WorkspaceId, name: string): Promise<void>;
  /** False when an import is writing into it, in whichever tab: then it stays. */
  remove(workspace: WorkspaceId): Promise<boolean>;
  has(workspace: WorkspaceId): boolean;
  /** Makes the sample's workspace if there is none and goes there. */
  openSample(): Promise<void>;
  /**
   * Calls this before the workspace is left or, with everything in it, removed, and waits for it: what still writes into it
   * ends there.
   */
  beforeLeaving(end: (isGone: boolean) => Promise<void>): void;
  /** Call when an import begins: what answers for its runs starts meanwhile. */
  expectFacts(): void;
  /** Call after an import into a workspace was committed; other tabs hear of it. */
  factsChanged(workspace: WorkspaceId): Promise<void>;
}

/** The workspace that this tab works in: its query worker, its edits, and the way to another. */
export function createWorkspaceSession(): WorkspaceSession {
  const query = makeQueryOnDemand(makeQueryClient, hasCommittedImport);
  const { api } = query;
  // What the last visit saw is known sooner than the storage is open. Wrong, it costs a moment and nothing else.
  const [hadRuns, setHadRuns] = createStoredSignal('had-runs', (raw) => raw === true, false);
  if (hadRuns()) query.start();
  const [version, setVersion] = createSignal(0);
  const { live, pulse, beat, forget } = createPulse(document);
  // Whoever waits for an alert looks elsewhere: those pulses wait for nobody.
  const [everyPulse, setEveryPulse] = createSignal(0);
  void api
    .onLive((next) => {
      setEveryPulse((count) => count + 1);
      beat(next);
    })
    .catch(() => undefined);
  const [workspaces, setWorkspaces] = createSignal<readonly StoredWorkspace[]>([]);
  const [current, setCurrent] = createStoredSignal<WorkspaceId>('workspace', parseId, FIRST_WORKSPACE);
  const [runCount, setRunCount] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  let shown: WorkspaceEdits = NO_EDITS;
  const edits = makeEditsState(async (projection) => {
    shown = projection;
    share.editsChanged();
    await api.setEdits(projection);
    // The runs of a workspace that is being opened are still those of the one before.
    if (!opening) setVersion((n) => n + 1);
  });
  let open: OpenEdits | null = null;
  let channel: BroadcastChannel | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let opening = false;
  let endWriting: (isGone: boolean) => Promise<void> = async () => undefined;

  /** Opening, leaving and removing take turns: two at once would mix the edits of one with the runs of the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const load = async (): Promise<void> => {
    const { runCount: count } = await api.open(current());
    setHadRuns(count > 0);
    batch(() => {
      setRunCount(count);
      setVersion((n) => n + 1);
    });
  };

  /** What other tabs say of the workspace that is open here. */
  const onNews = (news: unknown): void => {
    if (news === 'committed') void inTurn(load).catch(reportError);
    if (news === 'removed') void inTurn(() => endWriting(true).then(() => leave(FIRST_WORKSPACE)));
  };

  const openShare = (): void => {
    const here = workspaces().find((workspace) => workspace.id === current());
    share.open(current(), here?.name ?? '', here?.joined !== undefined);
  };

  const openCurrent = async (): Promise<void> => {
    opening = true;
    try {
      setFailure(null);
      const list = await listWorkspaces(Date.now());
      setWorkspaces(list);
      if (!list.some((workspace) => workspace.id === current())) setCurrent(() => FIRST_WORKSPACE);
      channel = new BroadcastChannel(`cairn-facts-${current()}`);
      channel.onmessage = (event) => onNews(event.data);
      // Beside the edits; what is wrong with the storage, `load` says.
      void query.startFor(current()).catch(() => undefined);
      open = await edits.open(current());
      await load();
      openShare();
    } catch (error) {
      setFailure(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    } finally {
      opening = false;
    }
  };

  /** Goes to another workspace without looking back: what was open is stored or no more. */
  const leave = async (workspace: WorkspaceId): Promise<void> => {
    await share.close();
    open?.discard();
    open = null;
    channel?.close();
    channel = null;
    batch(() => {
      setCurrent(() => workspace);
      setRunCount(null);
      forget();
    });
    await openCurrent();
  };

  const goTo = async (workspace: WorkspaceId): Promise<void> => {
    if (workspace === current()) return;
    try {
      // First of all, so that nothing arrives while the edits are being stored.
      await share.close();
      await open?.close();
      open = null;
      await endWriting(false);
    } catch {
      // An edit is not stored yet, and the screen says so: its workspace stays open until it is.
      openShare();
      return;
    }
    await leave(workspace);
  };
  const switchTo = (workspace: WorkspaceId): Promise<void> => inTurn(() => goTo(workspace));

  onCleanup(() => {
    channel?.close();
    void open?.close();
  });

  const save = async (workspace: StoredWorkspace): Promise<void> => {
    await saveWorkspace(workspace);
    setWorkspaces(await listWorkspaces(Date.now()));
  };

  const remove = async (id: WorkspaceId): Promise<void> => {
    if (current() === id) await endWriting(true);
    if (current() === id && id !== FIRST_WORKSPACE) await leave(FIRST_WORKSPACE);
    else if (current() === id) await share.close();
    await removeWorkspace(id);
    tell(id, 'removed');
    // The first workspace is made anew, empty; nothing of the old one may stay in memory.
    if (current() === id) await leave(FIRST_WORKSPACE);
    setWorkspaces(await listWorkspaces(Date.now()));
  };

  const tell = (workspace: WorkspaceId, news: 'committed' | 'removed'): void => {
    const own = workspace === current() ? channel : null;
    const used = own ?? new BroadcastChannel(`cairn-facts-${workspace}`);
    used.postMessage(news);
    if (!own) used.close();
  };

  const factsChanged = (workspace: WorkspaceId): Promise<void> =>
    inTurn(async () => {
      tell(workspace, 'committed');
      if (workspace === current()) await load();
    });
  /** Most people keep the name that the first workspace has: two of one name could not be told apart. */
  const nameOfJoined = (theirName: string, own: WorkspaceId): string => {
    const isTaken = workspaces().some(({ id, name }) => id !== own && name === theirName);
    return isTaken ? `Shared: ${theirName}` : theirName;
  };
  const share = createShareSession({
    edits: () => shown,
    adoptPack: (pack, holds) => api.adopt(pack, holds),
    factsChanged,
    findLinked: (link) =>
      workspaces().find(({ joined, fingerprint }) => joined === link || fingerprint === link)?.id ?? null,
    addJoined: async (id, theirName, joined) => {
      await save({ id, name: nameOfJoined(theirName, id), kind: 'own', createdMs: Date.now(), joined });
      await switchTo(id);
    },
    switchTo,
    identified: (id, fingerprint) => {
      const workspace = workspaces().find((candidate) => candidate.id === id);
      if (!workspace || workspace.joined !== undefined || workspace.fingerprint === fingerprint) return;
      void save({ ...workspace, fingerprint }).catch(reportError);
    },
    nameChanged: (id, theirName) => {
      const workspace = workspaces().find((candidate) => candidate.id === id);
      const name = nameOfJoined(theirName, id);
      if (workspace && workspace.name !== name) void save({ ...workspace, name }).catch(reportError);
    },
  });

  const alerts = createAlerts({
    api,
    workspace: current,
    isOpen: () => runCount() !== null,
    version,
    live: everyPulse,
    edits: edits.state,
  });

  void inTurn(openCurrent);
  return {
    alerts,
    query: { api, version, live, pulse, workspace: current },
    edits: edits.state,
    share: share.state,
    workspaces,
    current,
    runCount,
    hadRuns,
    failure,
    switchTo,
    create: async (name) => {
      const id = crypto.randomUUID() as WorkspaceId;
      await save({ id, name, kind: 'own', createdMs: Date.now() });
      await switchTo(id);
    },
    rename: async (id, name) => {
      const workspace = workspaces().find((candidate) => candidate.id === id);
      if (!workspace) return;
      await save({ ...workspace, name });
      if (id === current()) share.renamed(name);
    },
    remove: (id) =>
      inTurn(() =>
        // Whoever holds this lock writes into the workspace and would bring half of it back.
        navigator.locks.request(importLockName(id), { ifAvailable: true }, async (lock) => {
          if (lock) await remove(id);
          return lock !== null;
        }),
      ),
    openSample: async () => {
      const known = await listWorkspaces(Date.now());
      if (!known.some((workspace) => workspace.id === SAMPLE_WORKSPACE))
        await save({
          id: SAMPLE_WORKSPACE,
          name: 'Sample: taxi trips',
          kind: 'sample',
          createdMs: Date.now(),
        });
      await switchTo(SAMPLE_WORKSPACE);
    },
    beforeLeaving: (end) => {
      endWriting = end;
    },
    expectFacts: query.start,
    factsChanged,
    has: (id) => workspaces().some((workspace) => workspace.id === id),
  };
}

function parseId(raw: unknown): WorkspaceId | undefined {
  return typeof raw === 'string' && /^[\w-]{1,64}$/.test(raw) ? (raw as WorkspaceId) : undefined;
}
