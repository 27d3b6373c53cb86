import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { inStage } from '../../domain/registry/registry-changes.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { allStages, NO_STAGE } from '../../domain/registry/stages.ts';
import type { Breach } from '../../domain/rules/breach.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';
import { BreachList } from './breach-list.tsx';
import { presentVersions } from './model-list.ts';
import { createRegistryActs } from './registry-acts.ts';
import { versionList, versionName } from './registry-words.ts';
import { StagesEditor } from './stages-editor.tsx';
import { WhyField } from './why-field.tsx';

/** Moves a version to a stage, with the reason and what the rules of the workspace say to it. */
export function StageDialog(props: {
  readonly open: boolean;
  readonly model: RegisteredModel;
  readonly models: readonly RegisteredModel[];
  /** Asked for where it is absent. */
  readonly version?: ModelVersion | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={`Set stage of ${props.model.name}${props.version ? ` version ${props.version.number}` : ''}`}
    >
      <VersionThenStage {...props} />
    </Dialog>
  );
}

/** No version is the obvious one: a wrong one in Production archives the right one. */
function VersionThenStage(props: {
  readonly model: RegisteredModel;
  readonly models: readonly RegisteredModel[];
  readonly version?: ModelVersion | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const [number, setNumber] = createSignal<number | null>(null);
  const version = () => props.version ?? presentVersions(props.model).find((one) => one.number === number());
  return (
    <div class="models-form">
      <Show when={!props.version}>
        <label>
          <span class="muted">Version</span>
          <select
            class="field"
            autofocus
            onChange={(event) => setNumber(Number(event.currentTarget.value) || null)}
          >
            <option value="">Choose a version</option>
            <For each={presentVersions(props.model)}>
              {(one) => (
                <option value={one.number} selected={one.number === number()}>
                  {versionName(one.number)}
                  {one.stage === NO_STAGE ? '' : ` (${one.stage})`}
                </option>
              )}
            </For>
          </select>
        </label>
      </Show>
      {/* Another version is another question. */}
      <Show
        when={version()?.ref}
        keyed
        fallback={
          <div class="models-form-actions">
            <Button onClick={() => props.onClose()}>Cancel</Button>
          </div>
        }
      >
        {(_) => (
          <StageForm
            model={props.model}
            models={props.models}
            version={version()!}
            asked={!props.version}
            onClose={props.onClose}
          />
        )}
      </Show>
    </div>
  );
}

/** Characters; as the screen of people takes it. */
const MAX_PERSON = 60;

function asTrue(raw: unknown): true | undefined {
  return raw === true ? true : undefined;
}

interface Question {
  readonly stage: string;
  readonly why: string;
  readonly version: number;
}

function StageForm(props: {
  readonly model: RegisteredModel;
  readonly models: readonly RegisteredModel[];
  readonly version: ModelVersion;
  /** The version was chosen above, where the focus is. */
  readonly asked: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const edits = useEdits();
  const { api, version: dataVersion } = useQuery();
  const acts = createRegistryActs();
  const [chosen, setStage] = createSignal('');
  const [archives, setArchives] = createSignal(true);
  const [why, setWhy] = createSignal('');
  const share = useShare();
  const [person, setPerson] = createSignal('');
  const [wasAsked, setWasAsked] = createStoredSignal('asked-name', asTrue, false);
  const [accepted, setAccepted] = createSignal(false);
  const [isManaging, setManaging] = createSignal(false);
  const [isSaving, setSaving] = createSignal(false);
  let isClosed = false;
  onCleanup(() => {
    isClosed = true;
  });
  /** Asked once, of those who have none. */
  const asksName = () => share.view().log === 'ready' && share.view().myName === '' && !wasAsked();
  const giveName = () => {
    if (!asksName()) return;
    setWasAsked(true);
    const name = person().trim();
    if (name !== '') share.setName(name).catch((error: unknown) => console.error('name not set', error));
  };
  const stages = () => {
    const known = allStages(edits.stages());
    return known.includes(props.version.stage) ? known : [...known, props.version.stage];
  };
  /** The stage after the one it is in is what most people come for. */
  const stage = () => chosen() || (props.version.stage === 'Staging' ? 'Production' : 'Staging');
  const isSame = () => stage() === props.version.stage;
  const others = () =>
    stage() === NO_STAGE || stage() === 'Archived'
      ? []
      : inStage(props.model, stage()).filter(({ ref }) => ref !== props.version.ref);
  const ask = (question: Question) =>
    api.promotionBreaches(props.model.name, props.version.ref, question.stage, question.why.trim());
  const answer = createNewestAnswer(
    () => (isSame() ? undefined : { stage: stage(), why: why(), version: dataVersion() }),
    async (question) => ({ question, breaches: await ask(question) }),
  );
  const breaches = (): readonly Breach[] => {
    const known = answer();
    return known && !isSame() && known.question.stage === stage() ? known.breaches : [];
  };
  const blocks = () => breaches().some(({ severity }) => severity === 'block');
  const warns = () => breaches().length > 0 && !blocks();
  const isAnswered = () => answer()?.question.stage === stage();
  const canSave = () => !isSaving() && !isSame() && isAnswered() && !blocks() && (!warns() || accepted());
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!canSave()) return;
    // What the list shows may be a moment old; what is asked meanwhile may change, the address too.
    const { model, version } = props;
    const wanted = { stage: stage(), why: why(), archives: archives() && others().length > 0 };
    const isAccepted = accepted();
    setSaving(true);
    const now = await ask({ ...wanted, version: dataVersion() }).catch((error: unknown) => {
      console.error('rules not asked', error);
      showToast({ text: 'The rules could not be read, so the stage was not set.', tone: 'failed' });
      return null;
    });
    setSaving(false);
    // Whoever closed the dialog meanwhile did not want it.
    if (now === null || isClosed) return;
    if (now.some(({ severity }) => severity === 'block') || (now.length > 0 && !isAccepted)) return;
    giveName();
    acts.setStage(model, version, wanted.stage, wanted.archives, wanted.why);
    props.onClose();
  };
  return (
    <form class="models-form" onSubmit={save}>
      <label>
        <span class="muted">Stage</span>
        <select
          class="field"
          autofocus={!props.asked}
          onChange={(event) => {
            setStage(event.currentTarget.value);
            setAccepted(false);
          }}
        >
          <For each={stages()}>
            {(one) => (
              <option value={one} selected={one === stage()}>
                {one}
                {one === props.version.stage ? ' (now)' : ''}
              </option>
            )}
          </For>
        </select>
      </label>
      <Show when={others().length > 0}>
        <label class="models-check">
          <input
            type="checkbox"
            checked={archives()}
            onChange={(event) => setArchives(event.currentTarget.checked)}
          />
          <span>
            Archive the other versions in {stage()}
            <span class="muted"> ({versionList(others().map(({ number }) => number))})</span>
          </span>
        </label>
      </Show>
      <WhyField text={why()} onInput={setWhy} />
      <Show when={asksName()}>
        <label>
          <span class="muted">Your name, for the history</span>
          <input
            class="field"
            value={person()}
            maxlength={MAX_PERSON}
            autocomplete="name"
            onInput={(event) => setPerson(event.currentTarget.value)}
          />
        </label>
      </Show>
      <div role="status">
        <BreachList breaches={breaches()} />
      </div>
      <Show when={warns()}>
        <label class="models-check">
          <input
            type="checkbox"
            checked={accepted()}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
          <span>Set the stage all the same</span>
        </label>
      </Show>
      <Show when={isManaging()}>
        <StagesEditor models={props.models} />
      </Show>
      <div class="models-form-actions">
        <Button
          variant="quiet"
          class="models-form-aside"
          aria-expanded={isManaging()}
          onClick={() => setManaging(!isManaging())}
        >
          Stages of this workspace
        </Button>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!canSave()}>
          Set stage
        </Button>
      </div>
    </form>
  );
}
