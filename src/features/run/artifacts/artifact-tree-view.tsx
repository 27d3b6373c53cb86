import { createEffect, createMemo, createSignal, Index, type JSX, on, Show } from 'solid-js';
import { formatBytes, formatCount, formatPlural } from '../../../base/format.ts';
import type { Hash } from '../../../domain/ids.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import {
  type ArtifactFile,
  type ArtifactNode,
  type ArtifactRow,
  filesOf,
  toArtifactRows,
  toFirstOpen,
} from './artifact-tree.ts';

const ROWS_AT_ONCE = 300;

/** The files as an ARIA tree: one tab stop, arrows move, right and left open and close, Enter shows. */
export function ArtifactTree(props: {
  readonly roots: readonly ArtifactNode[];
  readonly chosen: ArtifactNode | null;
  /** Chunks that are not on this device. */
  readonly missing: ReadonlySet<Hash>;
  readonly onChoose: (node: ArtifactNode) => void;
}): JSX.Element {
  let tree!: HTMLDivElement;
  const [open, setOpen] = createSignal<ReadonlySet<string>>(new Set());
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const [current, setCurrent] = createSignal<string | null>(null);
  createEffect(
    on(
      () => props.roots.map((root) => root.id).join('\n'),
      () => setOpen(toFirstOpen(props.roots)),
    ),
  );
  // One more than is shown, to know whether there are more.
  const rows = createMemo(() => toArtifactRows(props.roots, open(), limit() + 1));
  const shown = () => rows().slice(0, limit());
  const currentId = () => {
    const wanted = current() ?? props.chosen?.id;
    return shown().some((row) => row.node.id === wanted) ? wanted : shown()[0]?.node.id;
  };
  const toggle = (id: string, isOpen: boolean) => {
    const next = new Set(open());
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  const select = (row: ArtifactRow) => {
    setCurrent(row.node.id);
    // One that is open is chosen first, and folds only when it is chosen once more.
    if (row.node.kind === 'folder') toggle(row.node.id, !row.open || row.node.id !== props.chosen?.id);
    props.onChoose(row.node);
  };
  const focusRow = (index: number) => {
    const row = shown()[Math.max(0, Math.min(index, shown().length - 1))];
    if (!row) return;
    setCurrent(row.node.id);
    tree.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = shown().findIndex((row) => row.node.id === currentId());
    const row = shown()[index];
    if (!row) return;
    const target = keyTarget(event.key, index, row, shown());
    if (target === null) return;
    event.preventDefault();
    if (target === 'select') select(row);
    else if (target === 'open') toggle(row.node.id, true);
    else if (target === 'close') toggle(row.node.id, false);
    else focusRow(target);
  };
  return (
    <div class="artifact-list">
      <div ref={tree} role="tree" aria-label="Artifact files" onKeyDown={onKeyDown}>
        {/* By place, not by row: a folder that opens keeps its element and with it the focus. */}
        <Index each={shown()}>
          {(row) => (
            <TreeRow
              row={row()}
              current={row().node.id === currentId()}
              selected={row().node.id === props.chosen?.id}
              missing={props.missing}
              onSelect={() => select(row())}
            />
          )}
        </Index>
      </div>
      <Show when={rows().length > limit()}>
        <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
          Show {formatCount(ROWS_AT_ONCE)} more
        </Button>
      </Show>
    </div>
  );
}

/** What a key does on a row: a row to go to, or an action on this one; null leaves the key to the browser. */
function keyTarget(
  key: string,
  index: number,
  row: ArtifactRow,
  rows: readonly ArtifactRow[],
): number | 'select' | 'open' | 'close' | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'Enter':
    case ' ':
      return 'select';
    case 'ArrowRight':
      if (row.node.kind !== 'folder') return null;
      return row.open ? index + 1 : 'open';
    case 'ArrowLeft': {
      if (row.open) return 'close';
      const parent = rows.slice(0, index).findLastIndex((other) => other.level < row.level);
      return parent < 0 ? null : parent;
    }
    default:
      return null;
  }
}

function TreeRow(props: {
  readonly row: ArtifactRow;
  readonly current: boolean;
  readonly selected: boolean;
  readonly missing: ReadonlySet<Hash>;
  readonly onSelect: () => void;
}): JSX.Element {
  const node = () => props.row.node;
  const files = () => {
    const one = node();
    return one.kind === 'folder' ? [] : filesOf(one);
  };
  const isKept = () => {
    const one = node();
    return one.kind === 'folder' ? one.keptCount > 0 : files().some(({ entry }) => entry.chunks !== null);
  };
  const isHere = () => {
    const isMissing = (file: ArtifactFile) => file.entry.chunks?.some((chunk) => props.missing.has(chunk));
    return node().kind === 'folder' || !files().every(isMissing);
  };
  const aside = () => {
    const one = node();
    if (!isKept()) return 'not kept';
    if (!isHere()) return 'not here';
    if (one.kind === 'series') return formatPlural(one.steps.length, 'step');
    return formatBytes(one.kind === 'folder' ? one.sizeBytes : one.entry.sizeBytes);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: tabindex is below, the tree handles the keys
    <div
      role="treeitem"
      class="artifact-row"
      classList={{ 'is-not-kept': !isKept() || !isHere() }}
      style={{ '--level': String(props.row.level - 1) }}
      tabindex={props.current ? 0 : -1}
      aria-level={props.row.level}
      aria-posinset={props.row.position}
      aria-setsize={props.row.setSize}
      aria-selected={props.selected}
      aria-expanded={node().kind === 'folder' ? props.row.open : undefined}
      title={node().name}
      onClick={() => props.onSelect()}
    >
      <Show
        when={node().kind === 'folder'}
        fallback={<Icon name={node().kind === 'series' ? 'steps' : 'file'} />}
      >
        <Icon name={props.row.open ? 'chevron-down' : 'chevron-right'} />
      </Show>
      <span class="cut">{node().name}</span>
      <span class="artifact-size">{aside()}</span>
    </div>
  );
}
