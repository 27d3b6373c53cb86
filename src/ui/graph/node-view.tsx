import { For, type JSX, Show } from 'solid-js';
import type { Point } from '../../base/graph-layout.ts';
import { drawNode, outlinePath, type Piece } from './draw-node.ts';
import { type GraphNode, nodeSize } from './graph-scene.ts';

/** A node at its place: what a screen reader hears of it is its words. */
export function NodeView(props: {
  readonly node: GraphNode;
  readonly place: Point;
  readonly domId: string;
  /** Place in the layers, from 1. */
  readonly level: number;
  readonly active: boolean;
  readonly isFocus: boolean;
  readonly onPick: () => void;
  readonly onOpen: () => void;
}): JSX.Element {
  const size = () => nodeSize(props.node);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tree has the keys.
    <g
      class={`graph-node is-${props.node.shape}`}
      classList={{ 'is-active': props.active, 'is-focus': props.isFocus, 'is-gone': props.node.gone }}
      transform={`translate(${props.place.x} ${props.place.y})`}
      onClick={() => props.onPick()}
      onDblClick={() => props.onOpen()}
    >
      <title>{[props.node.label, props.node.detail].filter(Boolean).join('\n')}</title>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus. */}
      <g aria-hidden="true">
        <Show when={props.active}>
          <path class="graph-ring" d={outlinePath(props.node.shape, size(), 4)} />
        </Show>
        <For each={drawNode(props.node)}>{(piece) => <PieceView piece={piece} />}</For>
      </g>
      {/* What is read out is more than what is drawn, which may be cut: the two are apart. */}
      <path
        id={props.domId}
        class="graph-hit"
        d={outlinePath(props.node.shape, size())}
        role="treeitem"
        aria-label={props.node.words}
        aria-level={props.level}
        aria-selected={props.active}
        aria-current={props.isFocus ? 'true' : undefined}
        aria-expanded={props.node.expands ? 'false' : undefined}
      />
    </g>
  );
}

function PieceView(props: { readonly piece: Piece }): JSX.Element {
  const { piece } = props;
  return piece.kind === 'path' ? (
    <path d={piece.d} class={`graph-${piece.class} is-${piece.tone}`} />
  ) : (
    <text x={piece.x} y={piece.y} class={`graph-${piece.class}`}>
      {piece.text}
    </text>
  );
}
