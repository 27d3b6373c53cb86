import { createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import { parseStepLine, type StepKind, type StepValue } from '../../../domain/step-lines.ts';
import { readStepFile } from '../../../rpc/preview-client.ts';
import type { StepFile } from '../../../rpc/step-file.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { PreviewText } from './preview-text.tsx';
import { StepCurve } from './steps/step-curve.tsx';
import { StepHistograms } from './steps/step-histograms.tsx';
import { StepTexts } from './steps/step-texts.tsx';
import './steps/steps.css';

/** Larger files are shown as they are written. */
const LIMIT_BYTES = 256 * 1024 * 1024;
/** A line is parsed here, on the page. */
const LINE_LIMIT = 4 * 1024 * 1024;

/** Texts, histograms or curves by step: a slider, what was logged at its step, and what all steps look like. */
export function PreviewSteps(props: { readonly blob: Blob; readonly of: StepKind }): JSX.Element {
  const file = createNewestAnswer(
    () => ({ blob: props.blob, of: props.of }),
    async ({ blob, of }) => (blob.size > LIMIT_BYTES ? null : readStepFile(blob, of)),
  );
  const found = () => {
    const known = file();
    return known && known.steps.length > 0 ? known : null;
  };
  return (
    <Switch fallback={<PreviewText blob={props.blob} flavour="plain" />}>
      <Match when={file() === undefined}>
        <Skeleton lines={4} class="artifact-loading" />
      </Match>
      <Match when={found()}>{(known) => <Steps blob={props.blob} file={known()} of={props.of} />}</Match>
    </Switch>
  );
}

function Steps(props: { readonly blob: Blob; readonly file: StepFile; readonly of: StepKind }): JSX.Element {
  const [wanted, setWanted] = createSignal(Number.POSITIVE_INFINITY);
  const at = createMemo(() => Math.min(wanted(), props.file.steps.length - 1));
  const load = (line: number) => readLine(props.blob, props.file, line);
  const value = createNewestAnswer(() => at(), load);
  const view = { at, choose: setWanted, load };
  return (
    <>
      <Switch>
        <Match when={props.of === 'text'}>
          <StepTexts file={props.file} view={view} value={value()} />
        </Match>
        <Match when={props.of === 'histogram'}>
          <StepHistograms file={props.file} view={view} value={value()} />
        </Match>
        <Match when={props.of === 'pr-curve'}>
          <StepCurve file={props.file} view={view} value={value()} />
        </Match>
      </Switch>
      <Show when={value() === null}>
        <p class="artifact-note">This line of the file cannot be read.</p>
      </Show>
      <Show when={props.file.left > 0}>
        <p class="artifact-note">
          {formatCount(props.file.left)} later steps are not listed. They are in the file.
        </p>
      </Show>
    </>
  );
}

async function readLine(blob: Blob, { offsets }: StepFile, line: number): Promise<StepValue | null> {
  const from = offsets[line] ?? 0;
  const to = offsets[line + 1] ?? from;
  return to - from > LINE_LIMIT ? null : parseStepLine(await blob.slice(from, to).text());
}
