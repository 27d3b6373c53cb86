import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatAge, formatCount, formatTime } from '../../base/format.ts';
import type { ChangeNote } from '../../domain/edits.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { HistoryRow } from '../../domain/share-view.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { loadSubjects, type Subject } from './history-names.ts';
import { ProblemLine } from './problem-line.tsx';
import { Section } from './section.tsx';
import { agoWords, changeRefusalWords, problemWords } from './share-words.ts';

const ROWS_AT_ONCE = 25;
const MOST_ROWS = 1000;
/** Changes of one moment that are named; the rest is counted. */
const MOST_NOTES = 3;

type Answer =
  | {
      readonly kind: 'rows';
      readonly rows: readonly HistoryRow[];
      readonly subjects: ReadonlyMap<string, Subject>;
    }
  | { readonly kind: 'problem'; readonly text: string };

/** The last changes: who, when, what. */
export function HistoryTable(props: { readonly nowMs: number }): JSX.Element {
  const share = useShare();
  const { api } = useQuery();
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  /** Asked anew when there is other content, or when what was shown at once is part of the history. */
  const question = createMemo(
    () => ({ limit: limit(), content: share.view().contentHash, changes: share.view().changeCount }),
    undefined,
    { equals: (a, b) => a.limit === b.limit && a.content === b.content && a.changes === b.changes },
  );
  // One more than is shown, to know whether there are more.
  const answer = createNewestAnswer(question, async (asked): Promise<Answer> => {
    try {
      const rows = await share.history(asked.limit + 1);
      return { kind: 'rows', rows, subjects: await loadSubjects(rows, api) };
    } catch (error) {
      return { kind: 'problem', text: problemWords(error) };
    }
  });
  const rows = () => {
    const known = answer();
    return known?.kind === 'rows' ? known.rows : [];
  };
  const subjectOf = (about: string) => {
    const known = answer();
    return known?.kind === 'rows' ? known.subjects.get(about) : undefined;
  };
  const problem = () => {
    const known = answer();
    return known?.kind === 'problem' ? known.text : null;
  };
  return (
    <Section title="History">
      <ProblemLine text={problem()} />
      <Show when={answer()?.kind === 'rows' && rows().length === 0}>
        <p class="muted">No change yet.</p>
      </Show>
      <Show when={rows().length > 0}>
        <ScrollBox class="history-box" label="Last changes">
          <table class="history" aria-label="History">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              <For each={rows().slice(0, limit())}>
                {(row) => (
                  <tr classList={{ 'is-refused': row.refused !== null }}>
                    <td title={formatTime(row.atMs)}>{agoWords(formatAge(row.atMs, props.nowMs))}</td>
                    <td>{row.who}</td>
                    <td>
                      <Notes notes={row.notes} subjectOf={subjectOf} />
                      <Show when={row.refused}>
                        {(code) => (
                          <span class="history-refused"> Refused: {changeRefusalWords(code())}</span>
                        )}
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </ScrollBox>
        <Show when={rows().length > limit() && limit() < MOST_ROWS}>
          <Button small onClick={() => setLimit(Math.min(MOST_ROWS, limit() + ROWS_AT_ONCE))}>
            Show older changes
          </Button>
        </Show>
      </Show>
    </Section>
  );
}

/** 'Set tag owner: ana', and the run it was about as a link. */
function Notes(props: {
  readonly notes: readonly ChangeNote[];
  readonly subjectOf: (about: string) => Subject | undefined;
}): JSX.Element {
  const edits = useEdits();
  const more = () => props.notes.length - MOST_NOTES;
  const nameOf = (about: string, subject: Subject) => edits.name(about as RunKey) || subject.name;
  /** The value is what the run is called now: said once, as the link. */
  const isNameOf = ({ about, value }: ChangeNote) => {
    const subject = props.subjectOf(about);
    return subject !== undefined && nameOf(about, subject) === value;
  };
  return (
    <Show when={props.notes.length > 0} fallback="Change">
      <For each={props.notes.slice(0, MOST_NOTES)}>
        {(note, index) => (
          <>
            {index() > 0 ? '; ' : ''}
            {note.label}
            {note.value === '' || isNameOf(note) ? '' : `: ${note.value}`}
            <Show when={props.subjectOf(note.about)}>
              {(subject) => (
                <>
                  {isNameOf(note) || note.value === '' ? ': ' : ' '}
                  <a href={subject().href}>{nameOf(note.about, subject())}</a>
                </>
              )}
            </Show>
          </>
        )}
      </For>
      {more() > 0 ? `; ${formatCount(more())} more` : ''}
    </Show>
  );
}
