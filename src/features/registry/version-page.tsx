import { A } from '@solidjs/router';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { ModelVersion, RegisteredModel, RegistryView } from '../../domain/registry/registry-view.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { AliasesPart } from './aliases-part.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DescriptionPart } from './description-part.tsx';
import { HistoryPart } from './history-part.tsx';
import { LoadPart } from './load-part.tsx';
import { MadeOfPart } from './made-of-part.tsx';
import { MetricsPart } from './metrics-part.tsx';
import { versionUser } from './model-list.ts';
import type { ModelsScreenProps } from './models-screen.tsx';
import { Part } from './part.tsx';
import { createPeople } from './people.ts';
import { createRegistryActs } from './registry-acts.ts';
import { modelAddress } from './registry-address.ts';
import { SchemaPart } from './schema-part.tsx';
import { StageDialog } from './stage-dialog.tsx';
import { TagsPart } from './tags-part.tsx';
import { VersionFacts } from './version-facts.tsx';

/** One version of a model. */
export function VersionPage(props: {
  readonly model: RegisteredModel;
  readonly version: ModelVersion;
  readonly registry: RegistryView;
  readonly slots: ModelsScreenProps;
}): JSX.Element {
  const { api, version: dataVersion } = useQuery();
  const share = useShare();
  const acts = createRegistryActs();
  const [isStaging, setStaging] = createSignal(false);
  const [isDeleting, setDeleting] = createSignal(false);
  const version = () => props.version;
  /** Stays the same while the version is read anew: a picture is not drawn again for a tag. */
  const ref = createMemo(() => version().ref);
  /** What other features show stays while the same version is read anew. */
  const place = createMemo(() => ({ model: props.model.name, number: version().number }), undefined, {
    equals: (a, b) => a.model === b.model && a.number === b.number,
  });
  const run = createNewestAnswer(
    () => (version().run === null ? undefined : { run: version().run!, at: dataVersion() }),
    (asked) => api.run(asked.run),
  );
  const isBroken = () => version().deleted || props.model.deleted;
  const history = createMemo(() =>
    props.registry.history.filter(
      (entry) => entry.model === props.model.name && entry.version === version().number,
    ),
  );
  const people = createPeople(history);
  return (
    <>
      <header class="models-head">
        <div class="models-head-words">
          <nav aria-label="Where this version belongs">
            <A href="/models">Models</A> <span aria-hidden="true">/</span>{' '}
            <A href={modelAddress(props.model.name)}>{props.model.name}</A>
          </nav>
          <h1>
            {props.model.name} version {version().number}
          </h1>
        </div>
        <Show when={share.canEdit()}>
          <div class="models-head-tools">
            <Show
              when={version().deleted}
              fallback={
                <>
                  <Button variant="primary" disabled={isBroken()} onClick={() => setStaging(true)}>
                    Set stage
                  </Button>
                  <Button icon="trash" onClick={() => setDeleting(true)}>
                    Delete
                  </Button>
                </>
              }
            >
              <Button icon="restore" onClick={() => acts.setDeleted(version(), false)}>
                Restore
              </Button>
            </Show>
          </div>
        </Show>
      </header>
      <Show when={version().deleted}>
        <p class="models-banner">This version is deleted. Its number is never given again.</p>
      </Show>
      <Show when={!version().deleted && props.model.deleted}>
        <p class="models-banner">Its model is deleted.</p>
      </Show>
      {props.slots.breaches?.(place().model, place().number)}
      <div class="models-columns">
        <div class="models-main">
          <DescriptionPart subject={version()} />
          <Show when={run()}>
            {(detail) => <MetricsPart run={detail().run.key} series={detail().run.series} />}
          </Show>
          <Show when={run()}>{(detail) => <SchemaPart version={version()} run={detail()} />}</Show>
          <Show when={run()}>{(detail) => <MadeOfPart version={version()} run={detail()} />}</Show>
        </div>
        <div class="models-side">
          <VersionFacts
            version={version()}
            user={versionUser(version(), people)}
            run={version().run === null ? null : run()}
          />
          <AliasesPart model={props.model} version={version()} />
          <TagsPart subject={version()} />
          <LoadPart version={version()} run={version().run === null ? null : run()} />
        </div>
      </div>
      <HistoryPart model={props.model} entries={history()} ofVersion={version().number} />
      <Show when={props.slots.lineage && ref()} keyed>
        {(shown) => (
          <Part title="Lineage" class="models-lineage">
            {props.slots.lineage?.(props.model.name, shown)}
          </Part>
        )}
      </Show>
      <DeleteDialog open={isDeleting()} subject={version()} onClose={() => setDeleting(false)} />
      <StageDialog
        open={isStaging()}
        model={props.model}
        models={props.registry.models}
        version={version()}
        onClose={() => setStaging(false)}
      />
    </>
  );
}
