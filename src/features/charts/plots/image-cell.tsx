import { createEffect, createSignal, type JSX, Show } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import type { LoggedImage } from '../../../rpc/query-api.ts';
import { useQuery } from '../../../state/query.ts';
import type { DrawnRun } from '../../../state/runs-scene.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { createImageBytes, IMAGE_WORDS, type ImageState } from './image-bytes.ts';

/** The image of one run, small; a press shows it whole. */
export function ImageCell(props: {
  readonly run: DrawnRun;
  readonly image: LoggedImage | undefined;
  /** The step asked for: said where the image is of another. */
  readonly step: number | null;
  readonly onLit: (isLit: boolean) => void;
}): JSX.Element {
  const { api, version } = useQuery();
  const [isOpen, setIsOpen] = createSignal(false);
  const [isBroken, setIsBroken] = createSignal(false);
  const bytes = createImageBytes(() => props.image, true, api, version);
  createEffect(() => {
    bytes();
    setIsBroken(false);
  });
  const about = () => {
    const step = props.image?.step ?? null;
    if (!props.image) return 'no image up to this step';
    if (step === null) return '';
    return step === props.step
      ? `step ${formatCount(step)}`
      : `of step ${formatCount(step)}, the last before`;
  };
  return (
    <li class="image-cell" onPointerEnter={() => props.onLit(true)} onPointerLeave={() => props.onLit(false)}>
      <span class="image-cell-name">
        <i style={{ background: `var(--run-${props.run.colour.hue})` }} />
        <span class="cut" title={props.run.name}>
          {props.run.name}
        </span>
      </span>
      <Show when={props.image} fallback={<div class="image-thumb muted">–</div>}>
        {(image) => (
          <>
            <Show
              when={!isBroken() && urlOf(bytes())}
              fallback={<div class="image-thumb muted">{wordsOf(bytes(), isBroken())}</div>}
            >
              {(url) => (
                <button
                  type="button"
                  class="image-thumb"
                  aria-label={`${props.run.name}, ${image().key}, ${about()}: show larger`}
                  onClick={() => setIsOpen(true)}
                >
                  <img src={url()} alt="" decoding="async" onError={() => setIsBroken(true)} />
                </button>
              )}
            </Show>
            <Dialog
              open={isOpen()}
              onClose={() => setIsOpen(false)}
              title={`${props.run.name}: ${image().key}`}
              wide
            >
              <WholeImage image={image()} name={`${props.run.name}, ${image().key}, ${about()}`} />
            </Dialog>
          </>
        )}
      </Show>
      <span class="muted">{about()}</span>
    </li>
  );
}

function WholeImage(props: { readonly image: LoggedImage; readonly name: string }): JSX.Element {
  const { api, version } = useQuery();
  const bytes = createImageBytes(() => props.image, false, api, version);
  return (
    <Show when={urlOf(bytes())} fallback={<p class="muted">{wordsOf(bytes(), false)}</p>}>
      {(url) => <img class="image-zoom" src={url()} alt={props.name} />}
    </Show>
  );
}

function urlOf(state: ImageState): string | null {
  return state.kind === 'shown' ? state.url : null;
}

function wordsOf(state: ImageState, isBroken: boolean): string {
  if (isBroken || state.kind === 'shown') return 'The browser cannot show this image.';
  return IMAGE_WORDS[state.kind];
}
