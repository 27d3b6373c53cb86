import { createSignal, createUniqueId, type JSX, lazy, Show, Suspense } from 'solid-js';
import { Button } from '../../ui/button.tsx';

const QrScanner = lazy(async () => ({ default: (await import('./qr-scanner.tsx')).QrScanner }));

/** Longer than any code of ours; what is pasted beyond it is no code. */
const MAX_CODE = 8192;

/** The other browser's code: pasted, typed or read by the camera. */
export function CodeEntry(props: {
  readonly action: string;
  readonly isBusy: boolean;
  readonly busyText: string;
  readonly onCode: (code: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  const [isScanning, setScanning] = createSignal(false);
  let field!: HTMLTextAreaElement;
  const submit = (code: string) => {
    const trimmed = code.trim();
    if (trimmed === '') field.focus();
    else props.onCode(trimmed);
  };
  return (
    <form
      class="code-entry"
      onSubmit={(event) => {
        event.preventDefault();
        submit(field.value);
      }}
    >
      <label for={id}>Their code</label>
      <textarea
        ref={field}
        id={id}
        class="field mono"
        rows="4"
        maxlength={MAX_CODE}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        readonly={props.isBusy}
      />
      <div class="share-actions">
        <Button type="submit" variant="primary" disabled={props.isBusy}>
          {props.action}
        </Button>
        <Button aria-pressed={isScanning()} onClick={() => setScanning(!isScanning())}>
          {isScanning() ? 'Stop the camera' : 'Scan with the camera'}
        </Button>
        <span role="status" class="muted">
          {props.isBusy ? props.busyText : ''}
        </span>
      </div>
      <Show when={isScanning()}>
        <Suspense>
          <QrScanner
            onText={(text) => {
              setScanning(false);
              field.value = text;
              submit(text);
            }}
          />
        </Suspense>
      </Show>
    </form>
  );
}
