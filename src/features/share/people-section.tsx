import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { MemberView } from '../../domain/share-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MemberRow } from './member-row.tsx';
import { ProblemLine } from './problem-line.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { Section } from './section.tsx';
import { createShareTask } from './share-task.ts';

const ROWS_AT_ONCE = 30;

/** Who is in the workspace, and for owners what they may do. People who were removed come last. */
export function PeopleSection(): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const [removing, setRemoving] = createSignal<MemberView | null>(null);
  const members = () => {
    const all = share.view().members;
    const isIn = (member: MemberView) => member.role !== 'removed';
    return [...all.filter(isIn), ...all.filter((member) => !isIn(member))];
  };
  const nameOf = (device: string | null) => {
    const found = share.view().members.find((member) => member.device === device);
    return found?.isMe ? 'you' : (found?.name ?? null);
  };
  const hiddenCount = () => Math.max(0, members().length - limit());
  return (
    <Section
      title="People"
      count={formatCount(share.view().members.filter((member) => member.role !== 'removed').length)}
    >
      <ul class="member-list" aria-label="People">
        <For each={members().slice(0, limit())}>
          {(member) => (
            <MemberRow
              member={member}
              admittedBy={nameOf(member.admittedBy)}
              manages={share.view().role === 'owner'}
              onRole={(role) => void task.run(() => share.setRole(member.device, role))}
              onRemove={() => setRemoving(member)}
              onName={(name) => void task.run(() => share.setName(name))}
            />
          )}
        </For>
      </ul>
      <Show when={hiddenCount() > 0}>
        <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
          Show {formatCount(Math.min(ROWS_AT_ONCE, hiddenCount()))} more of {formatCount(hiddenCount())}
        </Button>
      </Show>
      <ProblemLine text={task.problem()} />
      <RemoveDialog
        member={removing()}
        onClose={() => setRemoving(null)}
        onRemove={(member) => void task.run(() => share.setRole(member.device, 'removed'))}
      />
    </Section>
  );
}
