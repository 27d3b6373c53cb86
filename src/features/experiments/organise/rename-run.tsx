import { type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { QueryApi } from '../../../rpc/query-api.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import type { Box } from '../../../ui/popover-place.ts';
import { sayDone } from './experiment-actions.ts';
import { RenameField } from './rename-field.tsx';

const MIN_WIDTH = 220;
const EDGE = 8;

/** A field over the name of a run in the table: cells come and go with scrolling, what is half typed may not. */
export function RenameRun(props: {
  readonly api: QueryApi;
  readonly run: RunKey;
  readonly anchor: Box;
  readonly onClose: () => void;
}): JSX.Element {
  const edits = useEdits();
  const before = document.activeElement;
  const name = createNewestAnswer(
    () => props.run,
    async (run) => (await props.api.runRows([run], []))[0]?.name ?? edits.name(run) ?? '',
  );
  const width = () => Math.max(MIN_WIDTH, props.anchor.right - props.anchor.left);
  const left = () => Math.max(EDGE, Math.min(props.anchor.left, innerWidth - width() - EDGE));
  // The field would stay where the row was. Leaving it saves.
  const close = () => {
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    props.onClose();
  };
  onMount(() => addEventListener('wheel', close, { passive: true }));
  onCleanup(() => removeEventListener('wheel', close));
  return (
    <Show when={name() !== undefined}>
      <div
        class="rename-over"
        style={{ left: `${left()}px`, top: `${props.anchor.top}px`, width: `${width()}px` }}
      >
        <RenameField
          label="Run name"
          of="run"
          name={name() ?? ''}
          onName={(given) => {
            edits.rename(props.run, given);
            sayDone(edits, `Renamed to ${given}.`);
          }}
          onClose={(byKey) => {
            props.onClose();
            if (byKey && before instanceof HTMLElement) before.focus({ preventScroll: true });
          }}
        />
      </div>
    </Show>
  );
}
