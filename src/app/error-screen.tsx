import type { JSX } from 'solid-js';
import { Button } from '../ui/button.tsx';

/** A bug reached the screen: say so, keep the data out of doubt, offer the way back. */
export function ErrorScreen(props: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  const message = () => (props.error instanceof Error ? props.error.message : String(props.error));
  return (
    <main class="error-screen">
      <h1>Cairn ran into a mistake of its own</h1>
      <p>Your data is stored in this browser and is not affected.</p>
      <pre>{message()}</pre>
      <div class="error-actions">
        <Button variant="primary" onClick={() => props.onRetry()}>
          Try again
        </Button>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </div>
    </main>
  );
}
