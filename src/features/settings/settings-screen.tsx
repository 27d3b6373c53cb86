import type { JSX } from 'solid-js';
import { AboutPanel } from './about-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import { InstallPanel } from './install-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { StoragePanel } from './storage-panel.tsx';
import { ThemePanel } from './theme-panel.tsx';
import './settings.css';

/** `exports`: how to take everything along. */
export function SettingsScreen(props: { readonly exports: JSX.Element }): JSX.Element {
  return (
    <div class="settings">
      <h1>Settings</h1>
      <ThemePanel />
      <RulesPanel />
      <StoragePanel />
      <ImportPanel />
      {props.exports}
      <InstallPanel />
      <AboutPanel />
    </div>
  );
}
