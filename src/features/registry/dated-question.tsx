import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatTime } from '../../base/format.ts';
import type { RegisteredModel } from '../../domain/registry/registry-view.ts';
import { allStages } from '../../domain/registry/stages.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { type DatedAnswer, type DatedSubject, datedAnswer } from './dated-answer.ts';
import { readMoment } from './moments.ts';
import { Part } from './part.tsx';
import { versionAddress } from './registry-address.ts';
import { UNDATED_ALIAS, UNDATED_STAGE, versionList } from './registry-words.ts';

/** "What was in Production on 3 May?", for any stage or alias and any moment. */
export function DatedQuestion(props: { readonly model: RegisteredModel }): JSX.Element {
  const edits = useEdits();
  const { api, version } = useQuery();
  const [chosen, setChosen] = createSignal('Production');
  const [moment, setMoment] = createSignal('');
  const stages = () => {
    const used = props.model.versions.map(({ stage }) => stage);
    return [...new Set([...allStages(edits.stages()), ...used])].filter((stage) => stage !== 'None');
  };
  const subject = (): DatedSubject =>
    chosen().startsWith('@') ? { kind: 'alias', name: chosen().slice(1) } : { kind: 'stage', name: chosen() };
  /** null for now, which is asked anew with every change. */
  const atMs = createMemo(() => readMoment(moment()));
  const isToCome = createMemo(() => (atMs() ?? Number.NEGATIVE_INFINITY) > Date.now());
  const answer = createNewestAnswer(
    () =>
      isToCome()
        ? undefined
        : { at: atMs(), subject: subject(), model: props.model.name, version: version() },
    // The field and the screen say seconds: what happened within that second counts.
    async (asked) => {
      const until = asked.at === null ? null : asked.at + 999;
      return { asked, found: datedAnswer(await api.registry(until), until, asked.model, asked.subject) };
    },
  );
  /** What the line above asks, not what it asked before. */
  const found = () => {
    const known = answer();
    const { kind, name } = subject();
    const isThis = known?.asked.at === atMs() && known?.asked.subject.kind === kind;
    return isThis && known?.asked.subject.name === name ? known : undefined;
  };
  return (
    <Part title="At a moment">
      <div class="models-bar">
        <span>What was in</span>
        <select
          class="field"
          aria-label="Stage or alias"
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          <For each={stages()}>
            {(stage) => (
              <option value={stage} selected={stage === chosen()}>
                {stage}
              </option>
            )}
          </For>
          <For each={props.model.aliases}>
            {({ alias }) => (
              <option value={`@${alias}`} selected={`@${alias}` === chosen()}>
                @{alias}
              </option>
            )}
          </For>
        </select>
        <span>on</span>
        <input
          type="datetime-local"
          class="field"
          aria-label="Date and time"
          step="1"
          value={moment()}
          onInput={(event) => setMoment(event.currentTarget.value)}
        />
        <span>?</span>
        <Show when={atMs() !== null} fallback={<span class="muted">Now, until you give a date.</span>}>
          <Button small onClick={() => setMoment('')}>
            Now
          </Button>
        </Show>
      </div>
      <div role="status" aria-label="What it was" class="models-dated">
        <Show
          when={!isToCome()}
          fallback={<p class="muted">{formatTime(atMs())} is yet to come: nobody knows.</p>}
        >
          <Show when={found()}>
            {(known) => (
              <Answer
                model={props.model.name}
                subject={known().asked.subject}
                atMs={known().asked.at}
                found={known().found}
              />
            )}
          </Show>
        </Show>
      </div>
    </Part>
  );
}

function Answer(props: {
  readonly model: string;
  readonly subject: DatedSubject;
  /** null for now. */
  readonly atMs: number | null;
  readonly found: DatedAnswer;
}): JSX.Element {
  const isStage = () => props.subject.kind === 'stage';
  const name = () => (isStage() ? props.subject.name : `@${props.subject.name}`);
  const undated = () => (isStage() ? UNDATED_STAGE : UNDATED_ALIAS);
  const numbers = () => props.found.unknown.map(({ number }) => number);
  return (
    <>
      <Switch>
        <Match when={!props.found.isModelThere}>
          <p>
            {props.atMs === null
              ? `${props.model} is deleted: nothing of it is in use.`
              : `${props.model} was not in the registry on ${formatTime(props.atMs)}.`}
          </p>
        </Match>
        <Match when={props.found.holders.length === 0}>
          <p>
            {props.atMs === null
              ? `No version ${isStage() ? 'is in' : 'has'} ${name()} now.`
              : `No version is known to have ${isStage() ? 'been in' : 'had'} ${name()} on ${formatTime(props.atMs)}.`}
          </p>
        </Match>
        <Match when={true}>
          <ul>
            <For each={props.found.holders}>
              {({ version, sinceMs, why }) => (
                <li>
                  <A href={versionAddress(props.model, version.number)}>Version {version.number}</A>
                  {sinceMs === null ? ` (${undated()})` : `, since ${formatTime(sinceMs)}`}
                  {why === '' ? '' : `: “${why}”`}
                </li>
              )}
            </For>
          </ul>
        </Match>
      </Switch>
      <Show when={numbers().length > 0 && numbers().length}>
        {(count) => (
          <p class="muted">
            Of {versionList(numbers().slice(0, 20))}
            {count() > 20 ? ` and ${count() - 20} more` : ''} only what{' '}
            {count() === 1 ? 'it was' : 'they were'} imported with is known:{' '}
            {isStage() ? 'stages' : 'aliases'} before that are not recorded.
          </p>
        )}
      </Show>
    </>
  );
}
