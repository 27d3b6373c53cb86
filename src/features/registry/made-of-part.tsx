import { A } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatBytes, formatCount } from '../../base/format.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { Part } from './part.tsx';
import { runAddress } from './registry-address.ts';
import { versionFiles } from './version-files.ts';

const ROWS_AT_ONCE = 20;

/** What a version was made of, from its run: parameters, data, and the files of the model. */
export function MadeOfPart(props: { readonly version: ModelVersion; readonly run: RunDetail }): JSX.Element {
  const params = () => props.run.run.params;
  const files = () => versionFiles(props.version, props.run);
  return (
    <>
      <Part title="Parameters of its run" count={formatCount(params().length)}>
        <Rows rows={params()} none="No parameter was logged." />
      </Part>
      <Part title="Data of its run" count={formatCount(props.run.datasets.length)}>
        <Show when={props.run.datasets.length > 0} fallback={<p class="muted">No dataset was recorded.</p>}>
          <ul>
            <For each={props.run.datasets.slice(0, ROWS_AT_ONCE)}>
              {({ key, name, digest }) => (
                <li>
                  <A href={`/data/${encodeURIComponent(key)}`}>{name || digest}</A>{' '}
                  <code class="muted">{digest}</code>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Part>
      <Part
        title="Files of the model"
        count={formatCount(files().length)}
        tools={
          <A class="button is-small" href={runAddress(props.run.run.key)}>
            Files and environment on the run's page
          </A>
        }
      >
        <Rows
          rows={files().map(({ path, sizeBytes }) => [path, formatBytes(sizeBytes)] as const)}
          none="Which files of its run are the model cannot be told."
        />
      </Part>
    </>
  );
}

function Rows(props: {
  readonly rows: readonly (readonly [string, string])[];
  readonly none: string;
}): JSX.Element {
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const hidden = () => Math.max(0, props.rows.length - limit());
  return (
    <Show when={props.rows.length > 0} fallback={<p class="muted">{props.none}</p>}>
      <dl class="models-facts">
        <For each={props.rows.slice(0, limit())}>
          {([key, value]) => (
            <>
              <dt>{key}</dt>
              <dd title={value.slice(0, 2000)}>{value.slice(0, 200)}</dd>
            </>
          )}
        </For>
      </dl>
      <Show when={hidden() > 0}>
        <Button small onClick={() => setLimit(limit() + 10 * ROWS_AT_ONCE)}>
          {formatCount(hidden())} more
        </Button>
      </Show>
    </Show>
  );
}
