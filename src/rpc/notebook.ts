import type { MarkdownBlock } from '../base/markdown-tree.ts';

/** A saved notebook, every part cut to what may be shown. */
export interface Notebook {
  readonly language: string;
  readonly cells: readonly NotebookCell[];
  /** Of the file; `cells` holds fewer where there are too many. */
  readonly cellCount: number;
}

export type NotebookCell =
  | { readonly kind: 'markdown'; readonly blocks: readonly MarkdownBlock[] }
  | { readonly kind: 'raw'; readonly text: string }
  | {
      readonly kind: 'code';
      /** The number of the execution, or a space. */
      readonly prompt: string;
      readonly source: string;
      readonly outputs: readonly NotebookOutput[];
      readonly outputsLeft: number;
    };

export type NotebookOutput =
  | { readonly kind: 'text'; readonly text: string; readonly isError: boolean; readonly charsLeft: number }
  /** SVG is for an `<img>` only. */
  | { readonly kind: 'image'; readonly mime: string; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Foreign HTML, to be cleaned before it is shown. */
  | { readonly kind: 'html'; readonly text: string }
  | { readonly kind: 'markdown'; readonly blocks: readonly MarkdownBlock[] }
  | { readonly kind: 'not-shown'; readonly what: string };

export type NotebookResult =
  | { readonly kind: 'notebook'; readonly notebook: Notebook }
  | { readonly kind: 'unreadable' };
