import { type Accessor, batch, createSignal, onCleanup } from 'solid-js';
import type { WorkspaceId } from '../domain/ids.ts';
import { makeQueryClient } from '../rpc/query-client.ts';
import {
  FIRST_WORKSPACE,
  listWorkspaces,
  removeWorkspace,
  SAMPLE_WORKSPACE,
  type StoredWorkspace,
  saveWorkspace,
} from '../storage/home-db.ts';
import type { EditsState } from './edits.ts';
import { makeEditsState, type OpenEdits } from './edits-state.ts';
import type { QueryState } from './query.ts';
import { createStoredSignal } from './stored-signal.ts';

export interface WorkspaceSession {
  readonly query: QueryState;
  readonly edits: EditsState;
  readonly workspaces: Accessor<readonly StoredWorkspace[]>;
  readonly current: Accessor<WorkspaceId>;
  readonly runCount: Accessor<number | null>;
  /** Set when the workspace cannot be opened: blocked storage, a newer version's database. */
  readonly failure: Accessor<string | null>;
  switchTo(workspace: WorkspaceId): Promise<void>;
  create(name: string): Promise<void>;
  rename(workspace: WorkspaceId, name: string): Promise<void>;
  remove(workspace: WorkspaceId): Promise<void>;
  /** Makes the sample's workspace if there is none and goes there. */
  openSample(): Promise<void>;
  /** Call after an import was committed here; other tabs hear of it. */
  factsChanged(): Promise<void>;
}

/** The workspace that this tab works in: its query worker, its edits, and the way to another. */
export function createWorkspaceSession(): WorkspaceSession {
  const api = makeQueryClient();
  const [version, setVersion] = createSignal(0);
  const [workspaces, setWorkspaces] = createSignal<readonly StoredWorkspace[]>([]);
  const [current, setCurrent] = createStoredSignal<WorkspaceId>('workspace', parseId, FIRST_WORKSPACE);
  const [runCount, setRunCount] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  const edits = makeEditsState(async (projection) => {
    await api.setEdits(projection);
    setVersion((n) => n + 1);
  });
  let open: OpenEdits | null = null;
  let channel: BroadcastChannel | null = null;

  const load = async (): Promise<void> => {
    const { runCount: count } = await api.open(current());
    batch(() => {
      setRunCount(count);
      setVersion((n) => n + 1);
    });
  };

  const openCurrent = async (): Promise<void> => {
    try {
      setFailure(null);
      const list = await listWorkspaces(Date.now());
      setWorkspaces(list);
      if (!list.some((workspace) => workspace.id === current())) setCurrent(() => FIRST_WORKSPACE);
      channel?.close();
      channel = new BroadcastChannel(`cairn-facts-${current()}`);
      channel.onmessage = () => void load();
      open?.close();
      open = await edits.open(current());
      await load();
    } catch (error) {
      setFailure(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  };
  void openCurrent();
  onCleanup(() => {
    channel?.close();
    open?.close();
  });

  const switchTo = async (workspace: WorkspaceId): Promise<void> => {
    if (workspace === current()) return;
    batch(() => {
      setCurrent(() => workspace);
      setRunCount(null);
    });
    await openCurrent();
  };

  const save = async (workspace: StoredWorkspace): Promise<void> => {
    await saveWorkspace(workspace);
    setWorkspaces(await listWorkspaces(Date.now()));
  };

  return {
    query: { api, version },
    edits: edits.state,
    workspaces,
    current,
    runCount,
    failure,
    switchTo,
    create: async (name) => {
      const id = crypto.randomUUID() as WorkspaceId;
      await save({ id, name, kind: 'own', createdMs: Date.now() });
      await switchTo(id);
    },
    rename: async (id, name) => {
      const workspace = workspaces().find((candidate) => candidate.id === id);
      if (workspace) await save({ ...workspace, name });
    },
    remove: async (id) => {
      if (current() === id) await switchTo(FIRST_WORKSPACE);
      await removeWorkspace(id);
      setWorkspaces(await listWorkspaces(Date.now()));
    },
    openSample: async () => {
      await save({ id: SAMPLE_WORKSPACE, name: 'Sample: taxi trips', kind: 'sample', createdMs: Date.now() });
      await switchTo(SAMPLE_WORKSPACE);
    },
    factsChanged: async () => {
      await load();
      channel?.postMessage('committed');
    },
  };
}

function parseId(raw: unknown): WorkspaceId | undefined {
  return typeof raw === 'string' && /^[\w-]{1,64}$/.test(raw) ? (raw as WorkspaceId) : undefined;
}
