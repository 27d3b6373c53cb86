import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';
import { RunsScreen } from '../features/experiments/index.ts';
import { HomeScreen } from './home-screen.tsx';

/** A run's page with its charts: the two features meet here, neither knows of the other. */
const RunScreen = lazy(async () => {
  const [run, charts] = await Promise.all([
    import('../features/run/index.ts'),
    import('../features/charts/index.ts'),
  ]);
  const RunWithCharts = () => (
    <run.RunScreen
      charts={(key) => <charts.RunCharts runs={[key]} />}
      chart={(key, name, metric) => <charts.MetricChart runs={[{ run: key, name }]} metric={metric} />}
    />
  );
  return { default: RunWithCharts };
});
const CompareScreen = lazy(async () => {
  const [compare, charts] = await Promise.all([
    import('../features/compare/index.ts'),
    import('../features/charts/index.ts'),
  ]);
  return { default: () => <compare.CompareScreen charts={(runs) => <charts.RunCharts runs={runs()} />} /> };
});
const ModelsScreen = lazy(async () => ({
  default: (await import('../features/registry/index.ts')).ModelsScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/index.ts')).SettingsScreen,
}));

/** Screens arrive when they are first gone to; all of them are in the offline cache. */
export const routes: RouteDefinition[] = [
  { path: '/', component: HomeScreen },
  { path: '/experiments/:id', component: RunsScreen },
  { path: '/runs/:id', component: RunScreen },
  { path: '/compare', component: CompareScreen },
  { path: '/models/:name?', component: ModelsScreen },
  { path: '/settings', component: SettingsScreen },
  { path: '*', component: HomeScreen },
];
