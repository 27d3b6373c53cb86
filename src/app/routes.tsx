import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';
import { RunsScreen } from '../features/experiments/index.ts';
import { HomeScreen } from './home-screen.tsx';

const SceneCharts = lazy(async () => ({
  default: (await import('../features/charts/index.ts')).SceneCharts,
}));
const ComparePlots = lazy(async () => ({
  default: (await import('../features/charts/index.ts')).ComparePlots,
}));
/** A table of runs with its charts. */
const RunsWithCharts = () => <RunsScreen charts={(scene) => <SceneCharts scene={scene} />} />;

/** A run's page with its charts: the two features meet here, neither knows of the other. */
const RunScreen = lazy(async () => {
  const [run, charts] = await Promise.all([
    import('../features/run/index.ts'),
    import('../features/charts/index.ts'),
  ]);
  const RunWithCharts = () => (
    <run.RunScreen
      charts={(key) => <charts.RunCharts runs={[key]} />}
      chart={(key, _name, metric) => <charts.MetricChart run={key} metric={metric} />}
    />
  );
  return { default: RunWithCharts };
});
const CompareScreen = lazy(async () => {
  const compare = await import('../features/compare/index.ts');
  const CompareWithCharts = () => (
    <compare.CompareScreen
      charts={(scene) => <SceneCharts scene={scene} />}
      plots={(scene) => <ComparePlots scene={scene} />}
    />
  );
  return { default: CompareWithCharts };
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
  { path: '/experiments/:id', component: RunsWithCharts },
  { path: '/runs/:id', component: RunScreen },
  { path: '/compare', component: CompareScreen },
  { path: '/models/:name?', component: ModelsScreen },
  { path: '/settings', component: SettingsScreen },
  { path: '*', component: HomeScreen },
];
