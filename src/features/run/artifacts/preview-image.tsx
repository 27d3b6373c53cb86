import { createEffect, createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Switch } from '../../../ui/switch.tsx';

/** Smaller images are shown larger, each pixel a square: pictures of 28 × 28 are common. */
const SMALL_PX = 160;
const ENLARGED_PX = 320;

/**
 * An image of any height in a viewport that scrolls. Only ever an <img> with a blob address: an SVG cannot run
 * anything there, and the browser decodes what is in view.
 */
export function PreviewImage(props: { readonly blob: Blob; readonly mime: string }): JSX.Element {
  const [address, setAddress] = createSignal<string>();
  const [size, setSize] = createSignal<{ readonly width: number; readonly height: number } | null>(null);
  const [isActual, setIsActual] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  createEffect(() => {
    const made = URL.createObjectURL(new Blob([props.blob], { type: props.mime }));
    setAddress(made);
    setFailed(false);
    onCleanup(() => URL.revokeObjectURL(made));
  });
  const enlarged = () => {
    const known = size();
    if (!known || Math.max(known.width, known.height) > SMALL_PX || known.width * known.height === 0)
      return null;
    return `${known.width * Math.max(1, Math.floor(ENLARGED_PX / Math.max(known.width, known.height)))}px`;
  };
  return (
    <Show
      when={!failed()}
      fallback={
        <p class="runpage-none">The browser cannot show this image. It may be damaged or too large.</p>
      }
    >
      <div class="artifact-bar">
        <span class="muted">
          <Show when={size()} fallback="…">
            {(known) => `${formatCount(known().width)} × ${formatCount(known().height)} pixels`}
          </Show>
        </span>
        <Switch label="Actual size" checked={isActual()} onChange={setIsActual} />
      </div>
      <ScrollBox class="artifact-view artifact-image" label="Image">
        <img
          classList={{ 'is-actual': isActual(), 'is-enlarged': !isActual() && enlarged() !== null }}
          style={{ width: isActual() ? undefined : (enlarged() ?? undefined) }}
          src={address()}
          alt=""
          decoding="async"
          onLoad={(event) => {
            const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
            setSize({ width, height });
          }}
          onError={() => setFailed(true)}
        />
      </ScrollBox>
    </Show>
  );
}
