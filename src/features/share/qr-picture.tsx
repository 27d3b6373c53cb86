import encodeQR from 'qr';
import { createMemo, type JSX, Show } from 'solid-js';

/** Modules of quiet ground around the code, as the standard asks. */
const QUIET = 4;

/** Text as a QR code, drawn as one path; nothing where it is too long for one. */
export function QrPicture(props: { readonly text: string }): JSX.Element {
  const drawing = createMemo(() => draw(props.text));
  return (
    <Show when={drawing()}>
      {(known) => (
        <svg
          class="qr"
          role="img"
          aria-label="The code as a picture for the camera of the other browser"
          viewBox={`0 0 ${known().size} ${known().size}`}
          shape-rendering="crispEdges"
        >
          <path d={known().path} />
        </svg>
      )}
    </Show>
  );
}

function draw(text: string): { readonly size: number; readonly path: string } | null {
  let rows: boolean[][];
  try {
    rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET });
  } catch {
    return null;
  }
  const runs: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      runs.push(`M${start} ${y}h${x + 1 - start}v1H${start}z`);
    }
  }
  return { size: rows.length, path: runs.join('') };
}
