import { createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../base/abort.ts';
import { reuse } from '../base/reuse.ts';
import type { WorkspaceEdits } from '../domain/edits.ts';
import { toHash, type WorkspaceId } from '../domain/ids.ts';
import { type LinkOffer, type ShareView, VIEW_BEFORE } from '../domain/share-view.ts';
import { makeChunkKeeper } from '../rpc/chunk-keeper.ts';
import type { EnvelopeId } from '../sync/log/replica.ts';
import type { AdoptPack } from '../sync/node/fact-fetcher.ts';
import type { NodeApi } from '../sync/node/node-api.ts';
import type { ShareLink } from '../sync/share-link.ts';
import type { TabGroup } from '../sync/tab-group.ts';
import { readBuildMark } from './build-mark.ts';
import { ShareProblem, type ShareProblemCode, type ShareState } from './share.ts';
import { makeUnhurried } from './unhurried.ts';

/** What sharing needs of the workspace session. */
export interface ShareHost {
  readonly edits: () => WorkspaceEdits;
  readonly adoptPack: AdoptPack;
  /** Facts of a workspace have changed: all tabs load them anew. */
  factsChanged(workspace: WorkspaceId): Promise<void>;
  /** The local workspace that this link leads to, if it is here. */
  findLinked(fingerprint: string): WorkspaceId | null;
  /** Adds a joined workspace and goes there. */
  addJoined(id: WorkspaceId, name: string, fingerprint: string): Promise<void>;
  switchTo(workspace: WorkspaceId): Promise<void>;
  /** The log of a workspace says which one it is. */
  identified(workspace: WorkspaceId, fingerprint: string): void;
  /** An owner elsewhere has renamed a joined workspace. */
  nameChanged(workspace: WorkspaceId, name: string): void;
}

export interface ShareSession {
  readonly state: ShareState;
  /** Takes up the sharing of the workspace that is open now. */
  open(workspace: WorkspaceId, name: string, isJoined: boolean): void;
  close(): Promise<void>;
  /** The workspace that is open was renamed here; an owner renames it for everybody. */
  renamed(name: string): void;
  /** The projection of edits that is shown has changed. */
  editsChanged(): void;
}

type Group = TabGroup<NodeApi, ShareView>;

/** Record packs arrive several a second; the first rows are there this soon after the first of them. */
const FACTS_AFTER_MS = 300;
/** Keys and log are nobody's first need. */
const START_AFTER_MS = 700;
const READY_EVERY_MS = 100;
const READY_LIMIT_MS = 20_000;

const CODES: Readonly<Record<string, ShareProblemCode>> = {
  'not-a-code': 'not-a-code',
  mistyped: 'not-a-code',
  'newer-version': 'newer-link',
  'wrong-kind': 'wrong-code',
  'other-offer': 'wrong-code',
  'no-candidates': 'no-route',
  'no-webrtc': 'no-route',
  'no-connection': 'no-route',
  'unknown-pairing': 'timed-out',
  'timed-out': 'timed-out',
  'not-allowed': 'not-allowed',
  'last-owner': 'last-owner',
  'needs-newer': 'needs-newer',
  'not-a-file': 'not-a-file',
  'other-workspace': 'other-workspace',
  'disk-full': 'disk-full',
  'not-a-link': 'not-a-link',
  'newer-link': 'newer-link',
};

/** Sharing of the workspace that this tab works in: whichever tab leads runs it, this one shows it. */
export function createShareSession(host: ShareHost): ShareSession {
  const [view, setView] = createSignal<ShareView>(VIEW_BEFORE);
  const [link, setLink] = createSignal<{ readonly link: ShareLink; readonly offer: LinkOffer } | null>(null);
  const [isJoined, setJoined] = createSignal(false);
  let opened: { readonly group: Promise<Group>; changed: () => void; stop: AbortController } | null = null;

  const group = async (): Promise<Group> => {
    if (!opened) throw new ShareProblem('log-not-ready');
    return opened.group;
  };
  const call = async <Name extends keyof NodeApi & string>(
    name: Name,
    ...args: Parameters<NodeApi[Name]>
  ): Promise<Awaited<ReturnType<NodeApi[Name]>>> => {
    try {
      const found = await group();
      return (await found.call(name, ...args)) as Awaited<ReturnType<NodeApi[Name]>>;
    } catch (error) {
      throw toProblem(error);
    }
  };

  /** The log of a workspace that was just opened. */
  const untilReady = async (): Promise<void> => {
    const untilMs = performance.now() + READY_LIMIT_MS;
    while (view().log === 'starting' && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, READY_EVERY_MS));
    if (view().log !== 'ready') throw new ShareProblem('log-not-ready');
  };

  const readLink = async (text: string): Promise<void> => {
    const { parseShareLink } = await import('../sync/share-link.ts');
    const { toFingerprintWords } = await import('../sync/log/fingerprint-words.ts');
    const read = await parseShareLink(text.trim());
    if (typeof read === 'string') throw new ShareProblem(read);
    const words = toFingerprintWords(read.workspace as EnvelopeId);
    const known = host.findLinked(read.workspace) !== null;
    const offer = { workspace: read.workspace, name: read.name, words, role: read.role, known };
    setLink({ link: read, offer });
  };

  const join = async (name: string): Promise<void> => {
    const found = link();
    if (!found) throw new ShareProblem('not-a-link');
    const known = host.findLinked(found.link.workspace);
    setLink(null);
    if (known) {
      await host.switchTo(known);
      await untilReady();
      // Newer keys, or an invitation for somebody who could only look.
      return call('useLink', found.link, name);
    }
    const id = crypto.randomUUID() as WorkspaceId;
    try {
      const { prepareJoined } = await import('../sync/node/joining.ts');
      await prepareJoined(id, found.link, name);
    } catch (error) {
      throw toProblem(error);
    }
    await host.addJoined(id, found.link.name || 'Shared workspace', found.link.workspace);
  };

  const state: ShareState = {
    view,
    canEdit: () => (view().log === 'ready' ? mayEdit(view()) : !isJoined()),
    startSharing: () => call('setSharing', true),
    stopSharing: () => call('setSharing', false),
    createViewerLink: async () => pageAddress() + (await call('createViewerLink')),
    inviteEditor: async () => pageAddress() + (await call('inviteEditor')),
    setName: (name) => call('setName', name),
    setRole: (device, role) => call('setRole', device, role),
    setServers: (addresses) => call('setServers', addresses),
    setIceServers: (addresses) => call('setIceServers', addresses),
    offerPairing: async () => {
      const { id, code } = await call('offerPairing');
      const cancel = () => void call('cancelPairing', id).catch(() => undefined);
      return { code, cancel, accept: (answer) => call('connectPairing', id, answer) };
    },
    answerPairing: async (offer) => {
      const { id, code } = await call('answerPairing', offer);
      const cancel = () => void call('cancelPairing', id).catch(() => undefined);
      const connected = call('connectPairing', id, null);
      connected.catch(() => undefined);
      return { code, cancel, connected };
    },
    exportForTeammate: (device, withArtifacts) => call('exportForTeammate', device, withArtifacts),
    importFromTeammate: (file) => call('importFromTeammate', file),
    useFolder: (folder) => call('useFolder', folder),
    pauseTransfer: () => call('pauseTransfer'),
    resumeTransfer: () => call('resumeTransfer'),
    fetchArtifacts: (chunks) => call('fetchArtifacts', chunks === 'all' ? 'all' : chunks.map(toHash)),
    fetchPoints: (packs) => call('fetchPoints', packs.map(toHash)),
    look: (label, href) => {
      if (view().sharing) void call('look', label, href).catch(() => undefined);
    },
    history: (limit) => call('history', limit),
    writersOf: async (clients) => (view().log === 'ready' ? call('writersOf', clients) : new Map()),
    pendingLink: () => link()?.offer ?? null,
    readLink,
    join,
    dismissLink: () => setLink(null),
  };

  const open = (workspace: WorkspaceId, name: string, joined: boolean): void => {
    setJoined(joined);
    setView(VIEW_BEFORE);
    const started = { changed: (): void => undefined };
    const stop = new AbortController();
    const opening = start(workspace, name, host, started, stop.signal, (news) => {
      setView((before) => reuse(before, news));
      if (news.fingerprint !== '') host.identified(workspace, news.fingerprint);
      followName(workspace, name, joined, news);
    });
    opened = { group: opening, changed: () => started.changed(), stop };
    opening.catch((error: unknown) => {
      if (isAbort(error)) return;
      if (opened?.group === opening) setView({ ...VIEW_BEFORE, log: 'failed' });
      reportError(error);
    });
  };
  let known = '';
  /** The founder's own name for it holds; whoever joined follows the log. */
  const followName = (workspace: WorkspaceId, local: string, joined: boolean, news: ShareView): void => {
    if (news.log !== 'ready' || news.name === '' || news.name === known) return;
    const isFirst = known === '';
    known = news.name;
    if (joined || !isFirst) host.nameChanged(workspace, news.name);
    else if (news.name !== local && news.role === 'owner') renamed(local);
  };
  const renamed = (name: string): void => {
    void call('setWorkspaceName', name).catch(() => undefined);
  };
  const close = async (): Promise<void> => {
    known = '';
    const closing = opened;
    opened = null;
    closing?.stop.abort();
    await (await closing?.group.catch(() => null))?.close();
  };
  onCleanup(() => void close());
  return { state, open, close, renamed, editsChanged: () => opened?.changed() };
}

