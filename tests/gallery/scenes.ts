import type { LinkOffer, ShareView } from '../../src/domain/share-view.ts';
import { ALONE, NOW_MS, OFFER, peer, sharingWith } from './made-share.ts';

/** A state of sharing, a screen, and what is pressed there to reach what is looked at. */
export interface Scene {
  readonly view: ShareView;
  readonly offer?: LinkOffer;
  /** Screen of the app; the table of runs when absent. */
  readonly hash?: string;
  /** Names of buttons or menu entries, pressed in order. */
  readonly press?: readonly string[];
  /** Name of the dialog that is open then. */
  readonly dialog?: string;
}

const TWO = sharingWith(2);
const VIEWER: ShareView = {
  ...TWO,
  role: 'viewer',
  members: TWO.members.map((member) =>
    member.isMe ? { ...member, role: 'viewer', admittedBy: 'device-0' } : member,
  ),
};
const RUN = '#/runs/a1';
const SHARE = { press: ['Share'], dialog: 'Share workspace' } as const;

export const SCENES = {
  alone: { view: ALONE },
  'sharing-2': { view: TWO },
  'sharing-8': { view: sharingWith(8) },
  seeking: { view: { ...ALONE, sharing: true, lastMetMs: NOW_MS - 3 * 3_600_000 } },
  exchanging: {
    view: {
      ...TWO,
      peers: [peer(0, { kind: 'exchanging', done: 120, total: 400 }), peer(1, { kind: 'in-sync' })],
    },
  },
  refused: {
    view: {
      ...TWO,
      peers: [
        peer(0, { kind: 'in-sync' }),
        peer(4, { kind: 'refused', code: 'not-a-member' }),
        peer(1, { kind: 'different' }),
      ],
      refusals: [{ code: 'role', who: 'Eve', count: 4 }],
    },
  },
  waiting: { view: { ...TWO, waitingForOwner: true, peers: [peer(3, { kind: 'connecting' })] } },
  unsupported: { view: { ...ALONE, log: 'unsupported', words: [] } },
  'share-alone': { view: ALONE, ...SHARE },
  'share-8': { view: sharingWith(8), ...SHARE },
  'share-viewer': { view: VIEWER, ...SHARE },
  'share-unsupported': { view: { ...ALONE, log: 'unsupported', words: [] }, ...SHARE },
  'share-links': {
    view: TWO,
    press: ['Share', 'Create viewer link', 'Invite editor'],
    dialog: 'Share workspace',
  },
  'share-servers': {
    view: {
      ...TWO,
      servers: [
        { address: 'wss://signal.example.org', state: 'connected' },
        { address: 'wss://other.example.org', state: 'refused' },
        { address: 'ws://localhost:4444', state: 'unreachable' },
      ],
    },
    ...SHARE,
  },
  pairing: { view: ALONE, press: ['Share', 'Pair without a server'], dialog: 'Share workspace' },
  'pairing-offer': {
    view: ALONE,
    press: ['Share', 'Pair without a server', 'Show a code'],
    dialog: 'Share workspace',
  },
  'pairing-answer': {
    view: ALONE,
    press: ['Share', 'Pair without a server', 'Enter their code'],
    dialog: 'Share workspace',
  },
  export: { view: TWO, press: ['Share', 'Export for a teammate'], dialog: 'Share workspace' },
  join: { view: ALONE, offer: OFFER, dialog: 'Join workspace' },
  'join-known': {
    view: ALONE,
    offer: { ...OFFER, known: true, role: 'link-viewer' },
    dialog: 'Join workspace',
  },
  paste: {
    view: ALONE,
    press: ['Workspace Taxi team', 'Join with a link …'],
    dialog: 'Join workspace',
  },
  'sync-2': { view: TWO, press: ['Up to date with Ana Lima and Ben'], dialog: 'Sync' },
  'sync-trouble': {
    view: {
      ...TWO,
      peers: [peer(0, { kind: 'needs-newer' }), peer(1, { kind: 'gone', lastMetMs: NOW_MS - 7_200_000 })],
      refusals: [
        { code: 'role', who: 'Eve', count: 4 },
        { code: 'bad-signature', who: 'Eve', count: 1 },
      ],
      unsentCount: 3,
      waitingCount: 3,
      newerCount: 2,
      transfer: { ...TWO.transfer, state: 'disk-full' },
    },
    press: ['Refused: 5 changes'],
    dialog: 'Sync',
  },
  'run-editor': { view: TWO, hash: RUN },
  'run-viewer': { view: VIEWER, hash: RUN },
  'run-nobody': { view: ALONE, hash: RUN },
  'runs-viewer': { view: VIEWER },
  'alerts-editor': { view: TWO, hash: '#/alerts' },
  'alerts-viewer': { view: VIEWER, hash: '#/alerts' },
  'alert-rule': { view: TWO, hash: '#/alerts', press: ['New rule'], dialog: 'New rule' },
} satisfies Readonly<Record<string, Scene>>;

export type SceneName = keyof typeof SCENES;
