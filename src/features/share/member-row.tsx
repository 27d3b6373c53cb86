import { type JSX, Show } from 'solid-js';
import { formatDay } from '../../base/format.ts';
import type { MemberRole, MemberView } from '../../domain/share-view.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { Avatar } from './avatar.tsx';
import { OwnName } from './own-name.tsx';
import { roleWords } from './share-words.ts';

const ROLES = ['owner', 'editor', 'viewer'] as const;

export function MemberRow(props: {
  readonly member: MemberView;
  /** Name of who let them in; null for the founder and where it is not known. */
  readonly admittedBy: string | null;
  /** Whether roles may be changed here. */
  readonly manages: boolean;
  readonly onRole: (role: MemberRole) => void;
  readonly onRemove: () => void;
  readonly onName: (name: string) => void;
}): JSX.Element {
  const member = () => props.member;
  const about = () => {
    const since = `since ${formatDay(member().sinceMs)}`;
    if (member().admittedBy === null) return `Founded it, ${since}`;
    return props.admittedBy === null ? `In ${since}` : `Let in by ${props.admittedBy}, ${since}`;
  };
  const items = (): readonly MenuItem[] => [
    ...ROLES.map((role) => ({
      label: roleWords(role),
      checked: member().role === role,
      onSelect: () => {
        if (member().role !== role) props.onRole(role);
      },
    })),
    { label: 'Remove …', danger: true, rule: true, onSelect: props.onRemove },
  ];
  const isRemoved = () => member().role === 'removed';
  return (
    <li class="member" classList={{ 'is-removed': isRemoved() }}>
      <Avatar name={member().name} colour={member().colour} />
      <div class="member-who">
        <Show when={member().isMe} fallback={<span class="cut">{member().name}</span>}>
          <OwnName name={member().name} onName={props.onName} />
        </Show>
        <span class="muted member-about">{about()}</span>
        <Show when={member().forked}>
          <span class="member-forked">
            Two different changes came under one number, as after copying a browser profile. Nothing newer of
            this device is taken; they need a new invitation.
          </span>
        </Show>
      </div>
      <Show when={props.manages && !isRemoved()} fallback={<span>{roleWords(member().role)}</span>}>
        <MenuButton
          label={`Role of ${member().name || 'you'}: ${roleWords(member().role)}`}
          items={items()}
          small
        >
          {roleWords(member().role)}
        </MenuButton>
      </Show>
    </li>
  );
}
