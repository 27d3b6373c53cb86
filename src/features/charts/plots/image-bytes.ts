import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import type { LoggedImage, QueryApi } from '../../../rpc/query-api.ts';

export type ImageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly url: string }
  | { readonly kind: 'not-kept' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed' };

const MIMES: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['svg', 'image/svg+xml'],
]);

/** An address for the bytes of an image; taken back when another is asked for or nobody looks any more. */
export function createImageBytes(
  image: Accessor<LoggedImage | undefined>,
  isPreview: boolean,
  api: QueryApi,
  version: Accessor<number>,
): Accessor<ImageState> {
  const [state, setState] = createSignal<ImageState>({ kind: 'loading' });
  createEffect(() => {
    version();
    const asked = image();
    if (!asked) return;
    const file = isPreview && asked.preview?.chunks ? asked.preview : asked;
    let url: string | null = null;
    let isOver = false;
    onCleanup(() => {
      isOver = true;
      if (url !== null) URL.revokeObjectURL(url);
    });
    if (!file.chunks) {
      setState({ kind: 'not-kept' });
      return;
    }
    api.artifact(file.chunks).then(
      (result) => {
        if (isOver) return;
        if (result.kind === 'missing') return setState({ kind: 'elsewhere' });
        url = URL.createObjectURL(new Blob([result.blob], { type: mimeOf(file.path) }));
        setState({ kind: 'shown', url });
      },
      () => !isOver && setState({ kind: 'failed' }),
    );
  });
  return state;
}

function mimeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return MIMES.get(ending) ?? `image/${ending}`;
}

export const IMAGE_WORDS: Readonly<Record<Exclude<ImageState['kind'], 'shown'>, string>> = {
  loading: '…',
  'not-kept': 'The import listed this image without its bytes.',
  elsewhere: 'Not on this device yet.',
  failed: 'The bytes could not be read.',
};
