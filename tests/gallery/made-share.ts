import { createSignal } from 'solid-js';
import { reuse } from '../../src/base/reuse.ts';
import type { LinkOffer, MemberView, PeerState, PeerView, ShareView } from '../../src/domain/share-view.ts';
import { ShareProblem, type ShareProblemCode, type ShareState } from '../../src/state/share.ts';

/** A fixed moment, so that pictures of two runs are alike. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12, 0);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const WORDS = ['otter', 'cedar', 'violin', 'granite', 'seven', 'harbour'];
const NAMES = [
  'Ana Lima',
  'Ben',
  'Chiara Rossi',
  'Dmitri',
  'Eve',
  'Farid Haddad',
  'Grace',
  'Heinrich von Ofterdingen',
];

export const ALONE: ShareView = {
  log: 'ready',
  fingerprint: 'f'.repeat(64),
  name: 'Taxi team',
  words: WORDS,
  role: 'owner',
  me: 'me',
  myName: 'Mia Berg',
  sharing: false,
  waitingForOwner: false,
  members: [],
  invites: [],
  peers: [],
  servers: [{ address: 'wss://signal.example.org', state: 'connecting' }],
  iceServers: [],
  transfer: {
    records: { here: 214, total: 214 },
    points: { here: 300, total: 1000 },
    artifacts: { here: 3, total: 214 },
    artifactsHeldBy: [],
    state: 'idle',
    bytesPerSecond: 0,
  },
  contentHash: '4f3a9c0d'.repeat(8),
  changeCount: 0,
  unsentCount: 0,
  waitingCount: 0,
  newerCount: 0,
  refusals: [],
  lastMetMs: null,
};

export function member(index: number, part: Partial<MemberView> = {}): MemberView {
  return {
    device: `device-${index}`,
    name: NAMES[index % NAMES.length] ?? '',
    colour: index,
    role: index === 0 ? 'owner' : 'editor',
    isMe: false,
    sinceMs: NOW_MS - index * DAY_MS,
    admittedBy: 'me',
    forked: false,
    ...part,
  };
}

const ME = member(9, { device: 'me', name: 'Mia Berg', isMe: true, role: 'owner', admittedBy: null });

export function peer(index: number, state: PeerState, part: Partial<PeerView> = {}): PeerView {
  const { device, name, colour, role } = member(index);
  return { device, name, colour, role, state, looking: null, ...part };
}

const LOOKING = { label: 'run xgb-depth-9', href: '#/runs/a1' };

/** Sharing with so many, all in sync. */
export function sharingWith(count: number): ShareView {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    ...ALONE,
    sharing: true,
    members: [ME, ...indexes.map((index) => member(index))],
    invites: [{ id: 'invite-1', role: 'editor', expiresMs: Date.UTC(2999, 0, 1), usedBy: null }],
    peers: indexes.map((index) =>
      peer(index, { kind: 'in-sync' }, { looking: index % 2 === 0 ? LOOKING : null }),
    ),
    servers: [{ address: 'wss://signal.example.org', state: 'connected' }],
    transfer: {
      ...ALONE.transfer,
      artifactsHeldBy: ['Ana Lima'],
      state: 'running',
      bytesPerSecond: 1_250_000,
    },
    lastMetMs: NOW_MS,
  };
}

export const OFFER: LinkOffer = {
  workspace: 'f'.repeat(64),
  name: 'Taxi team',
  words: WORDS,
  role: 'editor',
  known: false,
};

/** 150 letters, as a real code has. */
export const CODE = 'Q1AzX9kP7mT2vB5nC8rL0wJ4hG6dF3sYeUoIaZxKqEtNbMc-'.repeat(4).slice(0, 150);

export interface MadeShare extends ShareState {
  /** What was called, with its arguments as JSON. */
  readonly calls: readonly string[];
  /** The same view as new data, as the node tells it several times a second while something moves. */
  tellAgain(): void;
}

