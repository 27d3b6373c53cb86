import { For, type JSX, Show } from 'solid-js';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { NO_STAGE } from '../../domain/registry/stages.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Part } from './part.tsx';
import { MODEL_FILE, versionFiles } from './version-files.ts';

/** Addresses by which MLflow loads a version. */
export function LoadPart(props: {
  readonly version: ModelVersion;
  /** null or undefined where it is not here: then nobody knows whether there is something to load. */
  readonly run: RunDetail | null | undefined;
}): JSX.Element {
  const isEmpty = () =>
    props.run !== null &&
    props.run !== undefined &&
    !versionFiles(props.version, props.run).some(({ path }) => path === MODEL_FILE);
  const base = () => `models:/${props.version.model}`;
  const addresses = () => [
    `${base()}/${props.version.number}`,
    ...props.version.aliases.map((alias) => `${base()}@${alias}`),
    ...(props.version.stage === NO_STAGE ? [] : [`${base()}/${props.version.stage}`]),
  ];
  const snippet = () =>
    `import mlflow\n\nmodel = mlflow.pyfunc.load_model(${JSON.stringify(addresses()[0])})\nmodel.predict(data)`;
  return (
    <Part title="Load it with MLflow">
      <Show
        when={!isEmpty()}
        fallback={<p class="muted">No MLmodel file was logged with it: MLflow has nothing to load.</p>}
      >
        <ul class="models-addresses">
          <For each={addresses()}>
            {(address) => (
              <li>
                <code class="models-address">{address}</code>
                <CopyButton label={`Copy ${address}`} text={address} />
              </li>
            )}
          </For>
        </ul>
        <div class="models-snippet">
          <pre>
            <code>{snippet()}</code>
          </pre>
          <CopyButton label="Copy code that loads it" text={snippet()} />
        </div>
      </Show>
    </Part>
  );
}
