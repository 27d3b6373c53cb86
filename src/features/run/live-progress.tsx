import { type JSX, Show } from 'solid-js';
import type { LiveRunView } from '../../domain/live/liveness.ts';
import { progressShare, progressText } from '../../domain/live/progress-text.ts';

/** How far a run is that is under way, how fast it goes and when it will be done; a bar where its end is known. */
export function LiveProgress(props: { readonly view: LiveRunView; readonly nowMs: number }): JSX.Element {
  const text = () => progressText(props.view, props.nowMs);
  const share = () => progressShare(props.view);
  const percent = () => Math.floor((share() ?? 0) * 100);
  return (
    <Show when={text() || props.view.from}>
      <div class="run-progress">
        <Show when={share() !== null}>
          <div
            class="run-progress-bar"
            role="progressbar"
            aria-label="Progress of this run"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow={percent()}
            aria-valuetext={text()}
          >
            <div
              class="run-progress-fill"
              classList={{ 'is-stalled': props.view.isStalled }}
              style={{ transform: `scaleX(${share()})` }}
            />
          </div>
        </Show>
        <p class="run-progress-text">
          {text()}
          <Show when={props.view.from}>
            <span class="muted">
              {text() ? ' · ' : ''}watched by {props.view.from}
            </span>
          </Show>
        </p>
      </div>
    </Show>
  );
}