/** A share state driven by hand: it stands as it is given, and its methods write down that they were called. */
export function makeShare(
  view: ShareView,
  options: { offer?: LinkOffer; fails?: ShareProblemCode } = {},
): MadeShare {
  const [pendingLink, setPendingLink] = createSignal<LinkOffer | null>(options.offer ?? null);
  const [now, setNow] = createSignal(view);
  const calls: string[] = [];
  const call = async <T>(name: string, answer: T, ...args: readonly unknown[]): Promise<T> => {
    calls.push(`${name} ${JSON.stringify(args)}`);
    if (options.fails) throw new ShareProblem(options.fails);
    return answer;
  };
  return {
    calls,
    tellAgain: () =>
      void setNow((before) => reuse(before, { ...structuredClone(before), lastMetMs: Date.now() })),
    view: now,
    canEdit: () => now().role === 'owner' || now().role === 'editor',
    startSharing: async () => {
      await call('startSharing', undefined);
      setNow({ ...now(), sharing: true });
    },
    stopSharing: async () => {
      await call('stopSharing', undefined);
      setNow({ ...now(), sharing: false, peers: [] });
    },
    createViewerLink: () => call('createViewerLink', `https://cairn.example.org/#join=${CODE}${CODE}`),
    inviteEditor: () => call('inviteEditor', `https://cairn.example.org/#join=${CODE}${CODE}`),
    setName: (name) => call('setName', undefined, name),
    setRole: (device, role) => call('setRole', undefined, device, role),
    setServers: (addresses) => call('setServers', undefined, addresses),
    setIceServers: (addresses) => call('setIceServers', undefined, addresses),
    offerPairing: () =>
      call('offerPairing', {
        code: CODE,
        accept: (answer: string) => call('accept', undefined, answer),
        cancel: () => void calls.push('cancel offer'),
      }),
    answerPairing: (code) =>
      call(
        'answerPairing',
        {
          code: CODE,
          connected: new Promise<void>(() => undefined),
          cancel: () => void calls.push('cancel answer'),
        },
        code,
      ),
    exportForTeammate: (device, withArtifacts) =>
      call('exportForTeammate', new Blob(['sync']), device, withArtifacts),
    importFromTeammate: () => call('importFromTeammate', { changes: 12, chunks: 3, letIn: 0 }),
    useFolder: (folder) => call('useFolder', undefined, folder.name),
    pauseTransfer: () => call('pauseTransfer', undefined),
    resumeTransfer: () => call('resumeTransfer', undefined),
    fetchArtifacts: (chunks) => call('fetchArtifacts', undefined, chunks),
    fetchPoints: async () => undefined,
    look: () => undefined,
    history: (limit) => call('history', HISTORY.slice(0, limit), limit),
    writersOf: async () => new Map(),
    pendingLink,
    readLink: async (text) => {
      await call('readLink', undefined, text);
      if (!text.includes('#join=')) throw new ShareProblem('not-a-link');
      setPendingLink(OFFER);
    },
    join: async (name) => {
      await call('join', undefined, name);
      setPendingLink(null);
    },
    dismissLink: () => {
      calls.push('dismissLink');
      setPendingLink(null);
    },
  };
}

const HISTORY = [
  { id: '1', atMs: NOW_MS - 60_000, who: 'Ana Lima', label: 'Rename run', about: 'a1', value: 'xgb-depth-9' },
  {
    id: '2',
    atMs: NOW_MS - HOUR_MS,
    who: 'Eve',
    label: 'Set tag team',
    about: 'a2',
    value: 'fraud',
    refused: 'role',
  },
  { id: '3', atMs: NOW_MS - DAY_MS, who: 'Ben', label: 'Delete 3 runs', about: '', value: '' },
].map(({ id, atMs, who, label, about, value, refused }) => ({
  id,
  atMs,
  who,
  device: who,
  notes: [{ label, about, value }],
  refused: refused ?? null,
}));
