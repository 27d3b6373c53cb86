import { A, useParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { VersionRef } from '../../domain/ids.ts';
import type { RegistryView } from '../../domain/registry/registry-view.ts';
import type { QueryApi } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ComparePage } from './compare-page.tsx';
import { ModelPage } from './model-page.tsx';
import { ModelsPage } from './models-page.tsx';
import { COMPARE_WORD, modelAddress, readName } from './registry-address.ts';
import { VersionPage } from './version-page.tsx';
import './registry.css';
import './registry-parts.css';

/** null when the storage refuses. */
async function readRegistry(api: QueryApi): Promise<RegistryView | null> {
  try {
    return await api.registry(null);
  } catch (error) {
    console.error('models not read', error);
    return null;
  }
}

export interface ModelsScreenProps {
  readonly lineage?: (model: string, version: VersionRef) => JSX.Element;
  /** Which rules a model or one of its versions does not keep. */
  readonly breaches?: (model: string, version: number | null) => JSX.Element;
}

/** The registry: all models, one of them (`#/models/:name`), or one version (`#/models/:name/:version`). */
export function ModelsScreen(props: ModelsScreenProps): JSX.Element {
  const params = useParams<{ name?: string; version?: string }>();
  const { api, version } = useQuery();
  const [attempt, setAttempt] = createSignal(0);
  const answer = createNewestAnswer(
    () => (version() > 0 ? { version: version(), attempt: attempt() } : undefined),
    () => readRegistry(api),
  );
  const registry = () => answer() ?? undefined;
  const name = createMemo(() => (params.name ? readName(params.name) : undefined));
  const model = createMemo(() => registry()?.models.find((one) => one.name === name()));
  const chosen = createMemo(() =>
    model()?.versions.find((one) => params.version !== undefined && String(one.number) === params.version),
  );
  createEffect(() => {
    const of = name();
    const part = params.version === undefined || params.version === COMPARE_WORD ? '' : ` ${params.version}`;
    document.title = of === undefined ? 'Models · Cairn' : `${of}${part} · Cairn`;
  });
  return (
    <div class="models-screen">
      <Switch fallback={<Skeleton lines={5} />}>
        <Match when={answer() === null}>
          <EmptyState title="The models could not be read" text="Their data is still in this browser.">
            <Button onClick={() => setAttempt(attempt() + 1)}>Try again</Button>
          </EmptyState>
        </Match>
        <Match when={registry() && name() === undefined}>
          <ModelsPage registry={registry()!} />
        </Match>
        <Match when={registry() && !model()}>
          <EmptyState title="No such model here" text="It may be in another workspace.">
            <A class="button" href="/models">
              All models
            </A>
          </EmptyState>
        </Match>
        <Match when={model() && params.version === COMPARE_WORD}>
          <ComparePage model={model()!} />
        </Match>
        {/* Made anew for another model or version: what was typed or opened belongs to the one before. */}
        <Match when={model() && params.version === undefined}>
          <Show when={name()} keyed>
            {(_) => <ModelPage model={model()!} registry={registry()!} slots={props} />}
          </Show>
        </Match>
        <Match when={chosen()}>
          <Show when={`${name()}/${params.version}`} keyed>
            {(_) => <VersionPage model={model()!} version={chosen()!} registry={registry()!} slots={props} />}
          </Show>
        </Match>
        <Match when={model()}>
          {(known) => (
            <EmptyState title="No such version" text={`${known().name} has no version ${params.version}.`}>
              <A class="button" href={modelAddress(known().name)}>
                All versions
              </A>
            </EmptyState>
          )}
        </Match>
      </Switch>
    </div>
  );
}
