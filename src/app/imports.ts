import { useNavigate } from '@solidjs/router';
import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import type { WorkspaceId } from '../domain/ids.ts';
import { createImportFlow, type ImportFlow } from '../features/import/index.ts';
import type { DroppedItem } from '../rpc/import-api.ts';
import { settings } from '../state/settings.ts';
import { useShare } from '../state/share.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { FIRST_WORKSPACE, SAMPLE_WORKSPACE } from '../storage/home-db.ts';
import { showToast } from '../ui/toast.tsx';

/** What the frame knows of imports. */
export interface Imports {
  readonly flow: ImportFlow;
  /** How many there were as far as it matters whether the browser keeps them. */
  readonly count: Accessor<number>;
  readonly importItems: (items: readonly DroppedItem[]) => void;
  readonly loadSample: () => Promise<void>;
}

/** Where what is imported goes. `onItems` is told what it is before it begins. */
export function createImports(
  session: WorkspaceSession,
  workspaceName: Accessor<string>,
  onItems: (items: readonly DroppedItem[]) => void,
): Imports {
  const navigate = useNavigate();
  const share = useShare();
  const [importsHere, setImportsHere] = createSignal(0);
  const flow = createImportFlow(async (_, { workspace }) => {
    await session.factsChanged(workspace);
    setImportsHere((count) => count + 1);
    // The browser's own address: the router's lags while a screen is loaded, and whoever is on the way to a run goes on.
    const [path = ''] = window.location.hash.slice(1).split('?');
    if (['/', '', '/experiments/all'].includes(path)) navigate('/experiments/all');
  });
  // What an import brought is said of the workspace it went to.
  createEffect(on(session.current, () => flow.dismiss(), { defer: true }));

  const target = (workspace: WorkspaceId) => {
    session.expectFacts();
    const goal = session.has(workspace) ? workspace : session.current();
    return {
      workspace: goal,
      // Of a workspace that is not open, the import finds out.
      ...(goal === session.current() ? { mayEdit: share.canEdit() } : {}),
      artifactBudgetBytes: settings.artifactBudgetBytes(),
      artifactLimitBytes: settings.artifactLimitBytes(),
      foldRuns: settings.foldRuns(),
    };
  };
  return {
    flow,
    // The sample can be loaded again: nobody needs to be asked to keep it.
    count: () =>
      (session.runCount() ?? 0) > 0 && session.current() !== SAMPLE_WORKSPACE ? 1 + importsHere() : 0,
    importItems: (items) => {
      onItems(items);
      // Where it was dropped is where it goes, wherever the person is when its turn comes. The sample stays as it is:
      // what a person drops goes to a workspace of their own.
      const fromSample = session.current() === SAMPLE_WORKSPACE;
      const workspace = fromSample ? FIRST_WORKSPACE : session.current();
      void flow.start(items, async () => {
        if (!fromSample) return target(workspace);
        // What is on the screen is of the sample. Home twice: see the switcher of workspaces.
        navigate('/');
        await session.switchTo(FIRST_WORKSPACE);
        navigate('/', { replace: true });
        return { ...target(workspace), into: workspaceName() };
      });
    },
    loadSample: async () => {
      await session.openSample();
      navigate('/experiments/all');
      if ((session.runCount() ?? 0) > 0) return;
      const response = await fetch('./sample.zip');
      if (!response.ok) return showToast({ text: 'The sample could not be loaded.', tone: 'failed' });
      const file = new File([await response.blob()], 'sample.zip');
      await flow.start([{ kind: 'file', path: file.name, file }], async () => {
        if (!session.has(SAMPLE_WORKSPACE)) await session.openSample();
        return target(SAMPLE_WORKSPACE);
      });
    },
  };
}
