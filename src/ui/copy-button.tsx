import { createSignal, type JSX, onCleanup } from 'solid-js';
import { Button } from './button.tsx';
import { showToast } from './toast.tsx';

const SAID_MS = 1500;

/** Copies text; says so for a moment in its own place. */
export function CopyButton(props: {
  /** What is copied, for the button's name: 'Copy run ID'. */
  readonly label: string;
  readonly text: string;
  readonly class?: string;
}): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      clearTimeout(timer);
      timer = setTimeout(setCopied, SAID_MS, false);
    } catch {
      showToast({
        text: 'The browser refused to copy. Select the text and copy it by hand.',
        tone: 'failed',
      });
    }
  };
  return (
    <Button
      variant="quiet"
      small
      icon={copied() ? 'check' : 'copy'}
      label={copied() ? 'Copied' : props.label}
      class={`copy-button ${props.class ?? ''}`}
      onClick={copy}
    />
  );
}
