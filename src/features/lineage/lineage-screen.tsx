import { A, useParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { parseLineageAddress } from '../../domain/lineage/lineage-address.ts';
import { type LineageGraph, lineageId, WHOLE_DEPTH } from '../../domain/lineage/lineage-graph.ts';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PickButton } from '../../ui/pick-button.tsx';
import { LineagePicture } from './lineage-picture.tsx';
import { KIND_WORDS, lineageTitle } from './lineage-words.ts';

const DEPTHS = [
  { value: '1', label: '1 step' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
  { value: String(WHOLE_DEPTH), label: 'All' },
] as const;

/** The lineage of anything, on a screen of its own (`#/lineage/:kind/:id`). */
export function LineageScreen(): JSX.Element {
  const params = useParams<{ kind: string; id: string }>();
  const [depth, setDepth] = createSignal<string>(String(WHOLE_DEPTH));
  const [graph, setGraph] = createSignal<LineageGraph>();
  const [goTo, setGoTo] = createSignal<string | null>(null, { equals: false });
  const focus = createMemo(() => parseLineageAddress(params.kind, params.id));
  // Another lineage begins at its own focus.
  createEffect(on(focus, () => setGoTo(null), { defer: true }));
  /** The newest graph, as long as it is about this address. */
  const shown = () => {
    const known = graph();
    const asked = focus();
    return known && asked && known.focus === lineageId(asked) ? known : undefined;
  };
  const title = () => {
    const known = shown();
    return known ? lineageTitle(known) : 'Lineage';
  };
  createEffect(() => {
    document.title = `${title()} · Cairn`;
  });
  const options = () =>
    (shown()?.nodes ?? []).map((node) => ({
      value: node.id,
      label: `${node.label} (${KIND_WORDS[node.kind].toLowerCase()})`,
    }));
  return (
    <div class="lineage-screen">
      <header class="lineage-head">
        <h1 class="cut" title={title()}>
          {title()}
        </h1>
        <PickButton
          label="Node"
          value={goTo() ?? shown()?.focus ?? ''}
          options={options()}
          onPick={(id) => setGoTo(id)}
        />
        <ChoiceBar name="Steps from the focus" options={DEPTHS} value={depth()} onChange={setDepth} />
      </header>
      <Show
        when={focus()}
        fallback={
          <EmptyState title="No such lineage" text="The address is damaged: part of it was lost on the way.">
            <A class="button" href="/experiments/all">
              All runs
            </A>
          </EmptyState>
        }
      >
        {(asked) => (
          <LineagePicture whole focus={asked()} depth={Number(depth())} goTo={goTo()} onGraph={setGraph} />
        )}
      </Show>
    </div>
  );
}
