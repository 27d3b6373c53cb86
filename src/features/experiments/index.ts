import { lazy } from 'solid-js';

/** The list is there from the first screen on; the table with its grid comes when there are runs to show. */
export const ExperimentList = lazy(async () => ({
  default: (await import('./experiment-list.tsx')).ExperimentList,
}));
export const RunsScreen = lazy(async () => ({ default: (await import('./runs-screen.tsx')).RunsScreen }));
