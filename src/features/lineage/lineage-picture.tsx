import { createEffect, createMemo, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import {
  type LineageFocus,
  type LineageGraph,
  lineageId,
  RUNS_PER_STEP,
} from '../../domain/lineage/lineage-graph.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { GraphView } from '../../ui/graph/index.ts';
import { createMedia } from '../../ui/media.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { findLineage } from './lineage-answer.ts';
import { LineageDownload } from './lineage-download.tsx';
import './lineage.css';
import { NodeFoot } from './node-foot.tsx';

/** The picture with what belongs to it: downloads, and below it what is known of the active node. */
export function LineagePicture(props: {
  readonly focus: LineageFocus;
  readonly depth: number;
  /** Fills its screen and takes the wheel; else as high as it needs to be. */
  readonly whole?: boolean;
  /** Node to go to, whenever it changes. */
  readonly goTo?: string | null;
  readonly onGraph?: (graph: LineageGraph) => void;
  readonly tools?: JSX.Element;
}): JSX.Element {
  const { api, version } = useQuery();
  const isNarrow = createMedia('(max-width: 700px)');
  const [expanded, setExpanded] = createSignal<readonly string[]>([]);
  const [active, setActive] = createSignal('');
  const [attempt, setAttempt] = createSignal(0);
  const focusId = createMemo(() => lineageId(props.focus));
  createEffect(
    on(focusId, (id) => {
      setExpanded([]);
      setActive(id);
    }),
  );
  createEffect(() => props.goTo && setActive(props.goTo));
  const answer = createNewestAnswer(
    () =>
      version() > 0
        ? {
            focus: props.focus,
            options: { depth: props.depth, expanded: expanded() },
            direction: isNarrow() ? ('down' as const) : ('right' as const),
            attempt: attempt(),
            version: version(),
          }
        : undefined,
    (question) => findLineage(question, api),
  );
  const found = () => {
    const known = answer();
    return known?.kind === 'found' ? known : undefined;
  };
  createEffect(() => {
    const graph = found()?.graph;
    if (graph) props.onGraph?.(graph);
  });
  const expand = (id: string) => setExpanded([...expanded(), id]);
  const activeNode = () => {
    const nodes = found()?.graph.nodes ?? [];
    return nodes.find(({ id }) => id === active()) ?? nodes.find(({ id }) => id === focusId());
  };
  return (
    <Switch fallback={<Skeleton lines={4} class="lineage-wait" />}>
      <Match when={answer()?.kind === 'missing'}>
        <EmptyState
          title="No such thing here"
          text="It may be in another workspace, or it was never imported."
        />
      </Match>
      <Match when={answer()?.kind === 'failed'}>
        <EmptyState title="The lineage could not be read" text="Its data is still in this browser.">
          <Button onClick={() => setAttempt(attempt() + 1)}>Try again</Button>
        </EmptyState>
      </Match>
      <Match when={found()}>
        {(shown) => (
          <div
            class="lineage-picture"
            classList={{ 'is-whole': props.whole === true }}
            style={{ '--picture-height': `${Math.round(shown().scene.layout.height)}px` }}
          >
            <GraphView
              name="Lineage"
              scene={shown().scene}
              active={active()}
              onActive={setActive}
              onExpand={expand}
              ownsWheel={props.whole === true}
              tools={
                <>
                  {props.tools}
                  <Show when={expanded().length > 0}>
                    <Button small variant="quiet" onClick={() => setExpanded([])}>
                      Fold all
                    </Button>
                  </Show>
                  <LineageDownload
                    focus={props.focus}
                    depth={props.depth}
                    graph={shown().graph}
                    scene={shown().scene}
                  />
                </>
              }
            >
              <Show when={activeNode()}>
                {(node) => (
                  <NodeFoot
                    node={node()}
                    isFocus={node().id === focusId()}
                    opens={shown().scene.nodes.find(({ id }) => id === node().id)?.opens ?? null}
                    onExpand={() => expand(node().id)}
                    step={Math.min(RUNS_PER_STEP, node().folded)}
                  />
                )}
              </Show>
            </GraphView>
            <Show when={shown().graph.leftOut > 0}>
              <p class="muted">
                {formatPlural(shown().graph.leftOut, 'more thing')} would belong here and{' '}
                {shown().graph.leftOut === 1 ? 'is' : 'are'} not drawn, because there are too many.
              </p>
            </Show>
          </div>
        )}
      </Match>
    </Switch>
  );
}
