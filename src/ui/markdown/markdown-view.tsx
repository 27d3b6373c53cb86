import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { MarkdownAlign, MarkdownBlock } from '../../base/markdown-tree.ts';
import { ScrollBox } from '../scroll-box.tsx';
import './markdown.css';
import { MarkdownInlines } from './markdown-inlines.tsx';

/** Shows a parsed note. Headings begin below the page's own: level 1 of the text is `headingLevel` here. */
export function MarkdownView(props: {
  readonly blocks: readonly MarkdownBlock[];
  readonly headingLevel: number;
}): JSX.Element {
  return (
    <div class="markdown">
      <Blocks blocks={props.blocks} headingLevel={props.headingLevel} />
    </div>
  );
}

function Blocks(props: { blocks: readonly MarkdownBlock[]; headingLevel: number }): JSX.Element {
  return (
    <For each={props.blocks}>{(block) => <Block block={block} headingLevel={props.headingLevel} />}</For>
  );
}

/** A block never changes once it was parsed, so the kind may be looked at outside the tracking scope. */
function Block(props: { block: MarkdownBlock; headingLevel: number }): JSX.Element {
  const { block } = props;
  switch (block.kind) {
    case 'heading':
      return (
        <Dynamic component={headingTag(block.level + props.headingLevel - 1)}>
          <MarkdownInlines inlines={block.children} />
        </Dynamic>
      );
    case 'paragraph':
      return (
        <p>
          <MarkdownInlines inlines={block.children} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} headingLevel={props.headingLevel} />
        </blockquote>
      );
    case 'list':
      return <List list={block} headingLevel={props.headingLevel} />;
    case 'code':
      return (
        <pre class="markdown-code">
          <code>{block.text}</code>
        </pre>
      );
    case 'table':
      return <Table table={block} />;
    case 'rule':
      return <hr />;
    case 'source':
      return <pre class="markdown-source">{block.text}</pre>;
  }
}

function List(props: { list: Extract<MarkdownBlock, { kind: 'list' }>; headingLevel: number }): JSX.Element {
  const items = () => (
    <For each={props.list.items}>
      {(item) => (
        <li classList={{ 'is-task': item.checked !== null }}>
          <Show when={item.checked !== null}>
            <input
              type="checkbox"
              checked={item.checked === true}
              disabled
              aria-label={item.checked ? 'Done' : 'Not done'}
            />
          </Show>
          <div>
            <Blocks blocks={item.children} headingLevel={props.headingLevel} />
          </div>
        </li>
      )}
    </For>
  );
  return (
    <Switch>
      <Match when={props.list.ordered}>
        <ol start={props.list.start}>{items()}</ol>
      </Match>
      <Match when={!props.list.ordered}>
        <ul>{items()}</ul>
      </Match>
    </Switch>
  );
}

function Table(props: { table: Extract<MarkdownBlock, { kind: 'table' }> }): JSX.Element {
  return (
    <ScrollBox class="markdown-table" label="Table">
      <table>
        <thead>
          <tr>
            <For each={props.table.head}>
              {(cell, i) => (
                <th class={alignClass(props.table.align[i()])}>
                  <MarkdownInlines inlines={cell} />
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.table.rows}>
            {(row) => (
              <tr>
                <For each={row}>
                  {(cell, i) => (
                    <td class={alignClass(props.table.align[i()])}>
                      <MarkdownInlines inlines={cell} />
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </ScrollBox>
  );
}

function alignClass(align: MarkdownAlign | undefined): string {
  return align ? `is-${align}` : '';
}

function headingTag(level: number): 'h2' | 'h3' | 'h4' | 'h5' | 'h6' {
  const tags = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;
  return tags[Math.min(Math.max(level, 2), 6) - 2]!;
}
