import { type Accessor, createEffect, createSignal, onCleanup, type Setter } from 'solid-js';
import { createStoredSignal } from './stored-signal.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export interface Theme {
  readonly choice: Accessor<ThemeChoice>;
  readonly setChoice: Setter<ThemeChoice>;
  /** What is on the screen now. */
  readonly effective: Accessor<'light' | 'dark'>;
}

const [choice, setChoice] = createStoredSignal<ThemeChoice>(
  'theme',
  (raw) => THEME_CHOICES.find((known) => known === raw),
  'system',
);

/** Keeps `data-theme` on the root element in step with the choice and with the system. */
export function createTheme(): Theme {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [isSystemDark, setSystemDark] = createSignal(query.matches);
  const follow = () => setSystemDark(query.matches);
  query.addEventListener('change', follow);
  onCleanup(() => query.removeEventListener('change', follow));

  const effective = () => {
    const chosen = choice();
    if (chosen !== 'system') return chosen;
    return isSystemDark() ? 'dark' : 'light';
  };
  createEffect(() => {
    document.documentElement.dataset.theme = effective();
  });
  return { choice, setChoice, effective };
}
