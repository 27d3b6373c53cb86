import { type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../../base/format.ts';

/** Which of the steps at which something was logged is shown; a step that was logged twice counts twice. */
export function StepSlider(props: {
  readonly steps: ArrayLike<number>;
  /** Milliseconds since 1970; NaN where it is not known. */
  readonly timesMs?: ArrayLike<number>;
  readonly at: number;
  readonly onChange: (at: number) => void;
  /** What else stands in the bar. */
  readonly children?: JSX.Element;
}): JSX.Element {
  const step = () => {
    const known = props.steps[props.at];
    return known === undefined || Number.isNaN(known) ? '–' : formatCount(known);
  };
  const time = () => {
    const known = props.timesMs?.[props.at];
    return known === undefined || !(known > 0) ? '' : formatTime(known);
  };
  const ofAll = () =>
    props.steps.length > 1 ? `${formatCount(props.at + 1)} of ${formatCount(props.steps.length)}` : '';
  return (
    <div class="artifact-bar">
      <label class="artifact-steps">
        <span class="muted">Step</span>
        <Show when={props.steps.length > 1}>
          <input
            type="range"
            min="0"
            max={props.steps.length - 1}
            value={props.at}
            aria-label="Step"
            aria-valuetext={step()}
            onInput={(event) => props.onChange(Number(event.currentTarget.value))}
          />
        </Show>
        <output>{step()}</output>
      </label>
      <span class="muted">{[time(), ofAll()].filter(Boolean).join(' · ')}</span>
      {props.children}
    </div>
  );
}
