import { createEffect, createSignal, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';

/** Sound or film from a blob address; its type is told from its bytes. Nothing plays by itself. */
export function PreviewMedia(props: {
  readonly blob: Blob;
  readonly kind: 'audio' | 'video';
  readonly mime: string;
}): JSX.Element {
  const [address, setAddress] = createSignal<string>();
  const [failed, setFailed] = createSignal(false);
  createEffect(() => {
    const made = URL.createObjectURL(new Blob([props.blob], { type: props.mime }));
    setAddress(made);
    setFailed(false);
    onCleanup(() => URL.revokeObjectURL(made));
  });
  return (
    <Show
      when={!failed()}
      fallback={
        <p class="runpage-none">
          This browser cannot play the file ({props.mime}). It may be damaged, or written in a way it does not
          know. Download it to play it elsewhere.
        </p>
      }
    >
      <div class="artifact-media">
        <Switch>
          <Match when={props.kind === 'audio'}>
            {/* biome-ignore lint/a11y/useMediaCaption: files of a run have no captions */}
            <audio controls preload="metadata" src={address()} onError={() => setFailed(true)} />
          </Match>
          <Match when={props.kind === 'video'}>
            {/* biome-ignore lint/a11y/useMediaCaption: files of a run have no captions */}
            <video controls preload="metadata" src={address()} onError={() => setFailed(true)} />
          </Match>
        </Switch>
      </div>
    </Show>
  );
}
