import { createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { useWatch } from '../../state/watch.ts';
import { Button } from '../../ui/button.tsx';
import './live-mark.css';
import { resumeFolders } from './resume-folders.ts';
import { resumeText } from './watch-words.ts';

/** After a start: folders of an earlier visit wait for a click, which the browser wants before they may be read. */
export function ResumeNotice(): JSX.Element {
  const watch = useWatch();
  const [isClosed, setIsClosed] = createSignal(false);
  const waiting = () => watch.folders().filter(({ state }) => state === 'needs-permission');
  const text = () => {
    const [only] = waiting();
    const name = waiting().length === 1 && only ? only.name : formatPlural(waiting().length, 'folder');
    return `You were watching ${name}. The browser asks before this page may read ${waiting().length === 1 ? 'it' : 'them'} again.`;
  };
  return (
    <Show when={waiting().length > 0 && !isClosed()}>
      <section class="resume-notice" aria-label="Watching">
        <p>{text()}</p>
        <Button small variant="primary" onClick={() => void resumeFolders(watch)}>
          {resumeText(waiting().length)}
        </Button>
        <Button small variant="quiet" onClick={() => setIsClosed(true)}>
          Not now
        </Button>
      </section>
    </Show>
  );
}
