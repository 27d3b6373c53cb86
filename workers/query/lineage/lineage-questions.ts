import type {
  LineageFocus,
  LineageGraph,
  LineageOptions,
} from '../../../src/domain/lineage/lineage-graph.ts';
import type { LineageFile } from '../../../src/rpc/query-api.ts';
import type { LineageParts, LineageReader } from './lineage-reader.ts';

/** Answers questions about where things come from. What it is made of is loaded with the first. */
export class LineageQuestions {
  private reader: Promise<LineageReader> | null = null;

  /** `open`: what is open at the moment, null before anything is. */
  constructor(private readonly open: () => LineageParts | null) {}

  async graph(focus: LineageFocus, options: LineageOptions): Promise<LineageGraph | null> {
    const reader = await this.load();
    const parts = this.open();
    return parts && reader.graph(parts, focus, options);
  }

  async file(focus: LineageFocus, depth: number): Promise<LineageFile | null> {
    const reader = await this.load();
    const { loadOpenLineage } = await import('./load-open-lineage.ts');
    const parts = this.open();
    return parts && loadOpenLineage(focus, depth, reader.source(parts), parts);
  }

  private load(): Promise<LineageReader> {
    this.reader ??= import('./lineage-reader.ts').then(({ LineageReader }) => new LineageReader());
    return this.reader;
  }
}
