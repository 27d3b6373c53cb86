import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
} from 'solid-js';
import { Button } from '../button.tsx';
import { edgePath } from './edge-path.ts';
import { watchGestures } from './gestures.ts';
import './graph.css';
import { edgeLabel, type GraphScene, nodeSize, type Size } from './graph-scene.ts';
import { type Move, neighbour } from './neighbours.ts';
import { NodeView } from './node-view.tsx';
import { outsideWords } from './outside.ts';
import { createViewport } from './viewport.ts';

const ZOOM_STEP = 1.25;
/** Nodes that are remembered as a way back. */
const LONGEST_WAY = 50;

/**
 * A graph to look at and to walk: drag, wheel and pinch, or one tab stop with arrows along the edges, Home, Enter,
 * Space, plus and minus. A list that is not seen tells every edge in words.
 */
export function GraphView(props: {
  readonly name: string;
  readonly scene: GraphScene;
  /** The node that keys and buttons are about. */
  readonly active: string;
  readonly onActive: (id: string) => void;
  readonly onExpand: (id: string) => void;
  /** The wheel zooms even where the graph has no focus. */
  readonly ownsWheel?: boolean;
  /** Beside the zoom buttons. */
  readonly tools?: JSX.Element;
  /** Below the picture. */
  readonly children?: JSX.Element;
}): JSX.Element {
  let stage!: HTMLDivElement;
  const prefix = createUniqueId();
  const viewport = createViewport();
  const [window_, setWindow] = createSignal<Size>({ width: 0, height: 0 });
  let way: readonly string[] = [];

  const indexOf = createMemo(() => new Map(props.scene.nodes.map(({ id }, index) => [id, index])));
  const placeOf = (id: string, scene = props.scene) => {
    const index = scene === props.scene ? indexOf().get(id) : scene.nodes.findIndex((node) => node.id === id);
    return index === undefined ? undefined : scene.layout.nodes[index];
  };
  const activeIndex = () => indexOf().get(props.active) ?? indexOf().get(props.scene.focus) ?? 0;
  const activeNode = () => props.scene.nodes[activeIndex()];
  const domId = (index: number) => `${prefix}-${index}`;
  const levels = createMemo(() => layersOf(props.scene));
  const middle = () => ({ x: window_().width / 2, y: window_().height / 2 });
  const showFirst = () => {
    const focus = placeOf(props.scene.focus) ?? { x: 0, y: 0 };
    if (window_().width > 0) viewport.fit(window_(), props.scene.layout, focus);
  };
  const fitAll = () => window_().width > 0 && viewport.fitAll(window_(), props.scene.layout);
  const outside = createMemo(() => outsideWords(props.scene.layout.nodes, viewport.view(), window_()));
  const goTo = (id: string | null): void => {
    if (id === null) return;
    way = [...way, id].slice(-LONGEST_WAY);
    props.onActive(id);
  };
  const open = (): void => {
    const address = activeNode()?.opens;
    if (address) location.assign(address);
  };
  const expand = (): void => {
    const node = activeNode();
    if (node?.expands) props.onExpand(node.id);
  };

  onMount(() => {
    const observer = new ResizeObserver(() =>
      setWindow({ width: stage.clientWidth, height: stage.clientHeight }),
    );
    observer.observe(stage);
    const takesWheel = () => props.ownsWheel === true || stage.contains(document.activeElement);
    const endGestures = watchGestures(stage, viewport, takesWheel);
    onCleanup(() => {
      observer.disconnect();
      endGestures();
    });
  });
  createEffect(on(window_, () => viewport.isFitted() && showFirst()));
  createEffect(
    on(
      () => props.scene,
      (scene, before) => {
        const [was, is] = before ? [placeOf(props.active, before), placeOf(props.active, scene)] : [];
        const { k } = viewport.view();
        // Where a fold came out, what was looked at stays where it is.
        const isSame = before?.focus === scene.focus && before.direction === scene.direction;
        if (was && is && isSame) viewport.pan((was.x - is.x) * k, (was.y - is.y) * k);
        else showFirst();
      },
    ),
  );
  createEffect(
    on(
      () => props.active,
      (id) => {
        const place = placeOf(id);
        const node = activeNode();
        if (place && node && window_().width > 0) viewport.reveal(window_(), place, nodeSize(node));
      },
      { defer: true },
    ),
  );

  const handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveOf(event.key, props.scene.direction);
    const from = activeNode()?.id;
    if (move && from !== undefined) goTo(neighbour(props.scene, from, move, way));
    else if (event.key === 'Home') goTo(props.scene.focus);
    else if (event.key === 'Enter') open();
    else if (event.key === ' ') expand();
    else if (event.key === '+' || event.key === '=') viewport.zoom(ZOOM_STEP, middle());
    else if (event.key === '-') viewport.zoom(1 / ZOOM_STEP, middle());
    else if (event.key === '0') fitAll();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const transform = () => {
    const { x, y, k } = viewport.view();
    return `translate(${x} ${y}) scale(${k})`;
  };

  return (
    <figure class="graph" aria-label={props.name}>
      <div class="graph-tools">
        {props.tools}
        <span class="graph-outside muted">{outside()}</span>
        <Button
          small
          variant="quiet"
          icon="minus"
          label="Zoom out"
          onClick={() => viewport.zoom(1 / ZOOM_STEP, middle())}
        />
        <Button
          small
          variant="quiet"
          icon="plus"
          label="Zoom in"
          onClick={() => viewport.zoom(ZOOM_STEP, middle())}
        />
        <Button small variant="quiet" icon="expand" label="Fit" onClick={fitAll} />
      </div>
      {/* biome-ignore lint/a11y/useAriaActivedescendantWithTabindex: Solid spells it tabindex. */}
      <div
        ref={stage}
        class="graph-stage"
        classList={{ 'owns-wheel': props.ownsWheel === true }}
        role="tree"
        tabindex="0"
        aria-label={`${props.name}, picture`}
        aria-activedescendant={domId(activeIndex())}
        onKeyDown={handleKey}
      >
        <svg role="none" width="100%" height="100%">
          <g transform={transform()}>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus; the list tells the edges. */}
            <g aria-hidden="true">
              <For each={props.scene.edges}>
                {(edge, index) => (
                  <EdgeView
                    path={edgePath(props.scene.layout.edges[index()]?.points ?? [], props.scene.direction)}
                    label={edgeLabel(edge.label)}
                    at={props.scene.layout.edges[index()]?.label ?? null}
                    near={edge.from === activeNode()?.id || edge.to === activeNode()?.id}
                  />
                )}
              </For>
            </g>
            <For each={props.scene.nodes}>
              {(node, index) => (
                <NodeView
                  node={node}
                  place={props.scene.layout.nodes[index()] ?? { x: 0, y: 0 }}
                  domId={domId(index())}
                  level={levels()[index()] ?? 1}
                  active={index() === activeIndex()}
                  isFocus={node.id === props.scene.focus}
                  onPick={() => {
                    goTo(node.id);
                    if (node.expands) props.onExpand(node.id);
                  }}
                  onOpen={open}
                />
              )}
            </For>
          </g>
        </svg>
      </div>
      {props.children}
      <ul class="unseen" aria-label={`${props.name} in words`}>
        <For each={props.scene.edges}>{(edge) => <li>{edge.words}</li>}</For>
      </ul>
    </figure>
  );
}

