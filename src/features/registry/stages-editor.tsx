import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { stageFault } from '../../domain/registry/registry-names.ts';
import type { RegisteredModel } from '../../domain/registry/registry-view.ts';
import { allStages, canonicalStage } from '../../domain/registry/stages.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { removeActionToasts } from '../../ui/toast.tsx';
import { presentVersions } from './model-list.ts';
import { stageFaultText } from './registry-words.ts';

/** MLflow's stages with the workspace's own between them, which can be added, moved and removed. */
export function StagesEditor(props: { readonly models: readonly RegisteredModel[] }): JSX.Element {
  const edits = useEdits();
  const own = () => edits.stages();
  const setStages = (stages: readonly string[]) => {
    // An Undo that is still offered for something else would undo this.
    removeActionToasts();
    edits.setStages(stages);
  };
  const usedBy = (stage: string) =>
    props.models.flatMap(presentVersions).filter((version) => version.stage === stage).length;
  const move = (stage: string, by: number) => {
    const at = own().indexOf(stage);
    const rest = own().filter((one) => one !== stage);
    setStages([...rest.slice(0, at + by), stage, ...rest.slice(at + by)]);
  };
  return (
    <div class="models-stages">
      <p class="muted">
        Stages of the workspace stand between Staging and Production. Real MLflow knows only its own four.
      </p>
      <ol aria-label="Stages" class="models-stage-list">
        <For each={allStages(own())}>
          {(stage) => (
            <li>
              <span class="models-stage-name">{stage}</span>
              <Show when={own().includes(stage)} fallback={<span class="muted">MLflow</span>}>
                <Show when={usedBy(stage) > 0}>
                  <span class="muted">{formatPlural(usedBy(stage), 'version')} in it</span>
                </Show>
                <Button
                  variant="quiet"
                  small
                  icon="arrow-up"
                  label={`Move ${stage} up`}
                  disabled={own()[0] === stage}
                  onClick={() => move(stage, -1)}
                />
                <Button
                  variant="quiet"
                  small
                  icon="arrow-down"
                  label={`Move ${stage} down`}
                  disabled={own().at(-1) === stage}
                  onClick={() => move(stage, 1)}
                />
                <Button
                  variant="quiet"
                  small
                  icon="trash"
                  label={`Remove ${stage}`}
                  title={usedBy(stage) > 0 ? 'Versions that are in it stay in it' : undefined}
                  onClick={() => setStages(own().filter((one) => one !== stage))}
                />
              </Show>
            </li>
          )}
        </For>
      </ol>
      <NewStage taken={allStages(own())} onAdd={(stage) => setStages([...own(), stage])} />
    </div>
  );
}

function NewStage(props: {
  readonly taken: readonly string[];
  readonly onAdd: (stage: string) => void;
}): JSX.Element {
  const hintId = createUniqueId();
  const [name, setName] = createSignal('');
  const stage = () => name().trim();
  const problem = () => {
    if (stage() === '') return '';
    const fault = stageFault(stage());
    if (fault) return stageFaultText(fault);
    return props.taken.includes(canonicalStage(stage())) ? 'This stage is there already.' : '';
  };
  const add = () => {
    if (stage() === '' || problem() !== '') return;
    props.onAdd(stage());
    setName('');
  };
  return (
    <>
      <div class="models-inline">
        <input
          class="field"
          aria-label="New stage"
          aria-describedby={hintId}
          placeholder="New stage, such as Canary"
          maxlength={60}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // It may stand within the form of another question.
            event.preventDefault();
            add();
          }}
        />
        <Button disabled={stage() === '' || problem() !== ''} onClick={add}>
          Add stage
        </Button>
      </div>
      <p id={hintId} class="models-problem" role="status">
        {problem()}
      </p>
    </>
  );
}
