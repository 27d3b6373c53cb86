import type { JSX } from 'solid-js';
import { MadeText } from './made-text.tsx';
import { QrPicture } from './qr-picture.tsx';

/** A code as a picture for a camera and as text. */
export function CodeShown(props: { readonly label: string; readonly code: string }): JSX.Element {
  return (
    <div class="code-shown">
      <QrPicture text={props.code} />
      <MadeText label={props.label} text={props.code} rows={6} />
    </div>
  );
}
