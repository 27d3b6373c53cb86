import { createUniqueId, For, type JSX, Show } from 'solid-js';
import type { ImportProblem, ProblemCode } from '../../domain/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import './import.css';
import { problemPlace, problemSentence } from './problem-text.ts';

/** Tables of which a person says how they are read. */
const ASKS: ReadonlySet<ProblemCode> = new Set(['table-undecided', 'table-is-data']);

/** What was wrong, grouped by kind: a damaged store says the same thing of many files. */
export function ProblemsDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly problems: readonly ImportProblem[];
  readonly count: number;
  /** Whose problems they are, for the heading. */
  readonly of?: string;
  /** Imports the file that a problem is about, where a person has to say how it is read. */
  readonly onImport?: (path: string) => void;
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
                <For each={problems}>
                  {(problem) => <ProblemPlace problem={problem} onImport={props.onImport} />}
                </For>
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

function ProblemPlace(props: {
  readonly problem: ImportProblem;
  readonly onImport: ((path: string) => void) | undefined;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <li>
      <span id={id}>{problemPlace(props.problem)}</span>
      <Show when={props.onImport && ASKS.has(props.problem.code)}>
        <Button small aria-describedby={id} onClick={() => props.onImport?.(props.problem.path)}>
          Import…
        </Button>
      </Show>
    </li>
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
