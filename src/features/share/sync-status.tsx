import type { JSX } from 'solid-js';
import { StateMark } from './state-mark.tsx';
import type { SyncLine } from './sync-line.ts';

/** The line that is always true, in the frame. Opens the details. */
export function SyncStatus(props: { readonly line: SyncLine; readonly onOpen: () => void }): JSX.Element {
  return (
    <div
      class="sync-status"
      role="status"
      aria-label="Sync"
      aria-live={props.line.counting ? 'off' : 'polite'}
    >
      <button type="button" class="sync-line" aria-haspopup="dialog" onClick={() => props.onOpen()}>
        <StateMark shape={props.line.mark} />
        <span>{props.line.text}</span>
      </button>
    </div>
  );
}
