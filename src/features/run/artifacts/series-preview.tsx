import { createSignal, type JSX } from 'solid-js';
import { ArtifactPreview } from './artifact-preview.tsx';
import type { ArtifactSeries } from './artifact-tree.ts';
import { StepSlider } from './step-slider.tsx';

/** What was logged under a key, at the step that the slider stands on; the last one at first. */
export function SeriesPreview(props: { readonly series: ArtifactSeries }): JSX.Element {
  const [wanted, setWanted] = createSignal(Number.POSITIVE_INFINITY);
  const steps = () => props.series.steps;
  const at = () => Math.min(wanted(), steps().length - 1);
  return (
    <ArtifactPreview file={steps()[at()]!.file} title={props.series.path}>
      <StepSlider
        steps={steps().map(({ step }) => step)}
        timesMs={steps().map(({ timestampMs }) => timestampMs)}
        at={at()}
        onChange={setWanted}
      />
    </ArtifactPreview>
  );
}