function EdgeView(props: {
  readonly path: string;
  readonly label: string;
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly near: boolean;
}): JSX.Element {
  return (
    <g class="graph-edge" classList={{ 'is-near': props.near }}>
      <path d={props.path} />
      {props.at && props.label && (
        <text x={props.at.x} y={props.at.y + 4}>
          {props.label}
        </text>
      )}
    </g>
  );
}

/** Arrows go where they point: along the edges to the right, or down on a narrow screen. */
function moveOf(key: string, direction: GraphScene['direction']): Move | null {
  const isRight = direction === 'right';
  switch (key) {
    case 'ArrowLeft':
      return isRight ? 'before' : 'up';
    case 'ArrowRight':
      return isRight ? 'after' : 'down';
    case 'ArrowUp':
      return isRight ? 'up' : 'before';
    case 'ArrowDown':
      return isRight ? 'down' : 'after';
    default:
      return null;
  }
}

/** Which layer each node lies in, from 1. */
function layersOf({ layout, direction }: GraphScene): readonly number[] {
  const along = layout.nodes.map((place) => Math.round(direction === 'right' ? place.x : place.y));
  const layers = [...new Set(along)].sort((a, b) => a - b);
  const levels = new Map(layers.map((place, index) => [place, index + 1]));
  return along.map((place) => levels.get(place) ?? 1);
}
