/**
 * What a note may contain, after everything that could act was turned into text. There is no member for raw HTML
 * and none for an image: a tree of these types is safe to show whatever the Markdown said.
 */
export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly MarkdownInline[] }
  | { readonly kind: 'paragraph'; readonly children: readonly MarkdownInline[] }
  | { readonly kind: 'quote'; readonly children: readonly MarkdownBlock[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly MarkdownItem[];
    }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | {
      readonly kind: 'table';
      readonly align: readonly MarkdownAlign[];
      readonly head: readonly (readonly MarkdownInline[])[];
      readonly rows: readonly (readonly (readonly MarkdownInline[])[])[];
    }
  | { readonly kind: 'rule' }
  /** Raw HTML and what was nested too deep, as written. */
  | { readonly kind: 'source'; readonly text: string };

export interface MarkdownItem {
  /** null where the item is no task. */
  readonly checked: boolean | null;
  readonly children: readonly MarkdownBlock[];
}

export type MarkdownAlign = 'left' | 'center' | 'right' | null;

export type MarkdownInline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly MarkdownInline[] }
  | { readonly kind: 'link'; readonly address: string; readonly children: readonly MarkdownInline[] }
  /** Never loaded: the words for it and where it would have come from. */
  | { readonly kind: 'image-note'; readonly alt: string; readonly address: string }
  | { readonly kind: 'break' };
