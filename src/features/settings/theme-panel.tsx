import { For, type JSX } from 'solid-js';
import { createTheme, THEME_CHOICES, type ThemeChoice } from '../../state/theme.ts';
import { Panel } from './panel.tsx';

const WORDS: Readonly<Record<ThemeChoice, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

export function ThemePanel(): JSX.Element {
  const theme = createTheme();
  return (
    <Panel title="Look">
      <div class="settings-choices" role="radiogroup" aria-label="Theme">
        <For each={THEME_CHOICES}>
          {(choice) => (
            <label>
              <input
                type="radio"
                name="theme"
                checked={theme.choice() === choice}
                onChange={() => theme.setChoice(choice)}
              />
              {WORDS[choice]}
            </label>
          )}
        </For>
      </div>
    </Panel>
  );
}
