import type { JSX } from 'solid-js';
import { RUN_HUES } from '../../domain/run-colour.ts';

/** Coloured initials; the name stands beside them or in the name of what holds them. */
export function Avatar(props: { readonly name: string; readonly colour: number }): JSX.Element {
  const hue = () => (Number.isSafeInteger(props.colour) ? Math.abs(props.colour) % RUN_HUES : 0);
  return (
    <span class="avatar" style={{ '--hue': `var(--run-${hue()})` }} aria-hidden="true">
      {initials(props.name)}
    </span>
  );
}

/** 'Ana Lima' → 'AL', 'ana' → 'AN' */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = '', second] = words;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join('').toUpperCase() || '?';
}
