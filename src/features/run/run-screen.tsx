import { A, useParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, Match, Switch } from 'solid-js';
import { type MetricKey, type ModelKey, type RunKey, toRunKey } from '../../domain/ids.ts';
import type { QueryApi, RunDetail } from '../../rpc/query-api.ts';
import { createMovesOf } from '../../state/live-run.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createPacedLive } from '../../state/paced-live.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { keepSameParts } from './keep-detail.ts';
import { RunPage } from './run-page.tsx';
import './run.css';
import './run-parts.css';

export interface RunScreenProps {
  /** All charts of a run. */
  readonly charts?: (run: RunKey) => JSX.Element;
  /** One metric of a run, shown below its row, with a step that is marked. */
  readonly chart?: (run: RunKey, metric: MetricKey, step: () => number | null) => JSX.Element;
  /** The button that registers a model of this run, or one of its logged models. */
  readonly register?: (detail: RunDetail, model?: ModelKey) => JSX.Element;
  readonly lineage?: (run: RunKey) => JSX.Element;
  /** The button that writes this run out. */
  readonly exports?: (detail: () => RunDetail, name: () => string) => JSX.Element;
  /** Which rules of the workspace this run does not keep. */
  readonly breaches?: (run: RunKey) => JSX.Element;
}

/** A run that is written is read anew no oftener than this. */
const READ_MS = 1000;

type Answer =
  | { readonly kind: 'found'; readonly id: string; readonly detail: RunDetail }
  | { readonly kind: 'missing' | 'failed'; readonly id: string };

async function findRun(id: string, api: QueryApi): Promise<Answer> {
  try {
    const detail = await api.run(toRunKey(id));
    return detail ? { kind: 'found', id, detail } : { kind: 'missing', id };
  } catch (error) {
    console.error('run not read', error);
    return { kind: 'failed', id };
  }
}

/** The page of one run, `#/runs/:id`. */
export function RunScreen(props: RunScreenProps): JSX.Element {
  const params = useParams<{ id: string }>();
  const { api, version } = useQuery();
  const [attempt, setAttempt] = createSignal(0);
  const moves = createMovesOf(() => [toRunKey(params.id)]);
  const paced = createPacedLive(READ_MS, undefined, moves);
  const newest = createNewestAnswer(
    () =>
      version() > 0 ? { id: params.id, attempt: attempt(), version: version(), moves: paced() } : undefined,
    ({ id }) => findRun(id, api),
  );
  /** The newest answer, as long as it is the answer for this address. */
  const answer = () => {
    const known = newest();
    return known?.id === params.id ? known : undefined;
  };
  const found = () => {
    const known = answer();
    return known?.kind === 'found' ? known.detail : undefined;
  };
  /** Stands while the page of a run that was left is taken down. */
  const lastFound = createMemo<RunDetail | undefined>((before) => {
    const now = found();
    return now ? keepSameParts(before, now) : before;
  });
  createEffect(() => {
    const name = found()?.run.name;
    if (name) document.title = `${name} · Cairn`;
  });
  return (
    <div class="runpage-screen">
      <Switch fallback={<Skeleton lines={6} class="runpage-loading" />}>
        <Match when={answer()?.kind === 'failed'}>
          <EmptyState title="This run could not be read" text="Its data is still in this browser.">
            <Button onClick={() => setAttempt(attempt() + 1)}>Try again</Button>
          </EmptyState>
        </Match>
        {/* Made anew for another run: what was typed or opened belongs to the one before. */}
        <Match when={found()?.run.key} keyed>
          {(_) => <RunPage detail={lastFound()!} slots={props} />}
        </Match>
        <Match when={answer()?.kind === 'missing'}>
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
