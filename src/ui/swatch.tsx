import type { JSX } from 'solid-js';
import './swatch.css';

/** A place of the palette: `--run-<hue>` of the theme, the second ten in two tones. Decoration only. */
export function Swatch(props: { readonly hue: number; readonly dashed: boolean }): JSX.Element {
  return (
    <span
      class="swatch"
      classList={{ 'is-dashed': props.dashed }}
      style={{ '--hue': `var(--run-${props.hue})` }}
      aria-hidden="true"
    />
  );
}
