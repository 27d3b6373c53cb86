import { toSafeName } from '../../../base/safe-name.ts';
import { saveBlob } from '../../../ui/save-blob.ts';

/** Hands a file to the person as bytes, whatever it says it is: the browser must not open it as a page. */
export function saveArtifact(name: string, blob: Blob): void {
  const bytes = new Blob([blob], { type: 'application/octet-stream' });
  saveBlob(bytes, toSafeName(name.slice(name.lastIndexOf('/') + 1), 'artifact'));
}
