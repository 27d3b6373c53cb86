import type { JSX } from 'solid-js';

/** The four stones of the icon. */
export function CairnMark(props: { readonly size: number }): JSX.Element {
  return (
    <svg class="cairn-mark" viewBox="40 42 432 432" width={props.size} height={props.size} aria-hidden="true">
      <path
        fill="#5f6d82"
        d="M78 424c-6-34 30-64 92-70 60-6 138-6 192 4 52 10 82 38 74 68-5 18-20 26-44 26H118c-24 0-37-9-40-28z"
      />
      <path
        fill="#7d8ba0"
        d="M130 320c-8-30 20-58 68-66 46-8 104-6 142 6 40 12 56 40 44 64-8 16-24 22-46 22H172c-23 0-37-8-42-26z"
      />
      <path
        fill="#4477d9"
        d="M172 224c-8-28 14-54 52-62 34-7 76-4 100 10 26 15 32 40 18 60-9 13-24 18-44 18h-88c-20 0-33-8-38-26z"
      />
      <path
        fill="#e3a53f"
        d="M206 128c-8-30 12-60 46-66 30-5 58 10 64 36 5 22-4 42-20 52-9 5-20 7-34 7-30 0-49-8-56-29z"
      />
    </svg>
  );
}
