import type { JSX } from 'solid-js';
import { AboutPanel } from './about-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import { InstallPanel } from './install-panel.tsx';
import { StoragePanel } from './storage-panel.tsx';
import { ThemePanel } from './theme-panel.tsx';
import './settings.css';

export function SettingsScreen(): JSX.Element {
  return (
    <div class="settings">
      <h1>Settings</h1>
      <ThemePanel />
      <StoragePanel />
      <ImportPanel />
      <InstallPanel />
      <AboutPanel />
    </div>
  );
}
