import { type Accessor, createEffect, createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { useShare } from '../state/share.ts';

/** The feature arrives after the first screen, its dialogs when they are opened: the frame holds only a button. */
const loadFeature = () => import('../features/share/index.ts');
const ShareFrame = lazy(async () => ({ default: (await loadFeature()).ShareFrame }));
const ShareDialog = lazy(async () => ({ default: (await loadFeature()).ShareDialog }));
const JoinDialog = lazy(async () => ({ default: (await loadFeature()).JoinDialog }));

/** Who is here and how the sync is. `isShown`: the first screen has what it needs. */
export function ShareCorner(props: { readonly isShown: boolean }): JSX.Element {
  return (
    <div class="share-corner">
      <Show when={props.isShown}>
        <Suspense>
          <ShareFrame />
        </Suspense>
      </Show>
    </div>
  );
}

export type ShareAsking = 'share' | 'join' | null;

export function ShareDialogs(props: {
  readonly asking: ShareAsking;
  readonly workspace: string;
  readonly onClose: () => void;
}): JSX.Element {
  const share = useShare();
  // Once opened they stay: a dialog gives the focus back when it closes, not when it is taken away.
  const wasShare = createLatch(() => props.asking === 'share');
  const wasJoin = createLatch(() => props.asking === 'join' || share.pendingLink() !== null);
  return (
    <>
      <Show when={wasShare()}>
        <Suspense>
          <ShareDialog open={props.asking === 'share'} workspace={props.workspace} onClose={props.onClose} />
        </Suspense>
      </Show>
      <Show when={wasJoin()}>
        <Suspense>
          <JoinDialog asking={props.asking === 'join'} onClose={props.onClose} />
        </Suspense>
      </Show>
    </>
  );
}

/** True from the first time on that the condition held. */
function createLatch(condition: Accessor<boolean>): Accessor<boolean> {
  const [isSet, setSet] = createSignal(false);
  createEffect(() => {
    if (condition()) setSet(true);
  });
  return isSet;
}
