import { type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../../base/format.ts';
import { StepSlider } from '../step-slider.tsx';
import type { StepViewProps } from './step-view.ts';

const WIDTH = 600;
const HEIGHT = 240;

/** Precision by recall. */
export function StepCurve(props: StepViewProps): JSX.Element {
  const points = () => {
    const { precision = [], recall = [] } = props.value ?? {};
    return recall
      .slice(0, precision.length)
      .map((x, at) => `${x * WIDTH},${HEIGHT - precision[at]! * HEIGHT}`)
      .join(' ');
  };
  const words = () => `Precision by recall at ${formatPlural(props.value?.recall.length ?? 0, 'threshold')}`;
  return (
    <>
      <StepSlider {...props.file} at={props.view.at()} onChange={props.view.choose} />
      <Show when={props.value}>
        <figure class="step-plot" aria-label={words()}>
          <div class="step-plot-side">
            <span>1</span>
            <span>precision</span>
            <span>0</span>
          </div>
          <svg
            class="step-plot-area"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
          >
            <title>{words()}</title>
            <polyline class="step-line" points={points()} />
          </svg>
          <div class="step-plot-foot">
            <span>0</span>
            <span>recall</span>
            <span>1</span>
          </div>
        </figure>
        <p class="artifact-note">{words()}</p>
      </Show>
    </>
  );
}
