import type { JSX } from 'solid-js';

/** Strokes on a 16 × 16 field. */
const ICON_PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  'chevron-down': 'M4 6l4 4 4-4',
  'chevron-right': 'M6 4l4 4-4 4',
  'chevron-left': 'M10 4L6 8l4 4',
  'arrow-up': 'M8 13V3M4 7l4-4 4 4',
  'arrow-down': 'M8 3v10M4 9l4 4 4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  upload: 'M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11',
  export: 'M6 2.5H2.5v11H6M6 8h8M11 5l3 3-3 3',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  restore: 'M3 3.5v3.5h3.5M3.3 7a5 5 0 1 1-.3 3',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4',
  edit: 'M10.5 3 13 5.5 5.5 13H3v-2.5zM9 4.5 11.5 7',
  pulse: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  pin: 'M6 2.5h4l-.6 4L12 9H4l2.6-2.5zM8 9v4.5',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  file: 'M4 1.5h5.5L13 5v9.5H4zM9 1.5V5.5h4',
  steps: 'M5.5 2h8v8M3.8 3.8h8v8M2 5.5h8.5V14H2z',
  folder: 'M1.5 12.5v-9h4.5l1.5 2h7v7z',
  flask: 'M6 2h4M6.8 2v4L3 12.6A1 1 0 0 0 3.9 14h8.2a1 1 0 0 0 .9-1.4L9.2 6V2M5 10h6',
  chart: 'M2.5 2.5v11h11M5 10.5l2.5-3.5 2 2 3.5-5',
  smooth: 'M1.5 10c2 0 2.5-6 4.5-6s2.5 8 4.5 8 2-4 4-4',
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6 3v10',
  data: 'M8 6.3c3 0 5-.9 5-2.1S11 2 8 2 3 3 3 4.2s2 2.1 5 2.1zM3 4.2v7.6C3 13 5 14 8 14s5-1 5-2.2V4.2M3 8c0 1.2 2 2.1 5 2.1S13 9.2 13 8',
  model: 'M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.7 5 8 8l5.3-3M8 8v6',
  bell: 'M3.5 11.5c1-1 1-2 1-4.5a3.5 3.5 0 0 1 7 0c0 2.5 0 3.5 1 4.5zM6.8 13.8h2.4',
  settings:
    'M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6M10.2 6.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM5.8 12.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z',
  warning: 'M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.7h.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.5M8 5h.01',
  expand: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
  star: 'M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z',
  archive: 'M2 3h12v3H2zM3 6v7h10V6M6.5 8.5h3',
  tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01',
  move: 'M2 8h9M8 4.5 11.5 8 8 11.5M14 2.5v11',
  palette:
    'M8 2a6 6 0 1 0 0 12c1.2 0 1.4-.8 1-1.5-.6-1 0-2 1.2-2H12a2.2 2.2 0 0 0 2-2.3C14 4.7 11.4 2 8 2zM5 8h.01M6.3 5.3h.01M9.6 5.2h.01',
  external: 'M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4',
} as const;

export type IconName = keyof typeof ICON_PATHS;

/** Decoration only: the control it stands in carries the name. */
export function Icon(props: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg class={`icon ${props.class ?? ''}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICON_PATHS[props.name]} />
    </svg>
  );
}
