import { createMemo, type JSX, Show } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { MetricKey, ModelKey } from '../../domain/ids.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { createLiveRun } from '../../state/live-run.ts';
import { ArtifactsRegion } from './artifacts/artifacts-region.tsx';
import { ConsoleRegion } from './console/console-region.tsx';
import { consoleArtifact } from './console/stored-console.ts';
import { DatasetsRegion } from './datasets-region.tsx';
import { MetricsRegion } from './metrics-region.tsx';
import { ModelsRegion } from './models-region.tsx';
import { NotesRegion } from './notes-region.tsx';
import { ParamsRegion } from './params-region.tsx';
import { Region } from './region.tsx';
import { ReproduceRegion } from './reproduce/reproduce-region.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunHeader } from './run-header.tsx';
import { RunRelations } from './run-relations.tsx';
import type { RunScreenProps } from './run-screen.tsx';
import { createRunView } from './run-view.ts';
import { SectionNav } from './section-nav.tsx';
import { TagsRegion } from './tags-region.tsx';

type Section = readonly [id: string, title: string];

export function RunPage(props: {
  readonly detail: RunDetail;
  /** What other features show on this page. */
  readonly slots: RunScreenProps;
}): JSX.Element {
  const edits = useEdits();
  const view = createRunView(() => props.detail, edits);
  const run = () => props.detail.run;
  /** Charts stay while the same run is read anew. */
  const key = createMemo(() => run().key);
  const live = createLiveRun(key);
  const hasConsole = () =>
    (live()?.console.length ?? 0) > 0 || consoleArtifact(props.detail.artifacts)?.chunks != null;
  const hasModels = () => props.detail.loggedModels.length + props.detail.versions.length > 0;
  /** Single values stand in the table already. */
  const hasCharts = () => props.slots.charts !== undefined && run().series.some((series) => series.count > 1);
  /** The very same while they are: a run that is written is read anew by the second. */
  const sections = createMemo(
    (before: readonly Section[]): readonly Section[] =>
      reuse(before, [
        ['run-metrics', 'Metrics'],
        ...(hasCharts() ? ([['run-charts', 'Charts']] as const) : []),
        ...(hasConsole() ? ([['run-console', 'Console']] as const) : []),
        ['run-parameters', 'Parameters'],
        ['run-artifacts', 'Artifacts'],
        ['run-notes', 'Notes'],
        ['run-datasets', 'Datasets'],
        ...(hasModels() ? ([['run-models', 'Models']] as const) : []),
        ['run-reproduce', 'Reproduce'],
        ['run-tags', 'Tags'],
        ['run-details', 'Details'],
        ...(props.slots.lineage ? ([['run-lineage', 'Lineage']] as const) : []),
      ]),
    [],
  );
  return (
    <article class="runpage">
      <RunHeader
        detail={props.detail}
        view={view}
        live={live()}
        register={props.slots.register?.(props.detail)}
        exports={props.slots.exports?.(() => props.detail, view.name)}
      />
      <div class="runpage-notes">{props.slots.breaches?.(key())}</div>
      <SectionNav sections={sections()} />
      <div class="runpage-body">
        <div class="runpage-main">
          <MetricsRegion
            run={key()}
            series={run().series}
            chart={
              props.slots.chart &&
              ((metric: MetricKey, step: () => number | null) => props.slots.chart?.(run().key, metric, step))
            }
          />
          <Show when={hasCharts() && key()} keyed>
            {(shown) => (
              <Region title="Charts" id="run-charts">
                {props.slots.charts?.(shown)}
              </Region>
            )}
          </Show>
          <ConsoleRegion live={live()?.console} artifacts={props.detail.artifacts} />
          <ParamsRegion params={run().params} />
          <ArtifactsRegion detail={props.detail} />
          <NotesRegion run={run().key} note={view.note()} />
          <DatasetsRegion inputs={run().datasets} datasets={props.detail.datasets} />
          <ModelsRegion
            models={props.detail.loggedModels}
            versions={props.detail.versions}
            register={
              props.slots.register && ((model: ModelKey) => props.slots.register?.(props.detail, model))
            }
          />
          <ReproduceRegion detail={props.detail} />
        </div>
        <div class="runpage-side">
          <RunFacts detail={props.detail} />
          <TagsRegion run={run().key} tags={view.tags()} />
          <RunRelations detail={props.detail} />
        </div>
        <Show when={props.slots.lineage && key()} keyed>
          {(shown) => (
            <div class="runpage-wide">
              <Region title="Lineage" id="run-lineage">
                {props.slots.lineage?.(shown)}
              </Region>
            </div>
          )}
        </Show>
      </div>
    </article>
  );
}
