import { type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import { Eye } from '../eye.tsx';
import type { GroupItem } from '../run-row.ts';
import type { TableScene } from '../view/scene.ts';
import { shortFieldLabel } from './field-options.ts';
import type { GroupNames } from './group-names.ts';

/** What the runs of a group have in common, and how many they are. */
export function GroupName(props: {
  readonly row: GroupItem;
  readonly names: GroupNames;
  readonly scene: TableScene;
}): JSX.Element {
  const key = () => props.row.path.at(-1);
  const drawable = () => props.scene.groupOf(props.row.id);
  return (
    <span class="group-name">
      <Show when={drawable()}>
        {(group) => (
          <Eye
            colour={group().colour}
            name={group().label}
            open={props.scene.isDrawn(group().id)}
            onOpen={(open) => props.scene.setEye(group().id, open)}
            inGrid
          />
        )}
      </Show>
      <Show when={key()}>
        {(level) => (
          <>
            <span class="muted">{shortFieldLabel(level().column)}</span>
            <span class="group-value cut">{props.names.value(level())}</span>
          </>
        )}
      </Show>
      <span class="run-children">{formatPlural(props.row.runs, 'run')}</span>
    </span>
  );
}
