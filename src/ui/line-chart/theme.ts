import { type Accessor, createSignal } from 'solid-js';

const [theme, setTheme] = createSignal(0);
let isWatching = false;

/** Grows when the colours of the page may have changed. One pair of watchers for all charts. */
export function watchTheme(): Accessor<number> {
  if (!isWatching) {
    isWatching = true;
    const changed = (): void => {
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
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const known = new Map<string, string>();
  const resolve = (colour: string): string => {
    const found = known.get(colour);
    if (found !== undefined) return found;
    probe.style.color = colour;
    const resolved = getComputedStyle(probe).color;
    known.set(colour, resolved);
    return resolved;
  };
  const colours = {
    ink: resolve('var(--ink)'),
    muted: resolve('var(--muted)'),
    line: resolve('var(--line)'),
    panel: resolve('var(--panel)'),
  };
  // What is asked for later is looked up while drawing, in one go.
  return {
    ...colours,
    resolve: (colour) => {
      if (!probe.isConnected) host.append(probe);
      return resolve(colour);
    },
  };
}
