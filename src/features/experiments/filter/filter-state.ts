import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { completionAt } from '../../../domain/filter/complete.ts';
import type { FilterHint, FilterMistake, Proposal, StrictNote } from '../../../domain/filter/expression.ts';
import { isNumberField } from '../../../domain/filter/fields.ts';
import { caseHint, type EqualValue, equalValues, hintsFor } from '../../../domain/filter/hints.ts';
import { type ParsedFilter, parseFilter } from '../../../domain/filter/parse.ts';
import { type KnownKeys, proposeFor } from '../../../domain/filter/propose.ts';
import type { ColumnInfo, QueryApi, ValueQuery } from '../../../rpc/query-api.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { createStoredSignal } from '../../../state/stored-signal.ts';
import type { RunsView } from '../runs-view-state.ts';
import { createFilterHistory } from './filter-history.ts';
import { beginsField, type FilterOption, filterOptions } from './filter-options.ts';

/** Typing asks the worker once it pauses. */
const ASK_AFTER_MS = 40;
/** A word that may become the name of a field is not searched for at once: the rows would come and go. */
const ASK_ABOUT_WORD_AFTER_MS = 700;
const MOST_VALUES = 40;
/** Equalities of one filter that are looked at. */
const MOST_CHECKED = 8;
const EMPTY: KnownKeys = { metrics: [], params: [], tags: [] };

/** The text in the box: what is understood of it, what could be typed next, and when the table is asked. */
export function createFilterState(view: RunsView) {
  const { workspace } = useQuery();
  const edits = useEdits();
  const history = createFilterHistory(workspace());
  const [strictOn, setStrictOn] = createStoredSignal('strict-mlflow', (raw) => raw === true, false);
  const [text, setText] = createSignal(view.filter());
  const [caret, setCaret] = createSignal(view.filter().length);
  const [isOpen, setOpen] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A sheet that is closed, a screen that is left: what was typed last counts.
  onCleanup(() => askIfWaiting());

  const stopWaiting = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const ask = (): void => {
    stopWaiting();
    view.setFilter(text().trim());
  };
  const askIfWaiting = (): void => {
    if (timer !== undefined) ask();
  };
  const type = (next: string, at: number): void => {
    setText(next);
    setCaret(at);
    clearTimeout(timer);
    timer = setTimeout(ask, mayBecomeField(next, at, view.infos()) ? ASK_ABOUT_WORD_AFTER_MS : ASK_AFTER_MS);
  };
  // Another address, a button that clears: the box follows, what is being typed does not jump back.
  createEffect(
    on(
      view.filter,
      (filter) => {
        if (filter !== text().trim()) {
          stopWaiting();
          setText(filter);
          setCaret(filter.length);
        }
      },
      { defer: true },
    ),
  );

  const known = createMemo(() => toKnownKeys(view.infos()));
  const parsed = createMemo((): ParsedFilter => parseFilter(text(), Date.now(), edits.direction));
  const mistake = createMemo((): FilterMistake | null => {
    const found = parsed().mistake;
    return found && proposeFor(found, known());
  });
  /** Asked only of a filter that found nothing: the case of a value may be why. */
  const otherCases = createNewestAnswer(
    () => {
      const isEmpty = view.summary()?.matchCount === 0 && view.applied() === text().trim();
      const values = isEmpty && !mistake() ? equalValues(parsed()).slice(0, MOST_CHECKED) : [];
      return values.length > 0 ? { text: text(), values, scope: view.scope() } : undefined;
    },
    async ({ text, values, scope }) => ({ text, hints: await loadCaseHints(view.api, values, scope) }),
  );
  const hints = createMemo((): readonly FilterHint[] => {
    if (mistake() || !view.summary()) return [];
    const cases = otherCases();
    return [...hintsFor(parsed(), known(), text()), ...(cases?.text === text() ? cases.hints : [])];
  });
  const strict = createMemo((): readonly StrictNote[] => (strictOn() && !mistake() ? parsed().strict : []));
  const proposal = (): Proposal | undefined =>
    mistake()?.proposal ?? hints().find((hint) => hint.proposal)?.proposal;

  const place = createMemo(() => (isOpen() ? completionAt(text(), caret()) : null));
  const valueQuestion = createMemo((): ValueQuery | undefined => {
    const here = place();
    if (here?.expects !== 'value' || !here.field || isNumberField(here.field)) return undefined;
    return { ...view.scope(), field: here.field, typed: here.typed, limit: MOST_VALUES };
  });
  const values = createNewestAnswer(valueQuestion, (question) => view.api.values(question));
  // What the table answers makes a new list of the same: the one that is chosen stays chosen.
  const options = createMemo<readonly FilterOption[]>(
    () => {
      if (!isOpen()) return [];
      if (text().trim() === '') return [...recentOptions(history.recent()), ...fieldsOf(view.infos())];
      const here = place();
      if (!here) return [];
      return filterOptions(here, view.infos(), valueQuestion() ? (values() ?? []) : []);
    },
    [],
    { equals: isSameList },
  );

  /** Keeps the filter for the list of recent ones, if it has nothing wrong with it. */
  const remember = (): void => {
    const isSound = !parsed().mistake && hints().every(({ code }) => code === 'milliseconds');
    if (isSound) history.remember(text());
  };
  /** Typing is over: whatever is pressed next, such as saving the view, is about the filter as it stands in the box. */
  const leave = (): void => {
    setOpen(false);
    askIfWaiting();
    remember();
  };

  return {
    text,
    caret,
    setCaret,
    type,
    ask,
    leave,
    remember,
    parsed,
    mistake,
    hints,
    strict,
    strictOn,
    setStrictOn,
    proposal,
    isOpen,
    setOpen,
    options,
    place,
  };
}

