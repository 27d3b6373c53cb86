import type { RouteDefinition } from '@solidjs/router';
import { type Component, lazy } from 'solid-js';
import { HomeScreen } from './home-screen.tsx';

type Screens = Readonly<Record<string, Component>>;
const modules = import.meta.glob<Screens>('../features/*/index.ts');

function screen(feature: string, name: string): Component {
  const load = modules[`../features/${feature}/index.ts`];
  if (!load) return HomeScreen;
  return lazy(async () => ({ default: (await load())[name] ?? HomeScreen }));
}

export const routes: RouteDefinition[] = [
  { path: '/', component: HomeScreen },
  { path: '/experiments/:id', component: screen('experiments', 'RunsScreen') },
  { path: '/runs/:id', component: screen('run', 'RunScreen') },
  { path: '/models/:name?', component: screen('registry', 'ModelsScreen') },
  { path: '/settings', component: screen('settings', 'SettingsScreen') },
  { path: '*', component: HomeScreen },
];
