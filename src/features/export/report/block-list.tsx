import { createSignal, type JSX, Show } from 'solid-js';
import { FIRST_VIEW } from '../../../domain/view-state.ts';
import type { ReportBlock, ReportContent, ReportOutline } from '../../../rpc/report-api.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { KeyedFor } from '../../../ui/keyed-for.tsx';
import { MenuButton, type MenuItem } from '../../../ui/menu.tsx';
import { BlockEditor } from './block-editor.tsx';
import { blockLabel, blockSubject } from './block-words.ts';
import { firstColumns, firstPlot, lineContent, mainMetrics, sideBySide } from './first-report.ts';

/** The parts of a report in their order: each opened, moved, taken out; others are added at the end. */
export function BlockList(props: {
  readonly blocks: readonly ReportBlock[];
  readonly outline: ReportOutline;
  /** `touched`: what the preview should show. */
  readonly onChange: (blocks: readonly ReportBlock[], touched: string | null) => void;
}): JSX.Element {
  const [openId, setOpenId] = createSignal(props.blocks.find(({ kind }) => kind === 'text')?.id ?? '');
  let list!: HTMLOListElement;
  const change = (block: ReportBlock) =>
    props.onChange(
      props.blocks.map((one) => (one.id === block.id ? block : one)),
      block.id,
    );
  const move = (id: string, by: number) => {
    const at = props.blocks.findIndex((one) => one.id === id);
    const others = props.blocks.filter((one) => one.id !== id);
    const block = props.blocks[at];
    if (!block || at + by < 0 || at + by >= props.blocks.length) return;
    const focused = document.activeElement;
    props.onChange([...others.slice(0, at + by), block, ...others.slice(at + by)], id);
    // Its element was put elsewhere, and the focus stays on its button.
    queueMicrotask(() => focused instanceof HTMLElement && focused.focus());
  };
  const remove = (id: string) => {
    const at = props.blocks.findIndex((one) => one.id === id);
    props.onChange(
      props.blocks.filter((one) => one.id !== id),
      null,
    );
    queueMicrotask(() => {
      const rows = list.querySelectorAll<HTMLElement>('.report-block-open');
      rows[Math.min(at, rows.length - 1)]?.focus();
    });
  };
  const add = (content: ReportContent) => {
    const id = crypto.randomUUID();
    props.onChange([...props.blocks, { id, ...content }], id);
    setOpenId(id);
  };
  return (
    <>
      <ol ref={list} class="report-blocks" aria-label="Parts of the report">
        <KeyedFor each={props.blocks} by={({ id }) => id}>
          {(block) => {
            const label = () => blockLabel(block());
            const isOpen = () => openId() === block().id;
            return (
              <li class="report-block" classList={{ 'is-open': isOpen() }}>
                <div class="report-block-head">
                  <button
                    type="button"
                    class="report-block-open"
                    aria-expanded={isOpen()}
                    onClick={() => setOpenId(isOpen() ? '' : block().id)}
                  >
                    <Icon name={isOpen() ? 'chevron-down' : 'chevron-right'} />
                    <span class="report-block-label">{label()}</span>
                    <span class="muted cut">{blockSubject(block())}</span>
                  </button>
                  <Button
                    variant="quiet"
                    small
                    icon="arrow-up"
                    label={`Move ${label()} up`}
                    onClick={() => move(block().id, -1)}
                  />
                  <Button
                    variant="quiet"
                    small
                    icon="arrow-down"
                    label={`Move ${label()} down`}
                    onClick={() => move(block().id, 1)}
                  />
                  <Button
                    variant="quiet"
                    small
                    icon="close"
                    label={`Remove ${label()}`}
                    onClick={() => remove(block().id)}
                  />
                </div>
                <Show when={isOpen()}>
                  <div class="report-block-body">
                    <BlockEditor block={block()} outline={props.outline} onChange={change} />
                  </div>
                </Show>
              </li>
            );
          }}
        </KeyedFor>
      </ol>
      <div>
        <MenuButton label="Add part" icon="plus" small items={addItems(props.outline, add)}>
          Add
        </MenuButton>
      </div>
    </>
  );
}

function addItems(outline: ReportOutline, add: (content: ReportContent) => void): readonly MenuItem[] {
  const item = (label: string, make: () => ReportContent): MenuItem => ({
    label,
    onSelect: () => add(make()),
  });
  const metric = mainMetrics(outline)[0] ?? outline.metrics[0];
  return [
    item('Text', () => ({ kind: 'text', text: '' })),
    item('Table of runs', () => ({ kind: 'table', columns: firstColumns(outline.columns) })),
    ...(metric ? [item('Line chart', () => lineContent(metric, FIRST_VIEW.charts))] : []),
    item('Bar chart', () => ({ kind: 'plot', chart: firstPlot('bar', outline) })),
    item('Scatter', () => ({ kind: 'plot', chart: firstPlot('scatter', outline) })),
    item('Parallel coordinates', () => ({ kind: 'plot', chart: firstPlot('parallel', outline) })),
    item('Parameters', () => sideBySide('Parameters', ['params'], false)),
    item('Differences', () => sideBySide('Differences', ['params', 'metrics', 'datasets'], true)),
    item('Notes of runs', () => ({ kind: 'notes' })),
    item('Registered models', () => ({ kind: 'models' })),
    item('Source and environment', () =>
      sideBySide('Source and environment', ['source', 'environment'], false),
    ),
  ];
}
