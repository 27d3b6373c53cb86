import type { GraphLayout, LayoutQuery } from '../base/graph-layout.ts';

/** What the worker that places graphs offers. */
export interface LayoutApi {
  place(query: LayoutQuery): Promise<GraphLayout>;
}
