/** A piece of a picture, before it is text in a file or an element on a page. */
export interface Drawn {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number>>;
  readonly children: readonly Drawn[];
  readonly text: string;
}

export function draw(
  tag: string,
  attrs: Readonly<Record<string, string | number>>,
  content: readonly Drawn[] | string = [],
): Drawn {
  return typeof content === 'string'
    ? { tag, attrs, children: [], text: content }
    : { tag, attrs, children: content, text: '' };
}

/** The plotting area in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A tenth of a pixel is as fine as it gets. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A page of a report has several pictures: what they name inside must not meet. */
export function root(size: Size, name: string, children: readonly Drawn[]): Drawn {
  const attrs = {
    viewBox: `0 0 ${px(size.width)} ${px(size.height)}`,
    width: px(size.width),
    height: px(size.height),
    role: 'img',
    'aria-label': name,
  };
  return draw('svg', attrs, children);
}

/** Of a letter in 11 pixels, in the widest of the usual fonts. */
const LETTER_PX = 6.9;

/** Near enough to make room for a text. */
export function textWidth(text: string): number {
  return text.length * LETTER_PX;
}

export function cutTo(text: string, widthPx: number): string {
  const most = Math.max(2, Math.floor(widthPx / LETTER_PX));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
