import { HashRouter } from '@solidjs/router';
import { render } from 'solid-js/web';
import { routes } from '../../src/app/routes.tsx';
import { Shell } from '../../src/app/shell.tsx';
import { AlertsContext } from '../../src/state/alerts.ts';
import { EditsContext } from '../../src/state/edits.ts';
import { QueryContext } from '../../src/state/query.ts';
import { ShareContext } from '../../src/state/share.ts';
import { WatchContext } from '../../src/state/watch.ts';
import '../../src/ui/base.css';
import { makeSession, NOTHING_WATCHED } from './made-query.ts';
import { type MadeShare, makeShare } from './made-share.ts';
import { SCENES, type Scene } from './scenes.ts';

declare global {
  interface Window {
    /** What the screens asked of the share state. */
    share: MadeShare;
  }
}

const name = new URLSearchParams(location.search).get('scene') ?? '';
const scene: Scene | undefined = new Map<string, Scene>(Object.entries(SCENES)).get(name);
const root = document.getElementById('root');

if (root && scene) {
  const share = makeShare(scene.view, scene.offer ? { offer: scene.offer } : {});
  const session = makeSession(share);
  window.share = share;
  location.hash = scene.hash ?? '#/experiments/taxi';
  render(
    () => (
      <QueryContext.Provider value={session.query}>
        <EditsContext.Provider value={session.edits}>
          <ShareContext.Provider value={share}>
            <WatchContext.Provider value={NOTHING_WATCHED}>
              <AlertsContext.Provider value={session.alerts}>
                <HashRouter root={(props) => <Shell session={session}>{props.children}</Shell>}>
                  {routes}
                </HashRouter>
              </AlertsContext.Provider>
            </WatchContext.Provider>
          </ShareContext.Provider>
        </EditsContext.Provider>
      </QueryContext.Provider>
    ),
    root,
  );
}
