import { createEffect, createSignal, For, type JSX, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { formatBytes, formatCount, formatPlural } from '../../../base/format.ts';
import { Button } from '../../../ui/button.tsx';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { openPdf, type PDFDocumentProxy } from './pdf-file.ts';
import { PdfPage } from './pdf-page.tsx';

const LIMIT_BYTES = 128 * 1024 * 1024;
const MOST_PAGES = 1_000;
const ZOOM_STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const FIT = 2;
/** Room beside a page: the scroller's padding and its bar. */
const MARGIN_PX = 40;
const MOST_FIT_PX = 900;
const A4_RATIO = Math.SQRT2;

interface Shown {
  readonly document: PDFDocumentProxy;
  readonly ratio: number;
}

type State = 'reading' | 'open' | 'locked' | 'unreadable' | 'too-large';

/** The pages of a PDF under one another. */
export function PreviewPdf(props: { readonly blob: Blob }): JSX.Element {
  let host!: HTMLDivElement;
  const [state, setState] = createSignal<State>('reading');
  const [shown, setShown] = createSignal<Shown>();
  const [zoom, setZoom] = createSignal(FIT);
  const [roomPx, setRoomPx] = createSignal(0);
  onMount(() => {
    const observer = new ResizeObserver(() => setRoomPx(host.clientWidth));
    observer.observe(host);
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => {
    const { blob } = props;
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    open(blob, stop.signal).catch((error: unknown) => {
      if (stop.signal.aborted) return;
      console.warn('PDF not read', error);
      setState('unreadable');
    });
  });
  const open = async (blob: Blob, signal: AbortSignal): Promise<void> => {
    setShown(undefined);
    const isTooLarge = blob.size > LIMIT_BYTES;
    setState(isTooLarge ? 'too-large' : 'reading');
    if (isTooLarge) return;
    const result = await openPdf(blob, signal);
    if (signal.aborted) return;
    if (result.kind === 'open') {
      const first = await result.pdf.document.getPage(1).catch(() => null);
      if (signal.aborted) return;
      const size = first?.getViewport({ scale: 1 });
      setShown({ document: result.pdf.document, ratio: size ? size.height / size.width : A4_RATIO });
    }
    setState(result.kind);
  };
  const widthPx = () =>
    Math.round(Math.min(MOST_FIT_PX, Math.max(100, roomPx() - MARGIN_PX)) * ZOOM_STEPS[zoom()]!);
  const pages = (document: PDFDocumentProxy) =>
    Array.from({ length: Math.min(document.numPages, MOST_PAGES) }, (_, index) => index + 1);
  return (
    <div ref={host} class="pdf">
      <Switch fallback={<p class="runpage-none">{reason(state())}</p>}>
        <Match when={state() === 'reading'}>
          <Skeleton lines={6} class="artifact-loading" />
        </Match>
        <Match when={state() === 'open' && shown()}>
          {(known) => (
            <>
              <div class="artifact-bar">
                <span class="muted">{formatPlural(known().document.numPages, 'page')}</span>
                <div class="pdf-zoom">
                  <Button
                    small
                    icon="minus"
                    label="Smaller"
                    disabled={zoom() === 0}
                    onClick={() => setZoom((at) => at - 1)}
                  />
                  <span aria-live="polite">{Math.round(ZOOM_STEPS[zoom()]! * 100)} %</span>
                  <Button
                    small
                    icon="plus"
                    label="Larger"
                    disabled={zoom() === ZOOM_STEPS.length - 1}
                    onClick={() => setZoom((at) => at + 1)}
                  />
                </div>
              </div>
              <ScrollBox class="artifact-view pdf-pages" label="PDF">
                <For each={pages(known().document)}>
                  {(number) => (
                    <PdfPage
                      document={known().document}
                      number={number}
                      widthPx={widthPx()}
                      ratio={known().ratio}
                    />
                  )}
                </For>
              </ScrollBox>
              <Show when={known().document.numPages > MOST_PAGES}>
                <p class="artifact-note">
                  {formatCount(known().document.numPages - MOST_PAGES)} more pages are not shown.
                </p>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

function reason(state: State): string {
  switch (state) {
    case 'locked':
      return 'This PDF is locked with a password. Download it to open it elsewhere.';
    case 'too-large':
      return `PDFs over ${formatBytes(LIMIT_BYTES)} are not shown here. Download it to open it elsewhere.`;
    default:
      return 'This PDF cannot be read. It may be damaged.';
  }
}
