import { A, useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createSignal, type JSX, lazy, on, Show, Suspense } from 'solid-js';
import type { WorkspaceId } from '../domain/ids.ts';
import {
  createImportFlow,
  DropTarget,
  ImportInputs,
  ImportPanel,
  TableReview,
} from '../features/import/index.ts';
import type { DroppedItem } from '../rpc/import-api.ts';
import { type Actions, ActionsContext } from '../state/actions.ts';
import { settings } from '../state/settings.ts';
import { useShare } from '../state/share.ts';
import { createTheme } from '../state/theme.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { FIRST_WORKSPACE, SAMPLE_WORKSPACE } from '../storage/home-db.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { createIdle } from '../ui/idle.ts';
import { showToast, Toasts } from '../ui/toast.tsx';
import { createNavigationFocus } from './navigation-focus.ts';
import { PaletteParts } from './palette-parts.tsx';
import { createPresence } from './presence.ts';
import { SaveNotice } from './save-notice.tsx';
import { type ShareAsking, ShareCorner, ShareDialogs } from './share-parts.tsx';
import { StorageBadge, StorageNotice } from './storage-notice.tsx';
import './shell.css';
import { createStageWarnings } from './stage-warnings.ts';
import { UndoButtons } from './undo-buttons.tsx';
import { createUndoKeys } from './undo-keys.ts';
import { createWatchParts } from './watch-parts.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

const ExperimentList = lazy(async () => ({
  default: (await import('../features/experiments/index.ts')).ExperimentList,
}));

const AlertTelling = lazy(async () => ({ default: (await import('./alert-telling.tsx')).AlertTelling }));
const UpdatePrompt = lazy(async () => ({ default: (await import('./update-prompt.tsx')).UpdatePrompt }));

/** Beyond it, how many there are is nothing to count. */
const MOST_COUNTED = 999;
/** How long what may wait for the first screen waits for a quiet moment after it. */
const IDLE_WITHIN_MS = 2000;