/** Loads what runs a workspace's log and joins the tabs that have it open. */
async function start(
  workspace: WorkspaceId,
  name: string,
  host: ShareHost,
  hooks: { changed: () => void },
  signal: AbortSignal,
  onView: (view: ShareView) => void,
): Promise<Group> {
  await waitFor(START_AFTER_MS, signal);
  const [{ TabGroup: Tabs }, { WorkspaceNode }] = await Promise.all([
    import('../sync/tab-group.ts'),
    import('../sync/node/workspace-node.ts'),
  ]);
  const load = () => host.factsChanged(workspace).catch(reportError);
  const factsChanged = makeUnhurried(load, FACTS_AFTER_MS);
  const lead = async (tell: (view: ShareView) => void) => {
    const keeper = makeChunkKeeper(workspace);
    const app = readBuildMark().version;
    const surroundings = { edits: host.edits, workspaceName: name, app, keepChunks: keeper.keep };
    const node = await WorkspaceNode.start(workspace, surroundings, host.adoptPack, factsChanged, tell);
    hooks.changed = () => node.editsChanged();
    const close = async () => {
      hooks.changed = () => undefined;
      await node.close();
      keeper.close();
    };
    const api: NodeApi = node;
    return { api, close };
  };
  const tabs: Group = new Tabs<NodeApi, ShareView>(
    workspace,
    lead,
    codeOf,
    (code) => new ShareProblem(code as ShareProblemCode),
  );
  tabs.onNews = onView;
  tabs.onFailure = (error) =>
    onView({ ...VIEW_BEFORE, log: isUnsupported(error) ? 'unsupported' : 'failed' });
  return tabs;
}

/** Ends at once when nobody waits for it any more. */
function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('The workspace was closed.', 'AbortError'));
    });
  });
}

function mayEdit({ role }: ShareView): boolean {
  return role === 'owner' || role === 'editor';
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'QuotaExceededError') return 'disk-full';
  return (typeof code === 'string' ? CODES[code] : undefined) ?? 'failed';
}

function toProblem(error: unknown): ShareProblem {
  if (error instanceof ShareProblem) return error;
  console.error('Sharing failed', error);
  return new ShareProblem(codeOf(error) as ShareProblemCode);
}

/** No Ed25519 in this browser, or no WebCrypto on a page that is not secure. */
function isUnsupported(error: unknown): boolean {
  const { name } = (error ?? {}) as { name?: unknown };
  return name === 'NotSupportedError' || (globalThis.crypto as Crypto | undefined)?.subtle === undefined;
}

function pageAddress(): string {
  return location.href.split('#', 1)[0] ?? '';
}
