import { createMemo, type JSX, Show } from 'solid-js';
import type { MetricKey } from '../../domain/ids.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { ArtifactsRegion } from './artifacts/artifacts-region.tsx';
import { DatasetsRegion } from './datasets-region.tsx';
import { MetricsRegion } from './metrics-region.tsx';
import { ModelsRegion } from './models-region.tsx';
import { NotesRegion } from './notes-region.tsx';
import { ParamsRegion } from './params-region.tsx';
import { Region } from './region.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunHeader } from './run-header.tsx';
import { RunRelations } from './run-relations.tsx';
import type { RunScreenProps } from './run-screen.tsx';
import { createRunView } from './run-view.ts';
import { SectionNav } from './section-nav.tsx';
import { TagsRegion } from './tags-region.tsx';

export function RunPage(props: {
  readonly detail: RunDetail;
  readonly charts: RunScreenProps['charts'];
  readonly chart: RunScreenProps['chart'];
}): JSX.Element {
  const edits = useEdits();
  const view = createRunView(() => props.detail, edits);
  const run = () => props.detail.run;
  /** Charts stay while the same run is read anew. */
  const key = createMemo(() => run().key);
  const hasModels = () =>
    props.detail.loggedModels.length +
      props.detail.versions.filter((one) => one.stage !== 'Deleted_Internal').length >
    0;
  /** Single values stand in the table already. */
  const hasCharts = () => props.charts !== undefined && run().series.some((series) => series.count > 1);
  return (
    <article class="runpage">
      <RunHeader detail={props.detail} view={view} />
      <SectionNav
        sections={[
          ['run-metrics', 'Metrics'],
          ...(hasCharts() ? ([['run-charts', 'Charts']] as const) : []),
          ['run-parameters', 'Parameters'],
          ['run-artifacts', 'Artifacts'],
          ['run-notes', 'Notes'],
          ['run-datasets', 'Datasets'],
          ...(hasModels() ? ([['run-models', 'Models']] as const) : []),
          ['run-tags', 'Tags'],
          ['run-details', 'Details'],
        ]}
      />
      <div class="runpage-body">
        <div class="runpage-main">
          <MetricsRegion
            series={run().series}
            chart={props.chart && ((metric: MetricKey) => props.chart?.(run().key, view.name(), metric))}
          />
          <Show when={hasCharts() && key()} keyed>
            {(shown) => (
              <Region title="Charts" id="run-charts">
                {props.charts?.(shown)}
              </Region>
            )}
          </Show>
          <ParamsRegion params={run().params} />
          <ArtifactsRegion detail={props.detail} />
          <NotesRegion run={run().key} note={view.note()} />
          <DatasetsRegion inputs={run().datasets} datasets={props.detail.datasets} />
          <ModelsRegion models={props.detail.loggedModels} versions={props.detail.versions} />
        </div>
        <div class="runpage-side">
          <RunFacts detail={props.detail} />
          <TagsRegion run={run().key} tags={view.tags()} />
          <RunRelations detail={props.detail} />
        </div>
      </div>
    </article>
  );
}
