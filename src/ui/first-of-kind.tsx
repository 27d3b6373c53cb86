import { For, type JSX } from 'solid-js';
import { Button } from './button.tsx';
import './first-of-kind.css';

/** A ready one to begin with. */
export interface ReadyMade {
  readonly label: string;
  readonly title?: string;
  readonly onChoose: () => void;
}

/** Inside an empty state: make the first one, or take one of those that are ready. */
export function FirstOfKind(props: {
  readonly label: string;
  readonly onNew: () => void;
  /** Name of the list of ready ones. */
  readonly readyName: string;
  readonly ready: readonly ReadyMade[];
}): JSX.Element {
  return (
    <div class="first-of-kind">
      <Button variant="primary" icon="plus" onClick={() => props.onNew()}>
        {props.label}
      </Button>
      <section aria-label={props.readyName}>
        <p class="muted">Or begin with one of these:</p>
        <ul>
          <For each={props.ready}>
            {({ label, title, onChoose }) => (
              <li>
                <Button icon="plus" {...(title === undefined ? {} : { title })} onClick={() => onChoose()}>
                  {label}
                </Button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </div>
  );
}
