import { A, useParams } from '@solidjs/router';
import { createEffect, createResource, type JSX, Match, Switch } from 'solid-js';
import { type MetricKey, type RunKey, toRunKey } from '../../domain/ids.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { RunPage } from './run-page.tsx';
import './run.css';
import './run-parts.css';

export interface RunScreenProps {
  /** All charts of a run. */
  readonly charts?: (run: RunKey) => JSX.Element;
  /** One metric of a run, shown below its row. */
  readonly chart?: (run: RunKey, name: string, metric: MetricKey) => JSX.Element;
}

/** The page of one run, `#/runs/:id`. */
export function RunScreen(props: RunScreenProps): JSX.Element {
  const params = useParams<{ id: string }>();
  const { api, version } = useQuery();
  const [detail, { refetch }] = createResource(
    () => version() > 0 && ([params.id, version()] as const),
    async ([id]) => ({ id, found: await api.run(toRunKey(id)) }),
  );
  /** The newest answer, as long as it is the answer for this address. */
  const answer = () => {
    const known = detail.error === undefined ? detail.latest : undefined;
    return known?.id === params.id ? known : undefined;
  };
  createEffect(() => {
    const name = answer()?.found?.run.name;
    if (name) document.title = `${name} · Cairn`;
  });
  return (
    <div class="run-screen">
      <Switch fallback={<Skeleton lines={6} class="run-loading" />}>
        <Match when={detail.error !== undefined}>
          <EmptyState title="This run could not be read" text="Its data is still in this browser.">
            <Button onClick={() => void refetch()}>Try again</Button>
          </EmptyState>
        </Match>
        <Match when={answer()?.found}>
          {(found) => <RunPage detail={found()} charts={props.charts} chart={props.chart} />}
        </Match>
        <Match when={answer() && answer()?.found === null}>
          <EmptyState
            title="No such run here"
            text="It may be in another workspace, or it was never imported in this browser."
          >
            <A class="button" href="/experiments/all">
              All runs
            </A>
          </EmptyState>
        </Match>
      </Switch>
    </div>
  );
}
