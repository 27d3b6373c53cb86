import type { JSX } from 'solid-js';
import { formatBytes } from '../../../base/format.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { toHexLines } from './hex-lines.ts';

const SHOWN_BYTES = 1024;

export function PreviewHex(props: {
  readonly head: Uint8Array<ArrayBuffer>;
  readonly sizeBytes: number;
}): JSX.Element {
  const shown = () => props.head.subarray(0, SHOWN_BYTES);
  return (
    <>
      <p class="artifact-note">
        No preview for this kind of file. Its first {formatBytes(shown().length)} of{' '}
        {formatBytes(props.sizeBytes)}:
      </p>
      <ScrollBox class="artifact-view" label="Bytes">
        <pre class="artifact-hex">{toHexLines(shown()).join('\n')}</pre>
      </ScrollBox>
    </>
  );
}
