import type { JSX } from 'solid-js';
import type { RegisteredModel } from '../../domain/registry/registry-view.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { StagesEditor } from './stages-editor.tsx';

export function StagesDialog(props: {
  readonly open: boolean;
  readonly models: readonly RegisteredModel[];
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Stages of this workspace">
      <StagesEditor models={props.models} />
    </Dialog>
  );
}
