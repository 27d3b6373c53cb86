import { useLocation } from '@solidjs/router';
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { DropTarget, ImportInputs, ImportPanel, TableReview } from '../features/import/index.ts';
import { type Actions, ActionsContext } from '../state/actions.ts';
import { useShare } from '../state/share.ts';
import { createTheme } from '../state/theme.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { Button } from '../ui/button.tsx';
import { createIdle } from '../ui/idle.ts';
import { Toasts } from '../ui/toast.tsx';
import { createImports, type Imports } from './imports.ts';
import { createNavigationFocus } from './navigation-focus.ts';
import { PaletteParts } from './palette-parts.tsx';
import { createPresence } from './presence.ts';
import { type ShareAsking, ShareDialogs } from './share-parts.tsx';
import './shell.css';
import { Sidebar } from './sidebar.tsx';
import { createStageWarnings } from './stage-warnings.ts';
import { StorageNotice } from './storage-notice.tsx';
import { createUndoKeys } from './undo-keys.ts';
import { createWatchParts, type WatchParts } from './watch-parts.tsx';

const AlertTelling = lazy(async () => ({ default: (await import('./alert-telling.tsx')).AlertTelling }));
const UpdatePrompt = lazy(async () => ({ default: (await import('./update-prompt.tsx')).UpdatePrompt }));

/** How long what may wait for the first screen waits for a quiet moment after it. */
const IDLE_WITHIN_MS = 2000;

/** The frame around every screen: navigation, import, messages. */
export function Shell(props: {
  readonly session: WorkspaceSession;
  readonly children?: JSX.Element;
}): JSX.Element {
  const { session } = props;
  const [shareAsking, setShareAsking] = createSignal<ShareAsking>(null);
  const workspaceName = () =>
    session.workspaces().find((workspace) => workspace.id === session.current())?.name ?? 'Cairn';
  const isOpened = createIdle(
    IDLE_WITHIN_MS,
    () => session.runCount() !== null || session.failure() !== null,
  );
  const watching = createWatchParts();
  const imports = createImports(session, workspaceName, watching.imported);
  let openers = { files: () => {}, folder: () => {} };
  createTheme();
  createWholeScreen(session);
  // What waits to be opened waits for this.
  void import('./take-handed-files.ts').then(({ takeHandedFiles }) => takeHandedFiles(imports.importItems));
  const actions: Actions = {
    importFiles: () => openers.files(),
    importFolder: () => openers.folder(),
    watchFolder: watching.watchFolder,
    openWatched: watching.openList,
    loadSample: () => void imports.loadSample(),
    factsCommitted: session.factsChanged,
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
        <Sidebar
          session={session}
          imports={imports.count}
          isOpened={isOpened()}
          onShare={setShareAsking}
          mark={<watching.Mark />}
        />
        <main id="main" tabindex="-1" class="main">
          <Show when={session.failure()} fallback={<Suspense>{props.children}</Suspense>}>
            {(failure) => <OpenFailure message={failure()} />}
          </Show>
        </main>
        <ShellFoot session={session} imports={imports} watching={watching} isOpened={isOpened()} />
      </div>
      <ImportInputs onItems={imports.importItems} openers={(given) => (openers = given)} />
      <DropTarget onItems={imports.importItems} />
      <Review flow={imports.flow} />
      <ShareDialogs asking={shareAsking()} workspace={workspaceName()} onClose={() => setShareAsking(null)} />
      <PaletteParts session={session} actions={actions} onShare={() => setShareAsking('share')} />
      <watching.Dialogs importItems={imports.importItems} />
      <Toasts />
    </ActionsContext.Provider>
  );
}

/** What goes on whatever screen is shown. */
function createWholeScreen(session: WorkspaceSession): void {
  const location = useLocation();
  createPresence(session.share, () => location.pathname + location.search);
  createUndoKeys(session.edits, useShare().canEdit);
  createStageWarnings(session.edits, session.query.api);
  createNavigationFocus(
    () => location.pathname,
    () => document.getElementById('main'),
  );
}

/** What is said below every screen: updates, alerts, storage, watching, the import. */
function ShellFoot(props: {
  readonly session: WorkspaceSession;
  readonly imports: Imports;
  readonly watching: WatchParts;
  readonly isOpened: boolean;
}): JSX.Element {
  const { flow, count } = props.imports;
  const { watching } = props;
  return (
    <div class="shell-foot">
      <Suspense>
        <Show when={props.isOpened}>
          <UpdatePrompt busy={flow.busy} />
          <AlertTelling session={props.session} />
        </Show>
      </Suspense>
      <StorageNotice imports={count} />
      <watching.Notice />
      <Suspense>
        <Show when={flow.state().kind !== 'idle'}>
          <ImportPanel flow={flow}>
            <watching.Offer isImporting={flow.busy()} stop={flow.cancel} />
          </ImportPanel>
        </Show>
      </Suspense>
    </div>
  );
}

/** Tables that nobody knows how to read are asked about. */
function Review(props: Pick<Imports, 'flow'>): JSX.Element {
  const review = () => {
    const state = props.flow.state();
    return state.kind === 'review' ? state : null;
  };
  return (
    <Show when={review()}>
      {(state) => (
        <TableReview sources={state().sources} onDone={props.flow.confirm} onCancel={props.flow.cancel} />
      )}
    </Show>
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
