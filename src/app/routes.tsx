import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';
import { HomeScreen } from './home-screen.tsx';

/** Screens arrive when they are first gone to; all of them are in the offline cache. */
export const routes: RouteDefinition[] = [
  { path: '/', component: HomeScreen },
  {
    path: '/experiments/:id',
    component: lazy(async () => ({ default: (await import('../features/experiments/index.ts')).RunsScreen })),
  },
  {
    path: '/settings',
    component: lazy(async () => ({
      default: (await import('../features/settings/index.ts')).SettingsScreen,
    })),
  },
  { path: '*', component: HomeScreen },
];
