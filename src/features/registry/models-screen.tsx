import { A, useParams } from '@solidjs/router';
import { createSignal, type JSX, Match, Switch } from 'solid-js';
import type { QueryApi } from '../../rpc/query-api.ts';
import { useActions } from '../../state/actions.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type RegisteredModel, toModelList } from './model-list.ts';
import { ModelPage } from './model-page.tsx';
import { ModelsTable } from './models-table.tsx';
import './registry.css';

/** null when the storage refuses. */
async function findModels(api: QueryApi): Promise<readonly RegisteredModel[] | null> {
  try {
    return toModelList(await api.registry());
  } catch (error) {
    console.error('models not read', error);
    return null;
  }
}

/** Registered models as they were imported: all of them, or the versions of one (`#/models/:name`). */
export function ModelsScreen(): JSX.Element {
  const params = useParams<{ name?: string }>();
  const { api, version } = useQuery();
  const actions = useActions();
  const [attempt, setAttempt] = createSignal(0);
  const answer = createNewestAnswer(
    () => (version() > 0 ? { version: version(), attempt: attempt() } : undefined),
    () => findModels(api),
  );
  const models = () => answer() ?? undefined;
  const name = () => (params.name ? toName(params.name) : undefined);
  const chosen = () => models()?.find((model) => model.record.name === name());
  return (
    <div class="models-screen">
      <Switch fallback={<Skeleton lines={5} />}>
        <Match when={answer() === null}>
          <EmptyState title="The models could not be read" text="Their data is still in this browser.">
            <Button onClick={() => setAttempt(attempt() + 1)}>Try again</Button>
          </EmptyState>
        </Match>
        <Match when={chosen()}>{(model) => <ModelPage model={model()} />}</Match>
        <Match when={models() && name() !== undefined}>
          <EmptyState title="No such model here" text="It may be in another workspace.">
            <A class="button" href="/models">
              All models
            </A>
          </EmptyState>
        </Match>
        <Match when={models()?.length === 0}>
          <EmptyState
            title="No registered models yet"
            text="Models and their versions appear here when a database or folder with a model registry is imported."
          >
            <Button icon="upload" onClick={() => actions.importFiles()}>
              Choose files
            </Button>
            <Button onClick={() => actions.loadSample()}>Load sample</Button>
          </EmptyState>
        </Match>
        <Match when={models()}>{(list) => <ModelsTable models={list()} />}</Match>
      </Switch>
    </div>
  );
}

/** The name as it stands in the address; one that was typed by hand may not decode. */
function toName(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