/** The frame around every screen: navigation, import, messages. */
export function Shell(props: {
  readonly session: WorkspaceSession;
  readonly children?: JSX.Element;
}): JSX.Element {
  const { session } = props;
  const navigate = useNavigate();
  const [importsHere, setImportsHere] = createSignal(0);
  // The sample can be loaded again: nobody needs to be asked to keep it.
  const imports = () =>
    (session.runCount() ?? 0) > 0 && session.current() !== SAMPLE_WORKSPACE ? 1 + importsHere() : 0;
  const flow = createImportFlow(async (_, { workspace }) => {
    await session.factsChanged(workspace);
    setImportsHere((count) => count + 1);
    // The browser's own address: the router's lags while a screen is loaded, and whoever is on the way to a run goes on.
    const [path = ''] = window.location.hash.slice(1).split('?');
    if (['/', '', '/experiments/all'].includes(path)) navigate('/experiments/all');
  });
  const location = useLocation();
  const [listOpen, setListOpen] = createSignal(false);
  createEffect(
    on(
      () => location.pathname,
      () => setListOpen(false),
      { defer: true },
    ),
  );
  const share = useShare();
  const [shareAsking, setShareAsking] = createSignal<ShareAsking>(null);
  const workspaceName = () =>
    session.workspaces().find((workspace) => workspace.id === session.current())?.name ?? 'Cairn';
  const isOpened = createIdle(
    IDLE_WITHIN_MS,
    () => session.runCount() !== null || session.failure() !== null,
  );
  const watching = createWatchParts();
  let openers = { files: () => {}, folder: () => {} };
  createTheme();
  createPresence(session.share, () => location.pathname + location.search);
  createUndoKeys(session.edits, share.canEdit);
  createStageWarnings(session.edits, session.query.api);
  createNavigationFocus(
    () => location.pathname,
    () => document.getElementById('main'),
  );
  // What an import brought is said of the workspace it went to.
  createEffect(on(session.current, () => flow.dismiss(), { defer: true }));

  const importItems = (items: readonly DroppedItem[]): void => {
    watching.imported(items);
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
  };
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
  // What waits to be opened waits for this.
  void import('./take-handed-files.ts').then(({ takeHandedFiles }) => takeHandedFiles(importItems));
  const loadSample = async (): Promise<void> => {
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
  };
  const actions: Actions = {
    importFiles: () => openers.files(),
    importFolder: () => openers.folder(),
    watchFolder: watching.watchFolder,
    openWatched: watching.openList,
    loadSample: () => void loadSample(),
    factsCommitted: session.factsChanged,
  };
  const review = () => {
    const state = flow.state();
    return state.kind === 'review' ? state : null;
  };

  return (
    <ActionsContext.Provider value={actions}>
      <button type="button" class="skip-link" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <div class="titlebar" aria-hidden="true">
        {workspaceName()}
      </div>
      <div class="shell">
        <aside class="sidebar" classList={{ 'is-open': listOpen() }} aria-label="Workspace and navigation">
          <div class="sidebar-head">
            <WorkspaceSwitcher session={session} onJoin={() => setShareAsking('join')} />
            <Button small aria-haspopup="dialog" onClick={() => setShareAsking('share')}>
              Share
            </Button>
          </div>
          <Button
            class="list-toggle"
            variant="quiet"
            aria-expanded={listOpen()}
            onClick={() => setListOpen((open) => !open)}
          >
            Experiments
          </Button>
          <nav class="main-nav" aria-label="Main">
            <NavLink href="/experiments/all" section="/experiments" icon="flask" label="Experiments" />
            <NavLink href="/models" section="/models" icon="model" label="Models" />
            <NavLink href="/data" section="/data" icon="data" label="Data" />
            <NavLink
              href="/alerts"
              section="/alerts"
              icon="bell"
              label="Alerts"
              count={session.alerts.openCount()}
            />
            <NavLink href="/settings" section="/settings" icon="settings" label="Settings" />
          </nav>
          <watching.Mark />
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: choosing an entry closes the sheet; the entries are links. */}
          <div class="sidebar-list" onClick={(event) => event.target.closest('a') && setListOpen(false)}>
            {/* Of a first visit it is no part: there is nothing to list. */}
            <Show when={session.hadRuns() || isOpened()}>
              <Suspense>
                <ExperimentList />
              </Suspense>
            </Show>
          </div>
          <div class="sidebar-foot">
            <div class="import-actions">
              <Button icon="upload" onClick={actions.importFiles}>
                Import files
              </Button>
              <Button icon="folder" onClick={actions.importFolder}>
                Import folder
              </Button>
              <Button icon="pulse" onClick={actions.watchFolder}>
                Watch folder
              </Button>
            </div>
            <p class="sidebar-hint">or drop files and folders anywhere</p>
            <UndoButtons edits={session.edits} />
            <StorageBadge imports={imports} />
            <SaveNotice session={session} />
            <ShareCorner isShown={isOpened()} />
          </div>
        </aside>
        <main id="main" tabindex="-1" class="main">
          <Show when={session.failure()} fallback={<Suspense>{props.children}</Suspense>}>
            {(failure) => <OpenFailure message={failure()} />}
          </Show>
        </main>
        <div class="shell-foot">
          <Suspense>
            <Show when={isOpened()}>
              <UpdatePrompt busy={flow.busy} />
              <AlertTelling session={session} />
            </Show>
          </Suspense>
          <StorageNotice imports={imports} />
          <watching.Notice />
          <Suspense>
            <Show when={flow.state().kind !== 'idle'}>
              <ImportPanel flow={flow}>
                <watching.Offer isImporting={flow.busy()} stop={flow.cancel} />
              </ImportPanel>
            </Show>
          </Suspense>
        </div>
      </div>
      <ImportInputs onItems={importItems} openers={(given) => (openers = given)} />
      <DropTarget onItems={importItems} />
      <Show when={review()}>
        {(state) => <TableReview sources={state().sources} onDone={flow.confirm} onCancel={flow.cancel} />}
      </Show>
      <ShareDialogs asking={shareAsking()} workspace={workspaceName()} onClose={() => setShareAsking(null)} />
      <PaletteParts session={session} actions={actions} onShare={() => setShareAsking('share')} />
      <watching.Dialogs />
      <Toasts />
    </ActionsContext.Provider>
  );
}

function NavLink(props: {
  readonly href: string;
  /** Addresses below it count as being there. */
  readonly section: string;
  readonly icon: IconName;
  readonly label: string;
  /** Of what waits there. */
  readonly count?: number;
}): JSX.Element {
  const location = useLocation();
  const isHere = () => location.pathname.startsWith(props.section);
  return (
    <A href={props.href} class="nav-link" aria-current={isHere() ? 'page' : undefined} activeClass="">
      <Icon name={props.icon} />
      <span>{props.label}</span>
      <Show when={props.count}>
        {(count) => (
          <span class="nav-count">
            {count() > MOST_COUNTED ? `${MOST_COUNTED}+` : count()}
            <span class="unseen"> not acknowledged</span>
          </span>
        )}
      </Show>
    </A>
  );
}

function OpenFailure(props: { readonly message: string }): JSX.Element {
  return (
    <section class="welcome" role="alert">
      <h1>The storage of this browser cannot be opened</h1>
      <p class="welcome-text">
        Another tab may be running another version of Cairn, or the browser forbids storage for this page.
        Your data has not been touched.
      </p>
      <pre>{props.message}</pre>
      <Button variant="primary" onClick={() => location.reload()}>
        Reload the page
      </Button>
    </section>
  );
}
