import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { DroppedItem } from '../../rpc/import-api.ts';
import { collectDrop } from '../../state/dropped-items.ts';
import { showToast } from '../../ui/toast.tsx';
import './import.css';

/** A part of the page that takes drops for itself: what is dropped there is no import. */
const isTaken = (event: DragEvent): boolean =>
  event.target instanceof Element && event.target.closest('[data-takes-drops]') !== null;

/** While something is held over the page, browsers say so at least three times a second, even when it rests. */
const HELD_MS = 1500;

/** The whole window takes files and folders; while something is held over it, it says so. */
export function DropTarget(props: {
  readonly onItems: (items: readonly DroppedItem[]) => void;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  let depth = 0;
  let held: ReturnType<typeof setTimeout> | undefined;
  /** An element that is taken away from under the pointer, as a row that moves, is never left. */
  const noteHeld = () => {
    clearTimeout(held);
    held = setTimeout(() => {
      depth = 0;
      setOver(false);
    }, HELD_MS);
  };
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  const enter = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    noteHeld();
    setOver(!isTaken(event));
  };
  const leave = () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) setOver(false);
  };
  const move = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    noteHeld();
    setOver(!isTaken(event));
  };
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    setOver(false);
    if (isTaken(event)) return;
    collectDrop(event.dataTransfer).then(props.onItems, (error: unknown) => {
      console.error('The drop could not be read', error);
      showToast({ text: 'What you dropped could not be read. Try Import folder.', tone: 'failed' });
    });
  };
  onMount(() => {
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', move);
    addEventListener('drop', drop);
  });
  onCleanup(() => {
    clearTimeout(held);
    removeEventListener('dragenter', enter);
    removeEventListener('dragleave', leave);
    removeEventListener('dragover', move);
    removeEventListener('drop', drop);
  });
  return (
    <Show when={over()}>
      <div class="drop-veil">
        <p>Drop to import</p>
      </div>
    </Show>
  );
}
