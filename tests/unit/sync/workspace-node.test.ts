import { NO_EDITS } from '../../../src/domain/edits.ts';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toRunKey, toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import { type ShareView, VIEW_BEFORE } from '../../../src/domain/share-view.ts';
import { LogStore } from '../../../src/storage/log-store.ts';
import { EditLog } from '../../../src/sync/edit-log.ts';
import { prepareJoined } from '../../../src/sync/node/joining.ts';
import { Meeting } from '../../../src/sync/node/meeting.ts';
import { WorkspaceNode } from '../../../src/sync/node/workspace-node.ts';
import { parseShareLink, type ShareLink } from '../../../src/sync/share-link.ts';

let workspace: WorkspaceId;
let nodes: WorkspaceNode[];
let view: ShareView;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  nodes = [];
  view = VIEW_BEFORE;
  vi.stubGlobal('reportError', console.error);
  const locks = { request: (_: string, __: unknown, work: (lock: object) => Promise<void>) => work({}) };
  vi.stubGlobal('navigator', { locks });
});
afterEach(async () => {
  for (const node of nodes) await node.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function start(): Promise<WorkspaceNode> {
  const edits = () => NO_EDITS;
  const node = await WorkspaceNode.start(
    workspace,
    { edits, workspaceName: 'W', app: 'test', keepChunks: async () => undefined },
    async () => null,
    () => undefined,
    (news) => {
      view = news;
    },
  );
  nodes.push(node);
  return node;
}

async function rename(): Promise<void> {
  const log = await EditLog.open(workspace);
  log.docs.rename(toRunKey('a'), 'n');
  await log.close();
}

describe('the node of a workspace', () => {
  test('tells what is true, and seals what was edited', async () => {
    await start();
    await vi.waitFor(() => expect(view).toMatchObject({ log: 'ready', role: 'owner' }));
    await rename();
    const store = new LogStore(workspace);
    await vi.waitFor(async () => expect(await store.loadNewest(9)).toHaveLength(2), 3000);
    store.close();
  });

  test('that could not start writes nothing beside the tab that leads next', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(LogStore.prototype, 'loadSecret').mockImplementation(async (id) => {
      if (id === 'sharing') throw new Error('broken');
      return null;
    });
    await expect(start()).rejects.toThrow('broken');
    await rename();
    const append = vi.spyOn(LogStore.prototype, 'append');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(append).not.toHaveBeenCalled();
  });

  test('lets go of everything even when it cannot leave a room', async () => {
    const node = await start();
    const { meeting } = node as unknown as { readonly meeting: { close(): Promise<void> } };
    vi.spyOn(meeting, 'close').mockRejectedValue(new Error('stuck'));
    const close = vi.spyOn(LogStore.prototype, 'close');
    nodes = [];
    await expect(node.close()).rejects.toThrow('stuck');
    expect(close).toHaveBeenCalled();
  });

  test('says why an owner cannot leave a workspace alone', async () => {
    const node = await start();
    await vi.waitFor(() => expect(view.log).toBe('ready'));
    await expect(node.setRole(view.me, 'editor')).rejects.toMatchObject({ code: 'last-owner' });
  });
});

test('a later link to a workspace that is here asks for more than looking', async () => {
  vi.spyOn(Meeting.prototype, 'goTo').mockResolvedValue();
  const owner = await start();
  await vi.waitFor(() => expect(view.log).toBe('ready'));
  // An owner needs no link, whoever made it.
  const { inviteSecret, ...link } = await linkOf(owner);
  await owner.useLink({ ...link, inviteSecret }, 'N');
  const joined = toWorkspaceId(crypto.randomUUID());
  await prepareJoined(joined, { ...link, role: 'link-viewer', inviteSecret: null }, 'Zoe');
  workspace = joined;
  const viewer = await start();
  await vi.waitFor(() => expect(view).toMatchObject({ role: 'link-viewer', waitingForOwner: false }));
  await viewer.useLink({ ...link, inviteSecret }, 'N');
  await vi.waitFor(() => expect(view.waitingForOwner).toBe(true));
});

async function linkOf(node: WorkspaceNode): Promise<ShareLink> {
  const link = await parseShareLink(await node.inviteEditor());
  if (typeof link === 'string') throw new Error(link);
  return link;
}
