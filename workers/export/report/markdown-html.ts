import type { MarkdownBlock, MarkdownInline } from '../../../src/base/markdown-tree.ts';
import { Html, html } from './html.ts';

/** A parsed note as HTML; its headings begin at `level`. */
export function markdownHtml(blocks: readonly MarkdownBlock[], level: number): Html {
  return html`${blocks.map((block) => blockHtml(block, level))}`;
}

function blockHtml(block: MarkdownBlock, level: number): Html {
  switch (block.kind) {
    case 'heading': {
      const tag = new Html(`h${Math.min(6, block.level + level - 1)}`);
      return html`<${tag}>${inlines(block.children)}</${tag}>`;
    }
    case 'paragraph':
      return html`<p>${inlines(block.children)}</p>`;
    case 'quote':
      return html`<blockquote>${markdownHtml(block.children, level)}</blockquote>`;
    case 'list': {
      const items = block.items.map(({ checked, children }) => {
        const mark = checked === null ? '' : checked ? '☑ ' : '☐ ';
        return html`<li>${mark}${markdownHtml(children, level)}</li>`;
      });
      return block.ordered ? html`<ol start="${block.start}">${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'code':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
    case 'table':
      return tableHtml(block);
    case 'rule':
      return html`<hr>`;
    case 'source':
      return html`<pre tabindex="0">${block.text}</pre>`;
  }
}

function tableHtml({ head, rows, align }: Extract<MarkdownBlock, { kind: 'table' }>): Html {
  const side = (i: number) =>
    new Html(align[i] === 'right' || align[i] === 'center' ? ` class="${align[i]}"` : '');
  const headers = head.map((cell, i) => html`<th scope="col"${side(i)}>${inlines(cell)}</th>`);
  const lines = rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td${side(i)}>${inlines(cell)}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${headers}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

function inlines(all: readonly MarkdownInline[]): Html {
  return html`${all.map(inlineHtml)}`;
}

function inlineHtml(inline: MarkdownInline): Html {
  switch (inline.kind) {
    case 'text':
      return html`${inline.text}`;
    case 'code':
      return html`<code>${inline.text}</code>`;
    case 'strong':
      return html`<strong>${inlines(inline.children)}</strong>`;
    case 'emphasis':
      return html`<em>${inlines(inline.children)}</em>`;
    case 'strike':
      return html`<del>${inlines(inline.children)}</del>`;
    case 'link':
      return html`<a href="${inline.address}" rel="noopener noreferrer">${inlines(inline.children)}</a>`;
    case 'image-note':
      return html`<span class="muted">[image: ${inline.alt || 'no description'}, ${inline.address}]</span>`;
    case 'break':
      return html`<br>`;
  }
}
