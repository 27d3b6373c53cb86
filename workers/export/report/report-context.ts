import type { MarkdownBlock } from '../../../src/base/markdown-tree.ts';
import type { ReportSettings } from '../../../src/rpc/report-api.ts';
import type { Html } from './html.ts';
import type { ReportSource } from './report-source.ts';

/** What the parts of a report are made from. */
export interface ReportContext {
  readonly source: ReportSource;
  readonly settings: ReportSettings;
  /** The block that the page opens at; null for its top. */
  readonly begin: string | null;
  /** Hostile text can keep a parser busy for long: whoever gives this ends it. */
  readonly parseMarkdown: (text: string) => Promise<readonly MarkdownBlock[]>;
  /** How many points each line has that was written, before they were reduced. */
  readonly linePoints: number[];
  /** A name for an element that no other has. */
  nextId(): string;
}

/** Parts of one block in their order. */
export type BlockParts = AsyncGenerator<Html>;
