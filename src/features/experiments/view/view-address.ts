import { useIsRouting, useLocation, useNavigate, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import { FIRST_VIEW, type ViewState } from '../../../domain/view-state.ts';
import { decodeView, encodeView, type ViewCodeProblem } from '../../../state/view-code.ts';
import type { LeftView } from '../left-views.ts';

/** Browsers refuse more than about a hundred changes of an address in half a minute. */
const WRITE_AFTER_MS = 300;

interface AddressParams {
  filter: string;
  view: string;
  [name: string]: string;
}

/** What an address says of a table. Without a code it says nothing but the filter; without either nothing at all. */
interface Said {
  readonly code: string;
  readonly filter: string;
}

const textOf = ({ code, filter }: Said): string => `${code}\n${filter}`;

/**
 * The state of a table in its address: `?filter=` in plain text and `view=` as a code for the rest, so that whoever is
 * given the address sees the same screen. `onShow` is told what an address asks for, and whether this table wrote it
 * itself: Back leads there, and what a person chose once is theirs.
 */
export function createViewAddress(options: {
  readonly view: Accessor<ViewState>;
  readonly left: LeftView;
  readonly onShow: (view: ViewState, isOwn: boolean) => void;
  readonly onProblem: (problem: ViewCodeProblem) => void;
}) {
  const { view, left, onShow } = options;
  const location = useLocation();
  const navigate = useNavigate();
  const isRouting = useIsRouting();
  const [params] = useSearchParams<AddressParams>();
  const path = location.pathname;
  const said = (): Said => ({
    code: [params.view].flat()[0] ?? '',
    filter: [params.filter].flat()[0] ?? '',
  });
  const isHere = (): boolean => location.pathname === path;
  /**
   * Whether a write would be about this table. The router names it until the next screen is loaded, and hears of a
   * new address only after the browser has it: written in between, the way out would lead back here.
   */
  const isStaying = (): boolean => isHere() && !isRouting() && pathInBrowser() === path;
  /** Everything this table has written; of that, what has not been heard back yet: changes can be faster. */
  const own = new Set<string>();
  let awaited: string[] = [];
  let lastSaid = untrack(said);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPending = false;
  /** Grows with every reading and writing: what was begun before is dropped. */
  let turn = 0;
  const [isReading, setReading] = createSignal(false);

  const put = (next: Said, replace: boolean): void => {
    const text = textOf(next);
    isPending = false;
    own.add(text);
    if (text === textOf(untrack(said))) return;
    awaited.push(text);
    const search = searchOf(next);
    navigate(search === '' ? path : `${path}?${search}`, { replace, scroll: false, resolve: false });
  };
  const begin = (): number => {
    clearTimeout(timer);
    turn += 1;
    return turn;
  };
  /** Says the newest state in a while, in place of what the address says now. */
  const write = (): void => {
    const mine = begin();
    isPending = true;
    timer = setTimeout(async () => {
      const next = await saidOf(untrack(view), false);
      if (mine !== turn) return;
      if (untrack(isStaying)) put(next, true);
      else write();
    }, WRITE_AFTER_MS);
  };
  /** Says a state in a new entry of the history, and in the one before it exactly what was there. */
  const push = async (before: ViewState, next: ViewState): Promise<void> => {
    const mine = begin();
    isPending = true;
    const [from, to] = await Promise.all([saidOf(before, true), saidOf(next, true)]);
    if (mine !== turn) return;
    if (!untrack(isStaying)) return write();
    own.add(textOf(from));
    history.replaceState(history.state, '', `#${path}?${searchOf(from)}`);
    put(to, false);
  };
  const read = async (asked: Said, isOwn: boolean): Promise<void> => {
    const mine = begin();
    if (asked.code === '') {
      if (asked.filter !== '') onShow({ ...untrack(view), filter: asked.filter }, isOwn);
      write();
      return;
    }
    setReading(true);
    const decoded = await decodeView(asked.code);
    if (mine !== turn) return;
    setReading(false);
    if (decoded.kind === 'problem') options.onProblem(decoded.problem);
    const shown = decoded.kind === 'view' ? decoded.view : FIRST_VIEW;
    onShow({ ...shown, filter: asked.filter }, isOwn);
    if (decoded.kind === 'problem') write();
  };

  // An address that was left behind by a quick way out is older than what is remembered.
  const begun = textOf(lastSaid) === left.staleAddress ? { code: '', filter: '' } : lastSaid;
  left.staleAddress = null;
  void read(begun, false);
  createEffect(
    on(
      () => (isHere() ? textOf(said()) : null),
      (text) => {
        if (text === null) return;
        lastSaid = untrack(said);
        const echo = awaited.indexOf(text);
        awaited = awaited.slice(echo + 1);
        if (echo < 0) void read(lastSaid, own.has(text));
      },
      { defer: true },
    ),
  );
  onCleanup(() => {
    if (isPending) left.staleAddress = textOf(lastSaid);
    begin();
  });

  return {
    isReading,
    write,
    push: (before: ViewState, next: ViewState) => void push(before, next),
  };
}

/** The path after the `#` as the router would read it. */
function pathInBrowser(): string {
  return new URL(window.location.hash.slice(1), window.location.origin).pathname;
}

/** The address within the page that shows this state of a table. */
export async function addressOf(view: ViewState, id: string): Promise<string> {
  // The commas between several experiments are part of the address.
  const experiments = id.split(',').map(encodeURIComponent).join(',');
  return `/experiments/${experiments}?${searchOf(await saidOf(view, true))}`;
}

/** A first view needs no code, unless the address has to say that it is one. */
async function saidOf(state: ViewState, explicit: boolean): Promise<Said> {
  const code = await encodeView({ ...state, filter: FIRST_VIEW.filter });
  return { code: code.length > 1 || explicit ? code : '', filter: state.filter };
}

function searchOf({ code, filter }: Said): string {
  const search = new URLSearchParams();
  if (filter !== '') search.set('filter', filter);
  if (code !== '') search.set('view', code);
  return search.toString();
}
