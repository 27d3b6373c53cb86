import { For, type JSX } from 'solid-js';
import type { MarkdownInline } from '../../base/markdown-tree.ts';

/** Words of a note. Every text is a text node; the only attribute that comes from the note is a checked address. */
export function MarkdownInlines(props: { inlines: readonly MarkdownInline[] }): JSX.Element {
  return <For each={props.inlines}>{(inline) => toElement(inline)}</For>;
}

function toElement(inline: MarkdownInline): JSX.Element {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <MarkdownInlines inlines={inline.children} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <MarkdownInlines inlines={inline.children} />
        </em>
      );
    case 'strike':
      return (
        <del>
          <MarkdownInlines inlines={inline.children} />
        </del>
      );
    case 'link':
      return (
        <a href={inline.address} target="_blank" rel="noopener noreferrer" title={inline.address}>
          <MarkdownInlines inlines={inline.children} />
        </a>
      );
    case 'image-note':
      return (
        <span class="markdown-image">
          Image not loaded: {inline.alt === '' ? 'no description' : inline.alt}
          <code>{inline.address}</code>
        </span>
      );
    case 'break':
      return <br />;
  }
}
