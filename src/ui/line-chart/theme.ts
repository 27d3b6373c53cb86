import { type Accessor, createSignal } from 'solid-js';

const [theme, setTheme] = createSignal(0);
let isWatching = false;
/** Colours of the theme as it is. Each look-up recomputes the page's style, and charts of a wall ask for the same. */
let known = new Map<string, string>();

/** Grows when the colours of the page may have changed. One pair of watchers for all charts. */
export function watchTheme(): Accessor<number> {
  if (!isWatching) {
    isWatching = true;
    const changed = (): void => {
      known = new Map();
      setTheme((count) => count + 1);
    };
    new MutationObserver(changed).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-theme', 'class', 'style'],
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  }
  return theme;
}

export interface ChartColours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
  /** A CSS colour with its variables looked up. */
  resolve(colour: string): string;
}

/** A canvas knows no variables: the style of an element inside the chart tells what they are. */
export function readColours(host: HTMLElement): ChartColours {
  watchTheme();
  const ofTheme = known;
  let probe: HTMLElement | null = null;
  const resolve = (colour: string): string => {
    const found = ofTheme.get(colour);
    if (found !== undefined) return found;
    if (!probe) {
      probe = document.createElement('span');
      probe.hidden = true;
    }
    if (!probe.isConnected) host.append(probe);
    probe.style.color = colour;
    const resolved = getComputedStyle(probe).color;
    // Outside the page nothing has a colour.
    if (resolved !== '') ofTheme.set(colour, resolved);
    return resolved;
  };
  return {
    ink: resolve('var(--ink)'),
    muted: resolve('var(--muted)'),
    line: resolve('var(--line)'),
    panel: resolve('var(--panel)'),
    resolve,
  };
}
