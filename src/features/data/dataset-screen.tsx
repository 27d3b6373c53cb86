import { A, useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, type JSX, on, Show } from 'solid-js';
import type { DatasetKey } from '../../domain/ids.ts';
import type { DatasetDetail } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DatasetPage } from './dataset-page.tsx';

/** One version of a dataset, asked for by its key. */
export function DatasetScreen(props: { readonly dataset: DatasetKey }): JSX.Element {
  const { api, version } = useQuery();
  const [search, setSearch] = useSearchParams<{ check?: string }>();
  const answer = createNewestAnswer(
    () => (version() ? { key: props.dataset } : undefined),
    async ({ key }) => ({ detail: await api.dataset(key) }),
  );
  const detail = createMemo((): DatasetDetail | null => answer()?.detail ?? null);
  const datasets = createNewestAnswer(
    () => version() || undefined,
    () => api.datasets(),
  );
  const versions = createMemo(() => {
    const name = detail()?.record.name;
    return (datasets() ?? []).filter((one) => one.name === name);
  });
  let box!: HTMLDivElement;
  // Came to check a file: its button is where the keyboard goes on.
  createEffect(
    on(detail, (shown) => {
      if (!shown || search.check === undefined) return;
      setSearch({ check: undefined }, { replace: true });
      queueMicrotask(() => box.querySelector<HTMLElement>('.data-choose-file')?.focus());
    }),
  );
  return (
    <div ref={box} class="data-frame">
      <Show when={answer()}>
        <Show
          when={detail()}
          fallback={
            <EmptyState title="This dataset is not in this workspace">
              <A class="button" href="/data">
                All datasets
              </A>
            </EmptyState>
          }
        >
          {(shown) => <DatasetPage detail={shown()} versions={versions()} />}
        </Show>
      </Show>
    </div>
  );
}
