import { createMemo, createSignal, For, type JSX, Match, on, Show, Switch } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { DiffLine, DiffPiece } from '../../rpc/preview-api.ts';
import { readTextDiff } from '../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { LineBlocks } from '../../ui/line-blocks.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { countChanges, foldEqualLines } from './diff-lines.ts';

/** Two texts side by side; what they have in common is folded away. */
export function TextDiffView(props: {
  readonly left: Blob;
  readonly right: Blob;
  /** What is compared, for the name of the part that scrolls. */
  readonly label: string;
}): JSX.Element {
  const diff = createNewestAnswer(
    () => ({ left: props.left, right: props.right }),
    (texts) => readTextDiff(texts.left, texts.right),
  );
  const lines = createMemo((): readonly DiffLine[] => {
    const known = diff();
    return known?.kind === 'lines' ? known.lines : [];
  });
  const [opened, setOpened] = createSignal<ReadonlySet<number>>(new Set());
  createMemo(on(lines, () => setOpened(new Set<number>()), { defer: true }));
  const shown = createMemo(() => foldEqualLines(lines(), opened()));
  const counts = createMemo(() => countChanges(lines()));
  return (
    <Switch fallback={<Skeleton lines={3} />}>
      <Match when={diff()?.kind === 'too-large'}>
        <p class="compare-none">Too large to compare line by line: at most 5 MB and 100,000 lines a side.</p>
      </Match>
      <Match when={diff()?.kind === 'too-different'}>
        <p class="compare-none">The two have too little in common to be compared line by line.</p>
      </Match>
      <Match when={diff()?.kind === 'lines'}>
        <p class="diff-counts muted">
          <Show
            when={counts().before + counts().after > 0}
            fallback="Every line is the same; the files differ in line ends or in how the text is encoded."
          >
            {formatPlural(counts().before, 'line')} left and {formatPlural(counts().after, 'line')} right
            differ.
          </Show>
        </p>
        <ScrollBox class="diff-view" label={props.label}>
          <LineBlocks
            lineCount={shown().length}
            renderLine={(index) => {
              const one = shown()[index];
              if (!one) return null;
              if (one.kind === 'line') return <DiffPair line={one.line} />;
              return (
                <button
                  type="button"
                  class="diff-fold"
                  onClick={() => setOpened(new Set([...opened(), one.from]))}
                >
                  Show {formatPlural(one.count, 'equal line')}
                </button>
              );
            }}
          />
        </ScrollBox>
      </Match>
    </Switch>
  );
}

function DiffPair(props: { readonly line: DiffLine }): JSX.Element {
  const { line } = props;
  if (line.kind === 'same') {
    const pieces = [{ text: line.text, changed: false }];
    return (
      <div class="diff-pair">
        <DiffSide at={line.left} pieces={pieces} mark="" />
        <DiffSide at={line.right} pieces={pieces} mark="" />
      </div>
    );
  }
  return (
    <div class="diff-pair">
      <DiffSide at={line.left} pieces={line.before} mark="−" />
      <DiffSide at={line.right} pieces={line.after} mark="+" />
    </div>
  );
}

function DiffSide(props: {
  readonly at: number | null;
  readonly pieces: readonly DiffPiece[];
  readonly mark: '' | '−' | '+';
}): JSX.Element {
  const tone = () => {
    if (props.at === null) return 'is-nothing';
    return props.mark === '' ? '' : props.mark === '−' ? 'is-left' : 'is-right';
  };
  return (
    <div class={`diff-side ${tone()}`}>
      <span class="diff-number" aria-hidden="true">
        {props.at === null ? '' : props.at + 1}
      </span>
      <span class="diff-mark">{props.at === null ? '' : props.mark}</span>
      <span class="diff-text">
        <For each={props.pieces}>{(piece) => (piece.changed ? <mark>{piece.text}</mark> : piece.text)}</For>
      </span>
    </div>
  );
}
