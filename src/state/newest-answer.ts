import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/**
 * The answer to the newest question; one that comes late, or after the screen was left, is dropped, and the former
 * answer stands until the next is there. Undefined before the first, and while the question is undefined nothing is
 * asked. Unlike a resource it never suspends the screen around it.
 */
export function createNewestAnswer<Question, Answer>(
  question: Accessor<Question | undefined>,
  load: (question: Question) => Promise<Answer>,
): Accessor<Answer | undefined> {
  const [answer, setAnswer] = createSignal<Answer>();
  let newest = 0;
  createEffect(() => {
    const asked = question();
    newest += 1;
    if (asked === undefined) return;
    const mine = newest;
    onCleanup(() => {
      newest += 1;
    });
    load(asked).then(
      (value) => mine === newest && setAnswer(() => value),
      (error: unknown) => mine === newest && reportError(error),
    );
  });
  return answer;
}
