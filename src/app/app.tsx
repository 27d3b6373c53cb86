import { HashRouter } from '@solidjs/router';
import { ErrorBoundary, type JSX, onCleanup } from 'solid-js';
import { EditsContext } from '../state/edits.ts';
import { takeOpenedLink } from '../state/opened-link.ts';
import { QueryContext } from '../state/query.ts';
import { ShareContext } from '../state/share.ts';
import { createWorkspaceSession, type WorkspaceSession } from '../state/workspace-session.ts';
import { showToast } from '../ui/toast.tsx';
import { ErrorScreen } from './error-screen.tsx';
import { routes } from './routes.tsx';
import { Shell } from './shell.tsx';

export function App(props: { readonly openedLink: string | null }): JSX.Element {
  const session = createWorkspaceSession();
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
            <HashRouter root={(props) => <Shell session={session}>{props.children}</Shell>}>
              {routes}
            </HashRouter>
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
