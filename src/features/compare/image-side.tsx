import { createEffect, createSignal, type JSX, onCleanup, Show } from 'solid-js';

/** Only ever an <img> with a blob address: an SVG cannot run anything there. */
export function ImageSide(props: {
  readonly blob: Blob;
  readonly mime: string;
  readonly name: string;
}): JSX.Element {
  const [address, setAddress] = createSignal<string>();
  const [hasFailed, setFailed] = createSignal(false);
  createEffect(() => {
    const made = URL.createObjectURL(new Blob([props.blob], { type: props.mime }));
    setAddress(made);
    setFailed(false);
    onCleanup(() => URL.revokeObjectURL(made));
  });
  return (
    <Show when={!hasFailed()} fallback={<p class="muted">The browser cannot show this image.</p>}>
      <img
        class="pair-image"
        src={address()}
        alt={`As ${props.name} logged it`}
        decoding="async"
        onError={() => setFailed(true)}
      />
    </Show>
  );
}
