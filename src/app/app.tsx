import { HashRouter } from '@solidjs/router';
import { ErrorBoundary, type JSX } from 'solid-js';
import { EditsContext } from '../state/edits.ts';
import { QueryContext } from '../state/query.ts';
import { createWorkspaceSession } from '../state/workspace-session.ts';
import { ErrorScreen } from './error-screen.tsx';
import { routes } from './routes.tsx';
import { Shell } from './shell.tsx';

export function App(): JSX.Element {
  const session = createWorkspaceSession();
  return (
    <ErrorBoundary fallback={(error, reset) => <ErrorScreen error={error} onRetry={reset} />}>
      <QueryContext.Provider value={session.query}>
        <EditsContext.Provider value={session.edits}>
          <HashRouter root={(props) => <Shell session={session}>{props.children}</Shell>}>
            {routes}
          </HashRouter>
        </EditsContext.Provider>
      </QueryContext.Provider>
    </ErrorBoundary>
  );
}
