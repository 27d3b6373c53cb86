import { A } from '@solidjs/router';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatPlural, formatTime } from '../../base/format.ts';
import type { ModelVersion, RegisteredModel, RegistryView } from '../../domain/registry/registry-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { AliasDialog } from './alias-dialog.tsx';
import { AliasesPart } from './aliases-part.tsx';
import { DatedQuestion } from './dated-question.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DescriptionPart } from './description-part.tsx';
import { HistoryPart } from './history-part.tsx';
import { presentVersions } from './model-list.ts';
import type { ModelsScreenProps } from './models-screen.tsx';
import { createPeople } from './people.ts';
import { createRegistryActs } from './registry-acts.ts';
import { StageDialog } from './stage-dialog.tsx';
import { StagesDialog } from './stages-dialog.tsx';
import { TagsPart } from './tags-part.tsx';
import { VersionsPart } from './versions-part.tsx';

interface Asked {
  readonly about: 'stage' | 'alias' | 'delete' | 'model';
  /** null where the dialog asks for it. */
  readonly number: number | null;
  /** A dialog that is closed stays in the page: one that is taken out does not give the focus back. */
  readonly isOpen: boolean;
}

/** One registered model with its versions. */
export function ModelPage(props: {
  readonly model: RegisteredModel;
  readonly registry: RegistryView;
  readonly slots: ModelsScreenProps;
}): JSX.Element {
  const share = useShare();
  const acts = createRegistryActs();
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const [isManaging, setManaging] = createSignal(false);
  const model = () => props.model;
  /** What other features show stays while the same model is read anew. */
  const name = createMemo(() => model().name);
  const history = createMemo(() => props.registry.history.filter((entry) => entry.model === model().name));
  const people = createPeople(history);
  const close = () => setAsked((before) => before && { ...before, isOpen: false });
  const isOpen = () => asked()?.isOpen === true;
  const versionAsked = (about: Asked['about']): ModelVersion | undefined =>
    asked()?.about === about ? model().versions.find(({ number }) => number === asked()?.number) : undefined;
  return (
    <>
      <header class="models-head">
        <div class="models-head-words">
          <nav aria-label="Where this model belongs">
            <A href="/models">Models</A>
          </nav>
          <h1>{model().name}</h1>
          <p class="muted">
            {formatPlural(presentVersions(model()).length, 'version')}
            <Show when={model().createdMs !== null}>, registered {formatTime(model().createdMs)}</Show>
          </p>
        </div>
        <Show when={share.canEdit()}>
          <div class="models-head-tools">
            <Button icon="settings" onClick={() => setManaging(true)}>
              Stages
            </Button>
            <Show
              when={model().deleted}
              fallback={
                <Button icon="trash" onClick={() => setAsked({ about: 'model', number: null, isOpen: true })}>
                  Delete
                </Button>
              }
            >
              <Button icon="restore" onClick={() => acts.setDeleted(model(), false)}>
                Restore
              </Button>
            </Show>
          </div>
        </Show>
      </header>
      <Show when={model().deleted}>
        <p class="models-banner">This model is deleted. Its versions and its history are kept.</p>
      </Show>
      {props.slots.breaches?.(name(), null)}
      <div class="models-columns">
        <div class="models-main">
          <DescriptionPart subject={model()} />
        </div>
        <div class="models-side">
          <AliasesPart model={model()} />
          <TagsPart subject={model()} />
        </div>
      </div>
      <VersionsPart
        model={model()}
        people={people}
        onStage={(version) => setAsked({ about: 'stage', number: version?.number ?? null, isOpen: true })}
        onDelete={({ number }) => setAsked({ about: 'delete', number, isOpen: true })}
        onAlias={({ number }) => setAsked({ about: 'alias', number, isOpen: true })}
      />
      <DatedQuestion model={model()} />
      <HistoryPart model={model()} entries={history()} />
      <Show when={asked()?.about === 'stage'}>
        <StageDialog
          open={isOpen()}
          model={model()}
          models={props.registry.models}
          version={versionAsked('stage')}
          onClose={close}
        />
      </Show>
      <Show when={versionAsked('alias')}>
        {(version) => <AliasDialog open={isOpen()} model={model()} version={version()} onClose={close} />}
      </Show>
      <Show when={asked()?.about === 'model' ? model() : versionAsked('delete')}>
        {(subject) => <DeleteDialog open={isOpen()} subject={subject()} onClose={close} />}
      </Show>
      <StagesDialog open={isManaging()} models={props.registry.models} onClose={() => setManaging(false)} />
    </>
  );
}
