export {
  edgeLabelWidth,
  type GraphEdge,
  type GraphNode,
  type GraphScene,
  type NodeMark,
  nodeSize,
} from './graph-scene.ts';
export { GraphView } from './graph-view.tsx';
export { readPalettes } from './read-palette.ts';
export { toSvg } from './to-svg.ts';
