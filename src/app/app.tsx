import { HashRouter } from '@solidjs/router';
import { ErrorBoundary, type JSX, onCleanup } from 'solid-js';
import { AlertsContext } from '../state/alerts.ts';
import { EditsContext } from '../state/edits.ts';
import { takeOpenedLink } from '../state/opened-link.ts';
import { QueryContext } from '../state/query.ts';
import { ShareContext } from '../state/share.ts';
import { WatchContext } from '../state/watch.ts';
import { createWatchSession } from '../state/watch-session.ts';
import { createWorkspaceSession, type WorkspaceSession } from '../state/workspace-session.ts';
import { FIRST_WORKSPACE, SAMPLE_WORKSPACE } from '../storage/home-db.ts';
import { createIdle } from '../ui/idle.ts';
import { showToast } from '../ui/toast.tsx';
import { ErrorScreen } from './error-screen.tsx';
import { routes } from './routes.tsx';
import { Shell } from './shell.tsx';

/** Folders wait for a quiet moment after the first screen, but no longer. */
const IDLE_WITHIN_MS = 2000;

export function App(props: { readonly openedLink: string | null }): JSX.Element {
  const session = createWorkspaceSession();
  const isQuiet = createIdle(IDLE_WITHIN_MS, () => session.runCount() !== null);
  const watch = createWatchSession({
    workspace: session.current,
    isOpen: () => isQuiet() && session.runCount() !== null,
    expectFacts: session.expectFacts,
    factsChanged: session.factsChanged,
    leaveSample: async () => {
      if (session.current() !== SAMPLE_WORKSPACE) return;
      location.hash = '#/';
      await session.switchTo(FIRST_WORKSPACE);
    },
  });
  session.beforeLeaving(watch.leave);
  if (props.openedLink !== null) openLink(session, props.openedLink);
  // A link that is opened while the app is open changes the address only.
  const onAddress = (): void => {
    const link = takeOpenedLink();
    if (link !== null) openLink(session, link);
  };
  addEventListener('hashchange', onAddress, { capture: true });
  onCleanup(() => removeEventListener('hashchange', onAddress, { capture: true }));
  return (
    <ErrorBoundary fallback={(error, reset) => <ErrorScreen error={error} onRetry={reset} />}>
      <QueryContext.Provider value={session.query}>
        <EditsContext.Provider value={session.edits}>
          <ShareContext.Provider value={session.share}>
            <WatchContext.Provider value={watch.state}>
              <AlertsContext.Provider value={session.alerts}>
                <HashRouter root={(props) => <Shell session={session}>{props.children}</Shell>}>
                  {routes}
                </HashRouter>
              </AlertsContext.Provider>
            </WatchContext.Provider>
          </ShareContext.Provider>
        </EditsContext.Provider>
      </QueryContext.Provider>
    </ErrorBoundary>
  );
}

function openLink(session: WorkspaceSession, link: string): void {
  session.share.readLink(link).catch(() => {
    const text = 'That link is damaged or was cut short. Ask for it again, and copy all of it.';
    showToast({ text, tone: 'failed' });
  });
}