export type FilterState = ReturnType<typeof createFilterState>;

/** The text with one option or proposal in its place, and where the caret then stands. */
export function replaced(
  text: string,
  { start, end, text: insert }: Proposal,
): { readonly text: string; readonly caret: number } {
  const after = text.slice(end);
  const joined = insert.endsWith(' ') ? after.replace(/^\s+/, '') : after;
  return { text: text.slice(0, start) + insert + joined, caret: start + insert.length };
}

function isSameList(a: readonly FilterOption[], b: readonly FilterOption[]): boolean {
  return (
    a.length === b.length && a.every((one, i) => one.insert === b[i]?.insert && one.detail === b[i]?.detail)
  );
}

function mayBecomeField(text: string, caret: number, infos: readonly ColumnInfo[]): boolean {
  const place = completionAt(text, caret);
  return place?.expects === 'field' && place.typed !== '' && beginsField(place.typed, infos);
}

function recentOptions(recent: readonly string[]): readonly FilterOption[] {
  return recent.map((filter) => ({ insert: filter, label: filter, detail: 'recent', isWhole: true }));
}

function fieldsOf(infos: readonly ColumnInfo[]): readonly FilterOption[] {
  return filterOptions({ start: 0, end: 0, typed: '', field: null, expects: 'field' }, infos, []);
}

function toKnownKeys(infos: readonly ColumnInfo[]): KnownKeys {
  if (infos.length === 0) return EMPTY;
  const keys = (kind: ColumnInfo['kind']) => infos.flatMap((info) => (info.kind === kind ? [info.key] : []));
  return { metrics: keys('metric'), params: keys('param'), tags: keys('tag') };
}

async function loadCaseHints(
  api: QueryApi,
  equals: readonly EqualValue[],
  scope: Omit<ValueQuery, 'field' | 'typed' | 'limit'>,
): Promise<readonly FilterHint[]> {
  const found = await Promise.all(
    equals.map(async (equal) => {
      const { field, value } = equal;
      const values = await api.values({ ...scope, field, typed: value.text, limit: MOST_VALUES });
      return caseHint(
        equal,
        values.map((one) => one.value),
      );
    }),
  );
  return found.filter((hint) => hint !== null);
}
