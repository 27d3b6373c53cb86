import { createEffect, createSignal, For, type JSX, on, onCleanup, onMount } from 'solid-js';
import { toSafeAddress } from '../../../base/safe-address.ts';
import {
  DRAW_ANNOTATIONS,
  type PageViewport,
  type PDFDocumentProxy,
  type PDFPageProxy,
  TextLayer,
} from './pdf-file.ts';

/** Pixels of one canvas; beyond it a page is drawn coarser. */
const MAX_CANVAS_PIXELS = 16 * 1024 * 1024;
const MAX_LINKS = 500;

interface PageLink {
  readonly address: string;
  readonly style: JSX.CSSProperties;
}

/** One page, drawn while it is near the window of its scroller and forgotten when it is far. */
export function PdfPage(props: {
  readonly document: PDFDocumentProxy;
  /** From 1. */
  readonly number: number;
  readonly widthPx: number;
  /** Height by width, until the page has told its own. */
  readonly ratio: number;
}): JSX.Element {
  let host!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  let text!: HTMLDivElement;
  const [isNear, setIsNear] = createSignal(false);
  const [ratio, setRatio] = createSignal(props.ratio);
  const [links, setLinks] = createSignal<readonly PageLink[]>([]);
  const [failed, setFailed] = createSignal(false);
  onMount(() => {
    const watch = (entries: IntersectionObserverEntry[]) =>
      setIsNear(entries.at(-1)?.isIntersecting === true);
    const root = host.closest('.scroll-box');
    const observer = new IntersectionObserver(watch, { root, rootMargin: '800px 0px' });
    observer.observe(host);
    onCleanup(() => observer.disconnect());
  });

  createEffect(
    on([isNear, () => props.widthPx], ([near, widthPx]) => {
      if (!near || widthPx < 1) return;
      setFailed(false);
      const stop = new AbortController();
      onCleanup(() => {
        stop.abort();
        canvas.width = 0;
        text.replaceChildren();
        setLinks([]);
      });
      draw(widthPx, stop.signal).catch((error: unknown) => {
        if (stop.signal.aborted) return;
        console.warn('page not drawn', error);
        setFailed(true);
      });
    }),
  );

  const draw = async (widthPx: number, signal: AbortSignal): Promise<void> => {
    const page = await props.document.getPage(props.number);
    if (signal.aborted) return;
    const size = page.getViewport({ scale: 1 });
    setRatio(size.height / size.width);
    const viewport = page.getViewport({ scale: widthPx / size.width });
    const most = Math.sqrt(MAX_CANVAS_PIXELS / (viewport.width * viewport.height));
    const sharpness = Math.min(devicePixelRatio || 1, 3, most);
    const drawn = page.getViewport({ scale: viewport.scale * sharpness });
    canvas.width = Math.max(1, Math.floor(drawn.width));
    canvas.height = Math.max(1, Math.floor(drawn.height));
    const task = page.render({ canvas, viewport: drawn, annotationMode: DRAW_ANNOTATIONS });
    signal.addEventListener('abort', () => task.cancel(), { once: true });
    await task.promise;
    await layText(page, viewport, signal);
    const found = await readLinks(page, viewport);
    if (!signal.aborted) setLinks(found);
  };

  const layText = async (page: PDFPageProxy, viewport: PageViewport, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    text.style.setProperty('--total-scale-factor', String(viewport.scale));
    const layer = new TextLayer({
      textContentSource: page.streamTextContent(),
      container: text,
      viewport,
    });
    signal.addEventListener('abort', () => layer.cancel(), { once: true });
    await layer.render();
  };

  return (
    <div
      ref={host}
      class="pdf-page"
      style={{ width: `${props.widthPx}px`, height: `${Math.round(props.widthPx * ratio())}px` }}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Page ${props.number}${failed() ? ', cannot be drawn' : ''}`}
      />
      <div ref={text} class="pdf-text" />
      <For each={links()}>
        {(link) => (
          <a
            class="pdf-link"
            href={link.address}
            target="_blank"
            rel="noopener noreferrer"
            title={link.address}
            style={link.style}
          >
            <span class="unseen">{link.address}</span>
          </a>
        )}
      </For>
    </div>
  );
}

/** Links to http and https; those within the file and all other kinds are left out. */
async function readLinks(page: PDFPageProxy, viewport: PageViewport): Promise<readonly PageLink[]> {
  const marks: readonly unknown[] = await page.getAnnotations({ intent: 'display' });
  const links: PageLink[] = [];
  for (const mark of marks.slice(0, MAX_LINKS)) {
    if (typeof mark !== 'object' || mark === null) continue;
    const { subtype, url, rect } = mark as { subtype?: unknown; url?: unknown; rect?: unknown };
    if (subtype !== 'Link' || typeof url !== 'string' || !isRect(rect)) continue;
    const address = toSafeAddress(url);
    if (address === null || address.startsWith('mailto:')) continue;
    const [x1, y1, x2, y2] = viewport.convertToViewportRectangle(rect) as [number, number, number, number];
    links.push({
      address,
      style: {
        left: `${Math.min(x1, x2)}px`,
        top: `${Math.min(y1, y2)}px`,
        width: `${Math.abs(x2 - x1)}px`,
        height: `${Math.abs(y2 - y1)}px`,
      },
    });
  }
  return links;
}

function isRect(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 4 && value.every((one) => Number.isFinite(one));
}
