import type { JSX } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Switch } from '../../ui/switch.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';

export function ShareSwitch(): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const isOn = () => share.view().sharing;
  return (
    <div class="share-switch">
      <Switch
        label="Share this workspace"
        checked={isOn()}
        disabled={task.isBusy() || share.view().log !== 'ready'}
        onChange={(on) => void task.run(on ? share.startSharing : share.stopSharing)}
      />
      <p class="muted">
        {isOn()
          ? 'This browser looks for others of the workspace. Switched off, it meets nobody; what others have, they keep.'
          : 'Nothing leaves this browser until one of these is used.'}
      </p>
      <ProblemLine text={task.problem()} />
    </div>
  );
}
