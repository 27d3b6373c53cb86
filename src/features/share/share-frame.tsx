import { createSignal, type JSX, lazy, onCleanup, Show, Suspense } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { PeopleHere } from './people-here.tsx';
import { refusedCount, toSyncLine } from './sync-line.ts';
import { SyncStatus } from './sync-status.tsx';
import './share-frame.css';

const SyncDialog = lazy(async () => ({ default: (await import('./sync-dialog.tsx')).SyncDialog }));

/** 'last met 3 h ago' grows old by itself. */
const CLOCK_MS = 30_000;

/** What the frame always shows of sharing: who is here, and what is true of the sync. */
export function ShareFrame(): JSX.Element {
  const share = useShare();
  const [nowMs, setNowMs] = createSignal(Date.now());
  const [isOpen, setOpen] = createSignal(false);
  const [seenRefusals, setSeenRefusals] = createSignal(0);
  const timer = setInterval(() => setNowMs(Date.now()), CLOCK_MS);
  onCleanup(() => clearInterval(timer));
  const line = () => toSyncLine(share.view(), Math.max(nowMs(), share.view().lastMetMs ?? 0), seenRefusals());
  const close = () => {
    setOpen(false);
    setSeenRefusals(refusedCount(share.view()));
  };
  return (
    <>
      <PeopleHere nowMs={nowMs()} />
      <SyncStatus line={line()} onOpen={() => setOpen(true)} />
      <Show when={isOpen()}>
        <Suspense>
          <SyncDialog line={line()} nowMs={nowMs()} onClose={close} />
        </Suspense>
      </Show>
    </>
  );
}
