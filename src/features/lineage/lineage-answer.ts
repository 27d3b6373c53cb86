import type { LayoutQuery } from '../../base/graph-layout.ts';
import type { LineageFocus, LineageGraph, LineageOptions } from '../../domain/lineage/lineage-graph.ts';
import { placeInWorker } from '../../rpc/layout-client.ts';
import type { QueryApi } from '../../rpc/query-api.ts';
import type { GraphScene } from '../../ui/graph/index.ts';
import { layoutQuery, toScene } from './lineage-scene.ts';

export interface LineageQuestion {
  readonly focus: LineageFocus;
  readonly options: LineageOptions;
  readonly direction: LayoutQuery['direction'];
}

export type LineageAnswer =
  | { readonly kind: 'found'; readonly graph: LineageGraph; readonly scene: GraphScene }
  | { readonly kind: 'missing' | 'failed' };

/** The lineage of a thing, placed. */
export async function findLineage(
  { focus, options, direction }: LineageQuestion,
  api: QueryApi,
): Promise<LineageAnswer> {
  try {
    const graph = await api.lineage(focus, options);
    if (!graph) return { kind: 'missing' };
    const layout = await placeInWorker(layoutQuery(graph, direction));
    return { kind: 'found', graph, scene: toScene(graph, layout, direction) };
  } catch (error) {
    console.error('lineage not read', error);
    return { kind: 'failed' };
  }
}
