import { useNavigate } from '@solidjs/router';
import { createSignal, type JSX } from 'solid-js';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { SAMPLE_WORKSPACE } from '../storage/home-db.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton, type MenuItem } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.tsx';
import { CairnMark } from './cairn-mark.tsx';

type Asking = 'create' | 'rename' | 'remove' | null;

/** The button **Workspace**: where one is, the others, and what can be done with them. */
export function WorkspaceSwitcher(props: {
  readonly session: WorkspaceSession;
  /** Asked to join somebody else's workspace. */
  readonly onJoin: () => void;
}): JSX.Element {
  const { session } = props;
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal<Asking>(null);
  const current = () => session.workspaces().find((workspace) => workspace.id === session.current());
  /** Home twice: until the other workspace is open, it is the old one that says which screen comes after it. */
  const leaveFor = async (opened: Promise<void>) => {
    navigate('/');
    await opened;
    navigate('/', { replace: true });
  };
  const remove = async () => {
    const isRemoved = await session.remove(session.current());
    if (isRemoved) navigate('/');
    else showToast({ text: 'An import into this workspace is under way. Cancel it first.', tone: 'failed' });
  };
  const items = (): readonly MenuItem[] => [
    ...session.workspaces().map((workspace) => ({
      label: workspace.name,
      checked: workspace.id === session.current(),
      onSelect: () => void leaveFor(session.switchTo(workspace.id)),
    })),
    { label: 'New workspace …', onSelect: () => setAsking('create') },
    { label: 'Join with a link …', onSelect: () => props.onJoin() },
    { label: 'Rename …', onSelect: () => setAsking('rename') },
    { label: 'Delete this workspace …', onSelect: () => setAsking('remove') },
  ];
  return (
    <div class="workspace-switcher">
      <MenuButton
        label={`Workspace ${current()?.name ?? ''}`.trim()}
        items={items()}
        variant="quiet"
        class="workspace-button"
      >
        <CairnMark size={18} />
        <span class="cut">{current()?.name ?? 'Cairn'}</span>
        <Icon name="chevron-down" />
      </MenuButton>
      <NameDialog
        title="New workspace"
        open={asking() === 'create'}
        initial=""
        onClose={() => setAsking(null)}
        onName={(name) => void leaveFor(session.create(name))}
      />
      <NameDialog
        title="Rename workspace"
        open={asking() === 'rename'}
        initial={current()?.name ?? ''}
        onClose={() => setAsking(null)}
        onName={(name) => void session.rename(session.current(), name)}
      />
      <Dialog
        title={`Delete ${current()?.name ?? 'this workspace'}?`}
        open={asking() === 'remove'}
        onClose={() => setAsking(null)}
        footer={
          <>
            <Button onClick={() => setAsking(null)}>Keep it</Button>
            <Button
              variant="danger"
              onClick={() => {
                setAsking(null);
                void remove();
              }}
            >
              Delete for good
            </Button>
          </>
        }
      >
        <p>
          Its runs, artifacts and notes leave this browser and cannot be brought back from here.
          {session.current() === SAMPLE_WORKSPACE ? ' The sample can be loaded again.' : ''}
        </p>
      </Dialog>
    </div>
  );
}

function NameDialog(props: {
  readonly title: string;
  readonly open: boolean;
  readonly initial: string;
  readonly onClose: () => void;
  readonly onName: (name: string) => void;
}): JSX.Element {
  let input!: HTMLInputElement;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const name = input.value.trim().slice(0, 100);
    if (name === '') return;
    props.onClose();
    props.onName(name);
  };
  return (
    <Dialog title={props.title} open={props.open} onClose={props.onClose}>
      <form class="name-form" onSubmit={submit}>
        <label>
          Name
          <input ref={input} class="field" value={props.initial} maxlength="100" autocomplete="off" />
        </label>
        <Button type="submit" variant="primary">
          Save
        </Button>
      </form>
    </Dialog>
  );
}
