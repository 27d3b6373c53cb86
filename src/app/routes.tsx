import type { RouteDefinition } from '@solidjs/router';
import { lazy, Show, Suspense } from 'solid-js';
import { formatPlural } from '../base/format.ts';
import type { BreachPlace } from '../domain/rules/breach.ts';
import { RunsScreen } from '../features/experiments/index.ts';
import { ExportButton, ExportPanel, ReportOf } from '../features/export/index.ts';
import { useEdits } from '../state/edits.ts';
import { HomeScreen } from './home-screen.tsx';

const SceneCharts = lazy(async () => ({
  default: (await import('../features/charts/index.ts')).SceneCharts,
}));
const ComparePlots = lazy(async () => ({
  default: (await import('../features/charts/index.ts')).ComparePlots,
}));
/** A table of runs with its charts. */
const RunsWithCharts = () => (
  <RunsScreen
    charts={(scene) => <SceneCharts scene={scene} />}
    breaches={(experiment) => <Breaches of={{ kind: 'experiment', experiment }} />}
    exports={(subject, isNarrow) => (
      <Suspense>
        <ExportButton subject={subject()} isNarrow={isNarrow()} />
      </Suspense>
    )}
    report={(subject, onClose) => <ReportOf subject={subject()} onClose={onClose} />}
  />
);

/** A run's page with its charts: the two features meet here, neither knows of the other. */
const RunScreen = lazy(async () => {
  const [run, charts] = await Promise.all([
    import('../features/run/index.ts'),
    import('../features/charts/index.ts'),
  ]);
  const RunWithCharts = () => (
    <run.RunScreen
      charts={(key) => <charts.RunCharts runs={[key]} />}
      chart={(key, metric, step) => <charts.MetricChart run={key} metric={metric} step={step()} />}
      register={(detail, model) => <RegisterModel detail={detail} of={model} />}
      lineage={(key) => <LineageRegion focus={{ kind: 'run', run: key }} />}
      breaches={(key) => <Breaches of={{ kind: 'run', run: key }} />}
      exports={(detail, name) => (
        <Suspense>
          <ExportButton
            subject={{
              experiments: [detail().run.experiment],
              selected: [detail().run.key],
              selectedText: 'This run',
              title: name(),
            }}
          />
        </Suspense>
      )}
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
      exports={(runs) => (
        <Suspense>
          <ExportButton
            subject={{
              experiments: 'all',
              selected: runs(),
              selectedText: formatPlural(runs().length, 'compared run'),
              title: 'Compared runs',
            }}
          />
        </Suspense>
      )}
    />
  );
  return { default: CompareWithCharts };
});
const LineageRegion = lazy(async () => ({
  default: (await import('../features/lineage/index.ts')).LineageRegion,
}));
const LineageScreen = lazy(async () => ({
  default: (await import('../features/lineage/index.ts')).LineageScreen,
}));
const BreachNotes = lazy(async () => ({
  default: (await import('../features/rules/index.ts')).BreachNotes,
}));
/** Loaded where there are rules; the page does not wait for it. */
const Breaches = (props: { readonly of: BreachPlace }) => {
  const edits = useEdits();
  return (
    <Show when={edits.rules().size > 0}>
      <Suspense>
        <BreachNotes of={props.of} />
      </Suspense>
    </Show>
  );
};
const RulesScreen = lazy(async () => ({
  default: (await import('../features/rules/index.ts')).RulesScreen,
}));
const AlertsScreen = lazy(async () => ({
  default: (await import('../features/alerts/index.ts')).AlertsScreen,
}));
const DataScreen = lazy(async () => ({
  default: (await import('../features/data/index.ts')).DataScreen,
}));
const RegisterModel = lazy(async () => ({
  default: (await import('../features/registry/index.ts')).RegisterModel,
}));
const ModelsScreen = lazy(async () => {
  const registry = await import('../features/registry/index.ts');
  const Models = () => (
    <registry.ModelsScreen
      lineage={(model, version) => <LineageRegion focus={{ kind: 'version', model, version }} />}
      breaches={(model, version) => <Breaches of={{ kind: 'model', model, version }} />}
    />
  );
  return { default: Models };
});
const SettingsScreen = lazy(async () => {
  const settings = await import('../features/settings/index.ts');
  const Settings = () => <settings.SettingsScreen exports={<ExportPanel />} />;
  return { default: Settings };
});

/** Screens arrive when they are first gone to; all of them are in the offline cache. */
export const routes: RouteDefinition[] = [
  { path: '/', component: HomeScreen },
  { path: '/experiments/:id', component: RunsWithCharts },
  { path: '/runs/:id', component: RunScreen },
  { path: '/compare', component: CompareScreen },
  { path: '/models/:name?/:version?', component: ModelsScreen },
  { path: '/data/:dataset?', component: DataScreen },
  { path: '/rules', component: RulesScreen },
  { path: '/alerts', component: AlertsScreen },
  { path: '/lineage/:kind/:id', component: LineageScreen },
  { path: '/settings', component: SettingsScreen },
  { path: '*', component: HomeScreen },
];
