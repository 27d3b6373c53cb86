import { fromBase64Url, toBase64Url } from '../base/base64url.ts';
import { concatBytes, toUtf8 } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { SortKey } from '../domain/sort-key.ts';
import {
  type ChartsView,
  type ColumnChoice,
  FIRST_LINE,
  FIRST_VIEW,
  type ViewState,
} from '../domain/view-state.ts';
import { parseViewState } from './view-schema.ts';

/**
 * A view as short text for addresses and saved views: the version's character, then what differs from the first view
 * as JSON with short names, deflated (RFC 1951), in base64url. Nothing after the version is the first view itself.
 */
const VERSION = '1';
/** Characters; browsers and chats carry addresses of this length. */
const MAX_CODE = 60_000;
/** What a code may unfold to, in bytes: a thousand times a usual one, and nothing to a browser's memory. */
const MAX_JSON = 500_000;

/** `damaged`: cut short or altered. `newer`: written by a version that says it otherwise. */
export type ViewCodeProblem = 'damaged' | 'newer';

export type DecodedView =
  | { readonly kind: 'view'; readonly view: ViewState }
  | { readonly kind: 'problem'; readonly problem: ViewCodeProblem };

const NAMES = {
  columns: 'c',
  sort: 's',
  tree: 't',
  filter: 'f',
  started: 'w',
  showsDeleted: 'd',
  showsArchived: 'a',
  groupBy: 'g',
  aggregate: 'm',
  layout: 'l',
  drawn: 'e',
  charts: 'k',
} as const satisfies Record<keyof ViewState, string>;

const CHART_NAMES = {
  line: 'l',
  own: 'o',
  made: 'm',
  sections: 's',
  search: 'q',
} as const satisfies Record<keyof ChartsView, string>;

const DRAWN_NAMES = { mode: 'm', count: 'c', hidden: 'h', shown: 's' } as const;

const LINE_NAMES = {
  x: 'x',
  smoothing: 's',
  logX: 'a',
  logY: 'b',
  rangeX: 'c',
  rangeY: 'd',
  clip: 'p',
  centre: 'm',
  band: 'n',
} as const;

export async function encodeView(view: ViewState): Promise<string> {
  const short = shorten(view, FIRST_VIEW, NAMES);
  if (view.columns) short[NAMES.columns] = view.columns.map(toTuple);
  if (short[NAMES.sort]) short[NAMES.sort] = view.sort.map(toSigned);
  if (short[NAMES.drawn]) short[NAMES.drawn] = shorten(view.drawn, FIRST_VIEW.drawn, DRAWN_NAMES);
  if (short[NAMES.charts]) short[NAMES.charts] = shortenCharts(view.charts);
  if (Object.keys(short).length === 0) return VERSION;
  const bytes = await throughStream(
    toUtf8(JSON.stringify(short)),
    new CompressionStream('deflate-raw'),
    Number.POSITIVE_INFINITY,
  );
  return bytes ? VERSION + toBase64Url(bytes) : VERSION;
}

/** Takes any text. What is in it is checked part by part as `view-schema.ts` says. */
export async function decodeView(code: string): Promise<DecodedView> {
  if (code.length > MAX_CODE) return { kind: 'problem', problem: 'damaged' };
  if (!code.startsWith(VERSION)) {
    return { kind: 'problem', problem: /^[2-9]/.test(code) ? 'newer' : 'damaged' };
  }
  if (code === VERSION) return { kind: 'view', view: FIRST_VIEW };
  const packed = fromBase64Url(code.slice(VERSION.length));
  const bytes = packed && (await throughStream(packed, new DecompressionStream('deflate-raw'), MAX_JSON));
  const json = bytes && parseJson(bytes);
  if (!json) return { kind: 'problem', problem: 'damaged' };
  return { kind: 'view', view: parseViewState(lengthen(json)) };
}

function toTuple({ id, widthPx, pinned }: ColumnChoice): readonly unknown[] {
  return pinned ? [id, widthPx, 1] : [id, widthPx];
}

function fromTuple(raw: unknown): unknown {
  return Array.isArray(raw) ? { id: raw[0], widthPx: raw[1], pinned: raw[2] === 1 } : undefined;
}

function toSigned({ column, descending }: SortKey): string {
  return `${descending ? '-' : '+'}${column}`;
}

function fromSigned(raw: unknown): unknown {
  return typeof raw === 'string' ? { column: raw.slice(1), descending: raw.startsWith('-') } : undefined;
}

function shortenCharts(charts: ChartsView): Record<string, unknown> {
  const short = shorten(charts, FIRST_VIEW.charts, CHART_NAMES);
  if (short[CHART_NAMES.line]) short[CHART_NAMES.line] = shorten(charts.line, FIRST_LINE, LINE_NAMES);
  // As pairs: keys are foreign, and one of them may be `__proto__`.
  if (short[CHART_NAMES.own]) {
    const own = Object.entries(charts.own).map(([key, line]) => [key, shorten(line, {}, LINE_NAMES)]);
    short[CHART_NAMES.own] = own;
  }
  return short;
}

/** The members that differ from the first, under their short names. */
function shorten<Whole extends object>(
  whole: Whole,
  first: Partial<Whole>,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const short: Record<string, unknown> = {};
  for (const [name, shortName] of Object.entries(names)) {
    const value = whole[name as keyof Whole];
    if (value === undefined) continue;
    const otherwise = first[name as keyof Whole];
    if (otherwise === undefined || canonicalJson(value) !== canonicalJson(otherwise))
      short[shortName] = value;
  }
  return short;
}

/** Back to the long names; everything in it stays foreign. */
function lengthen(short: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const view = renamed(short, NAMES);
  if (Array.isArray(view.columns)) view.columns = view.columns.map(fromTuple);
  if (Array.isArray(view.sort)) view.sort = view.sort.map(fromSigned);
  if (isObject(view.drawn)) view.drawn = renamed(view.drawn, DRAWN_NAMES);
  if (isObject(view.charts)) {
    const charts = renamed(view.charts, CHART_NAMES);
    if (isObject(charts.line)) charts.line = renamed(charts.line, LINE_NAMES);
    charts.own = ownOf(charts.own);
    view.charts = charts;
  }
  return view;
}

function ownOf(raw: unknown): unknown {
  const own: Record<string, unknown> = Object.create(null);
  if (!Array.isArray(raw)) return own;
  for (const pair of raw as readonly unknown[]) {
    if (Array.isArray(pair) && typeof pair[0] === 'string' && isObject(pair[1])) {
      own[pair[0]] = renamed(pair[1], LINE_NAMES);
    }
  }
  return own;
}

function renamed(
  short: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, shortName]) =>
      Object.hasOwn(short, shortName) ? [[name, short[shortName]]] : [],
    ),
  );
}

function parseJson(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** Null where the bytes are not what the stream takes, or come to more than `most`. */
async function throughStream(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch {
    return null;
  }
  return concatBytes(parts);
}
