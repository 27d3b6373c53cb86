import { type JSX, Show } from 'solid-js';
import { formatBytes } from '../../base/format.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemLine } from './problem-line.tsx';
import { Section } from './section.tsx';
import { createShareTask } from './share-task.ts';
import { toTransferWords } from './transfer-words.ts';

/** How much of what the workspace speaks of is on this device, and the way to the rest. */
export function TransferSection(): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const transfer = () => share.view().transfer;
  const isWhole = () => transfer().artifacts.here >= transfer().artifacts.total;
  const speed = () =>
    transfer().state === 'running' && transfer().bytesPerSecond > 0
      ? `${formatBytes(Math.round(transfer().bytesPerSecond))} a second`
      : '';
  return (
    <Show when={transfer().records.total > 0}>
      <Section title="On this device">
        <p>{toTransferWords(transfer())}</p>
        <Show when={transfer().state === 'disk-full'}>
          <p class="share-problem">
            There is no room left in the storage of this browser. What is here stays; free some room and
            resume.
          </p>
        </Show>
        <div class="share-actions">
          <Show when={transfer().state === 'running'}>
            <Button small onClick={() => void task.run(share.pauseTransfer)}>
              Pause
            </Button>
          </Show>
          <Show when={transfer().state === 'paused' || transfer().state === 'disk-full'}>
            <Button small onClick={() => void task.run(share.resumeTransfer)}>
              Resume
            </Button>
          </Show>
          <Show when={!isWhole()}>
            <Button
              small
              disabled={task.isBusy() || transfer().artifactsHeldBy.length === 0}
              onClick={() => void task.run(() => share.fetchArtifacts('all'))}
            >
              Fetch everything
            </Button>
          </Show>
          <span class="muted">{speed()}</span>
        </div>
        <ProblemLine text={task.problem()} />
      </Section>
    </Show>
  );
}
