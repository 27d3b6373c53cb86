import { createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { InviteList } from './invite-list.tsx';
import { LinkRows } from './link-rows.tsx';
import { NetworkSection } from './network-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { Section } from './section.tsx';
import { ShareSwitch } from './share-switch.tsx';
import {
  FAILED_TEXT,
  STARTING_TEXT,
  UNSUPPORTED_TEXT,
  UNSUPPORTED_TITLE,
  WAITING_TEXT,
} from './share-words.ts';
import { WayRow } from './way-row.tsx';
import { WordsSection } from './words-section.tsx';
import './share.css';

const PairingPanel = lazy(async () => ({ default: (await import('./pairing-panel.tsx')).PairingPanel }));
const ExportPanel = lazy(async () => ({ default: (await import('./export-panel.tsx')).ExportPanel }));
const FileRows = lazy(async () => ({ default: (await import('./file-rows.tsx')).FileRows }));

type Page = 'ways' | 'pair' | 'export';

/** Everything about who sees this workspace, and every way there is to let somebody. */
export function ShareDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Of the workspace, for the names of files. */
  readonly workspace: string;
}): JSX.Element {
  const share = useShare();
  const [page, setPage] = createSignal<Page>('ways');
  let back: Page = 'ways';
  const goTo = (next: Page) => {
    back = page();
    setPage(next);
  };
  const close = () => {
    back = 'ways';
    setPage('ways');
    props.onClose();
  };
  /** Gives focus back to the button that led away. */
  const focusWay = (button: HTMLButtonElement, way: Page) => {
    if (back === way) queueMicrotask(() => button.focus());
  };
  const log = () => share.view().log;
  return (
    <Dialog open={props.open} onClose={close} title="Share workspace" class="share-dialog">
      <Switch>
        <Match when={log() === 'unsupported'}>
          <h3>{UNSUPPORTED_TITLE}</h3>
          <p class="share-text">{UNSUPPORTED_TEXT}</p>
        </Match>
        <Match when={log() === 'failed'}>
          <p role="alert" class="share-problem">
            {FAILED_TEXT}
          </p>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </Match>
        <Match when={page() === 'pair'}>
          <Suspense>
            <PairingPanel onDone={() => goTo('ways')} />
          </Suspense>
        </Match>
        <Match when={page() === 'export'}>
          <Suspense>
            <ExportPanel workspace={props.workspace} onDone={() => goTo('ways')} />
          </Suspense>
        </Match>
        <Match when={page() === 'ways'}>
          <Ways />
        </Match>
      </Switch>
    </Dialog>
  );

  function Ways(): JSX.Element {
    const isReady = () => log() === 'ready';
    return (
      <>
        <ShareSwitch />
        <Show when={!isReady()}>
          <p class="share-text muted" role="status">
            {STARTING_TEXT}
          </p>
        </Show>
        <Show when={share.view().waitingForOwner}>
          <p class="share-note">{WAITING_TEXT}</p>
        </Show>
        <LinkRows ready={isReady()} />
        <WayRow
          button="Pair without a server"
          text="Two browsers meet by showing each other a code, as text or as a picture for the camera."
          disabled={!isReady()}
          ref={(button) => focusWay(button, 'pair')}
          onClick={() => goTo('pair')}
        />
        <WayRow
          button="Export for a teammate"
          text="One encrypted file with what they lack. Send it as you like; only people of this workspace can open it."
          disabled={!isReady()}
          ref={(button) => focusWay(button, 'export')}
          onClick={() => goTo('export')}
        />
        <Suspense>
          <FileRows ready={isReady()} />
        </Suspense>
        <Show when={share.view().members.length > 0}>
          <PeopleSection />
        </Show>
        <InviteList />
        <WordsSection />
        <Section title="Network">
          <NetworkSection />
        </Section>
      </>
    );
  }
}
