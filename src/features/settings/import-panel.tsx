import { createUniqueId, type JSX } from 'solid-js';
import { MIB, settings } from '../../state/settings.ts';
import { Switch } from '../../ui/switch.tsx';
import { Panel } from './panel.tsx';

/** 1 TiB: more than any browser keeps. */
const MOST_MIB = 1024 * 1024;

function MegabyteField(props: {
  readonly label: string;
  readonly valueBytes: number;
  readonly onChange: (sizeBytes: number) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <p class="settings-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="field"
        type="number"
        inputmode="numeric"
        min="0"
        max={MOST_MIB}
        value={Math.round(props.valueBytes / MIB)}
        onChange={(event) => {
          const typed = event.currentTarget.valueAsNumber;
          if (Number.isFinite(typed))
            props.onChange(Math.round(Math.min(Math.max(typed, 0), MOST_MIB)) * MIB);
          event.currentTarget.value = String(Math.round(props.valueBytes / MIB));
        }}
      />
    </p>
  );
}

export function ImportPanel(): JSX.Element {
  return (
    <>
      <ArtifactsPanel />
      <TensorboardPanel />
    </>
  );
}

function TensorboardPanel(): JSX.Element {
  return (
    <Panel title="TensorBoard">
      <Switch
        label="One run per TensorBoard folder"
        checked={settings.foldRuns()}
        onChange={settings.setFoldRuns}
      />
      <p class="muted">
        Folders such as <code>train</code> and <code>validation</code>, and those that PyTorch makes for{' '}
        <code>add_hparams</code> and <code>add_scalars</code>, become parts of the run around them. Switched
        off, each is a run of its own, as TensorBoard shows them. Importing again with the other choice
        removes nothing: the runs come in that form beside those that are here.
      </p>
    </Panel>
  );
}

function ArtifactsPanel(): JSX.Element {
  return (
    <Panel title="Artifacts">
      <MegabyteField
        label="Keep per import, in MiB"
        valueBytes={settings.artifactBudgetBytes()}
        onChange={settings.setArtifactBudgetBytes}
      />
      <MegabyteField
        label="Largest file to keep, in MiB"
        valueBytes={settings.artifactLimitBytes()}
        onChange={settings.setArtifactLimitBytes}
      />
      <p class="muted">
        What does not fit is listed with its size, but its content is not kept. A change counts from the next
        import on.
      </p>
    </Panel>
  );
}
