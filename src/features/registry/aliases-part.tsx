import { A } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { AliasDialog } from './alias-dialog.tsx';
import { presentVersions } from './model-list.ts';
import { Part } from './part.tsx';
import { createRegistryActs } from './registry-acts.ts';
import { versionAddress } from './registry-address.ts';

/** The aliases of a model, or of one of its versions. */
export function AliasesPart(props: {
  readonly model: RegisteredModel;
  readonly version?: ModelVersion;
}): JSX.Element {
  const share = useShare();
  const acts = createRegistryActs();
  const [isAdding, setAdding] = createSignal(false);
  const aliases = () =>
    props.model.aliases.filter(({ version }) => !props.version || version === props.version.number);
  const canAdd = () =>
    share.canEdit() && (props.version ? !props.version.deleted : presentVersions(props.model).length > 0);
  return (
    <Part
      title="Aliases"
      count={aliases().length > 0 ? formatCount(aliases().length) : undefined}
      tools={
        <Show when={canAdd()}>
          <Button small icon="plus" onClick={() => setAdding(true)}>
            Add alias
          </Button>
        </Show>
      }
    >
      <Show when={aliases().length > 0} fallback={<p class="muted">No alias yet.</p>}>
        <ul class="models-aliases" aria-label="Aliases">
          <For each={aliases()}>
            {({ alias, version }) => (
              <li>
                <span class="models-badge">@{alias}</span>
                <Show when={!props.version}>
                  <A href={versionAddress(props.model.name, version)}>Version {version}</A>
                </Show>
                <Show when={share.canEdit()}>
                  <Button
                    variant="quiet"
                    small
                    icon="close"
                    label={`Remove @${alias}`}
                    onClick={() => acts.setAlias(props.model, alias, null, '')}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <AliasDialog
        open={isAdding()}
        model={props.model}
        version={props.version}
        onClose={() => setAdding(false)}
      />
    </Part>
  );
}
