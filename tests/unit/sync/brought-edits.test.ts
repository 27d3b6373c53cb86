import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toRunKey, type WorkspaceId } from '../../../src/domain/ids.ts';
import { EditStore } from '../../../src/storage/edit-store.ts';
import { LogStore } from '../../../src/storage/log-store.ts';
import { isSoleAuthor } from '../../../src/sync/bundle/sole-author.ts';
import { NodeLog } from '../../../src/sync/node/node-log.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { bundleOf, edit, hashOf, openBundle } from '../../support/bundled.ts';
import { freshWorkspace, importEvents } from '../../support/exported.ts';
import { edit as editBody } from '../../support/log-bodies.ts';
import { NOW, Person } from '../../support/log-team.ts';
import { madeFormat } from '../../support/made-run.ts';

const run = toRunKey('a');
let opened: NodeLog[];

beforeEach(() => {
  opened = [];
  vi.stubGlobal('reportError', console.error);
});
afterEach(async () => {
  for (const node of opened) await node.close();
  vi.unstubAllGlobals();
});

async function openNode(workspace: WorkspaceId): Promise<NodeLog> {
  const ignore = () => undefined;
  const events = { imports: ignore, changed: ignore, written: ignore, factsChanged: ignore };
  const node = await NodeLog.open(workspace, { workspaceName: 'W', memberName: 'Ana' }, events);
  opened.push(node);
  return node;
}

async function withRun(): Promise<WorkspaceId> {
  const workspace = freshWorkspace();
  const events: ImportEvent[] = [];
  const source = madeFormat([{ id: 'a', loss: '1 2' }]).read(
    { path: '', file: null, tree: null as never },
    null as never,
  );
  for await (const event of source) events.push(event);
  await importEvents(workspace, events);
  return workspace;
}

async function unsealed(workspace: WorkspaceId): Promise<number> {
  const store = new LogStore(workspace);
  const count = await store.countUnsealed();
  store.close();
  return count;
}

test('a workspace that begins with a bundle of many pages signs all of it, and goes on', async () => {
  const from = await withRun();
  for (let page = 0; page < 30; page++) await edit(from, (docs) => docs.setTag(run, `t${page}`, 'x'));
  const bytes = await bundleOf(from);
  const to = freshWorkspace();
  const node = await openNode(to);
  const report = await openBundle(to, bytes);
  expect(report).toMatchObject({ outcome: 'committed', newRuns: 1, broughtEdits: true });
  await node.seal();
  await edit(to, (docs) => docs.rename(run, 'later'));
  await node.seal();
  expect(await unsealed(to)).toBe(0);
  expect(node.log.entries().filter(({ verdict }) => verdict !== 'accepted')).toEqual([]);
});

test('changes that a teammate has not sent yet are brought in under the own name, and refused by nobody', async () => {
  const team = await withRun();
  const node = await openNode(team);
  const ben = await Person.withLink({ log: node.log } as Person);
  const { device, agreementKey } = ben.log;
  await node.append({ type: 'admit', device, agreementKey, role: 'editor', name: 'Ben', invite: null });
  await ben.hear({ log: node.log } as Person);
  const page = new WorkspaceDocs();
  const updates: Uint8Array[] = [];
  page.onUpdate = (doc, update) => doc === 'workspace' && updates.push(update);
  page.rename(run, 'first');
  page.setTag(run, 'owner', 'ben');
  await ben.write(editBody(updates[0]!));
  const known = await ben.log.bytesOf(ben.log.missingFor(node.log.heads()));
  await node.log.ingest(
    known.flatMap((each) => each ?? []),
    NOW,
  );
  expect(await isSoleAuthor(team)).toBe(false);

  // Ben's browser, as it is before it sends the second change.
  const bens = await withRun();
  const store = new EditStore(bens);
  const row = { doc: 'workspace', kind: 'update', atMs: 0, writer: '', sealed: 0, notes: [] } as const;
  await store.append(updates.map((bytes) => ({ ...row, bytes: new Uint8Array(bytes) })));
  store.close();
  const report = await openBundle(team, await bundleOf(bens), { mayEdit: true });
  expect(report).toMatchObject({ newRuns: 0, sameRuns: 1, broughtEdits: true });
  await node.seal();
  expect(await unsealed(team)).toBe(0);
  // Now they come by themselves as well.
  await ben.write(editBody(updates[1]!));
  const late = await ben.log.bytesOf(ben.log.missingFor(node.log.heads()));
  await node.log.ingest(
    late.flatMap((each) => each ?? []),
    NOW,
  );
  expect(node.log.entries().filter(({ verdict }) => verdict !== 'accepted')).toEqual([]);
  expect(await hashOf(team)).toBe(await hashOf(bens));
});

test('somebody who may only look gets the runs of a bundle, is told of its edits, and keeps none', async () => {
  const from = await withRun();
  await edit(from, (docs) => docs.rename(run, 'theirs'));
  const bytes = await bundleOf(from);
  const to = freshWorkspace();
  const report = await openBundle(to, bytes, { mayEdit: false });
  expect(report).toMatchObject({ outcome: 'committed', newRuns: 1 });
  expect(report.broughtEdits).toBeUndefined();
  expect(report.problems).toMatchObject([{ code: 'bundle-edits-left' }]);
  expect(await unsealed(to)).toBe(0);
  // As an editor, the same bundle brings them.
  expect(await openBundle(to, bytes, { mayEdit: true })).toMatchObject({ broughtEdits: true, problems: [] });
});
