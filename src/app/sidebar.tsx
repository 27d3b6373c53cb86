import { A, useLocation } from '@solidjs/router';
import { createEffect, createSignal, type JSX, lazy, on, Show, Suspense } from 'solid-js';
import { useActions } from '../state/actions.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { SaveNotice } from './save-notice.tsx';
import { type ShareAsking, ShareCorner } from './share-parts.tsx';
import { StorageBadge } from './storage-notice.tsx';
import { UndoButtons } from './undo-buttons.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

const ExperimentList = lazy(async () => ({
  default: (await import('../features/experiments/index.ts')).ExperimentList,
}));

/** Beyond it, how many there are is nothing to count. */
const MOST_COUNTED = 999;

/** Workspace, navigation, experiments, and what brings data in; a bar at the bottom of a narrow screen. */
export function Sidebar(props: {
  readonly session: WorkspaceSession;
  readonly imports: () => number;
  /** The first screen is there: what may wait for it comes now. */
  readonly isOpened: boolean;
  readonly onShare: (asking: ShareAsking) => void;
  /** How it stands with watching. */
  readonly mark: JSX.Element;
}): JSX.Element {
  const { session } = props;
  const location = useLocation();
  const [listOpen, setListOpen] = createSignal(false);
  createEffect(
    on(
      () => location.pathname,
      () => setListOpen(false),
      { defer: true },
    ),
  );
  return (
    <aside class="sidebar" classList={{ 'is-open': listOpen() }} aria-label="Workspace and navigation">
      <div class="sidebar-head">
        <WorkspaceSwitcher session={session} onJoin={() => props.onShare('join')} />
        <Button small aria-haspopup="dialog" onClick={() => props.onShare('share')}>
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
      <Navigation alerts={session.alerts.openCount()} />
      {props.mark}
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: choosing an entry closes the sheet; the entries are links. */}
      <div class="sidebar-list" onClick={(event) => event.target.closest('a') && setListOpen(false)}>
        {/* Of a first visit it is no part: there is nothing to list. */}
        <Show when={session.hadRuns() || props.isOpened}>
          <Suspense>
            <ExperimentList />
          </Suspense>
        </Show>
      </div>
      <SidebarFoot {...props} />
    </aside>
  );
}

function Navigation(props: { readonly alerts: number }): JSX.Element {
  return (
    <nav class="main-nav" aria-label="Main">
      <NavLink href="/experiments/all" section="/experiments" icon="flask" label="Experiments" />
      <NavLink href="/models" section="/models" icon="model" label="Models" />
      <NavLink href="/data" section="/data" icon="data" label="Data" />
      <NavLink href="/alerts" section="/alerts" icon="bell" label="Alerts" count={props.alerts} />
      <NavLink href="/settings" section="/settings" icon="settings" label="Settings" />
    </nav>
  );
}

function SidebarFoot(
  props: Pick<Parameters<typeof Sidebar>[0], 'session' | 'imports' | 'isOpened'>,
): JSX.Element {
  const actions = useActions();
  return (
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
      <UndoButtons edits={props.session.edits} />
      <StorageBadge imports={props.imports} />
      <SaveNotice session={props.session} />
      <ShareCorner isShown={props.isOpened} />
    </div>
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
