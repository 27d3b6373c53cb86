import { For, type JSX, Show } from 'solid-js';
import type { ImportProblem } from '../../domain/problem.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { problemPlace, problemSentence } from './problem-text.ts';

/** What was wrong, grouped by kind: a damaged store says the same thing of many files. */
export function ProblemsDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly problems: readonly ImportProblem[];
  readonly count: number;
  /** Whose problems they are, for the heading. */
  readonly of?: string;
}): JSX.Element {
  const groups = () => groupBySentence(props.problems);
  return (
    <Dialog open={props.open} onClose={props.onClose} title={`Problems of ${props.of ?? 'this import'}`} wide>
      <ul class="problem-groups">
        <For each={groups()}>
          {([sentence, problems]) => (
            <li>
              <p class="problem-sentence">{sentence}</p>
              <ul class="problem-places">
                <For each={problems}>{(problem) => <li>{problemPlace(problem)}</li>}</For>
              </ul>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.count > props.problems.length}>
        <p class="muted">
          The first {props.problems.length} of {props.count} are listed.
        </p>
      </Show>
    </Dialog>
  );
}

function groupBySentence(problems: readonly ImportProblem[]): readonly [string, readonly ImportProblem[]][] {
  const groups = new Map<string, ImportProblem[]>();
  for (const problem of problems) {
    const sentence = problemSentence(problem);
    const group = groups.get(sentence);
    if (group) group.push(problem);
    else groups.set(sentence, [problem]);
  }
  return [...groups];
}
