import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../../../base/format.ts';
import { readMarkdown } from '../../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../../state/newest-answer.ts';
import { MarkdownView } from '../../../../ui/markdown/index.ts';
import { ScrollBox } from '../../../../ui/scroll-box.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { createLimited } from '../../limited.ts';
import { MoreButton } from '../../more-button.tsx';
import { StepSlider } from '../step-slider.tsx';
import type { StepViewProps } from './step-view.ts';

const MARKDOWN_LIMIT = 256 * 1024;
const AT_ONCE = 20;

/** A text by step as Markdown: one, or all of them with the newest first. */
export function StepTexts(props: StepViewProps): JSX.Element {
  const [isAll, setIsAll] = createSignal(false);
  const newestFirst = createMemo(() =>
    Array.from(props.file.steps, (_, line) => props.file.steps.length - 1 - line),
  );
  const list = createLimited(newestFirst, AT_ONCE);
  return (
    <>
      <StepSlider {...props.file} at={props.view.at()} onChange={props.view.choose}>
        <Show when={props.file.steps.length > 1}>
          <Switch label="All steps" checked={isAll()} onChange={setIsAll} />
        </Show>
      </StepSlider>
      <ScrollBox class="artifact-view is-padded" label="Text">
        <Show when={isAll()} fallback={<Shown text={props.value?.text} />}>
          <For each={list.shown()}>
            {(line) => (
              <section class="step-text" classList={{ 'is-chosen': line === props.view.at() }}>
                <h4 class="muted">{nameOf(props.file, line)}</h4>
                <Loaded line={line} load={props.view.load} />
              </section>
            )}
          </For>
          <MoreButton list={list} what="texts" />
        </Show>
      </ScrollBox>
    </>
  );
}

function nameOf({ steps, timesMs }: StepViewProps['file'], line: number): string {
  const step = steps[line]!;
  const time = timesMs[line]!;
  const words = Number.isNaN(step) ? 'No step' : `Step ${formatCount(step)}`;
  return time > 0 ? `${words} · ${formatTime(time)}` : words;
}

function Loaded(props: { readonly line: number; readonly load: StepViewProps['view']['load'] }): JSX.Element {
  const value = createNewestAnswer(() => props.line, props.load);
  return <Shown text={value()?.text} />;
}

function Shown(props: { readonly text: string | undefined }): JSX.Element {
  const blocks = createNewestAnswer(
    () => props.text,
    async (text) => (text.length > MARKDOWN_LIMIT ? null : readMarkdown(text)),
  );
  return (
    <Show when={blocks()} fallback={<Show when={blocks() === null}>{props.text}</Show>}>
      {(parsed) => <MarkdownView blocks={parsed()} headingLevel={5} />}
    </Show>
  );
}
