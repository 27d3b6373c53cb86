import { toSafeName } from '../../../base/safe-name.ts';

const REVOKE_AFTER_MS = 60_000;

/** Hands a file to the person as bytes, whatever it says it is: the browser must not open it as a page. */
export function saveArtifact(name: string, blob: Blob): void {
  const address = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = toSafeName(name.slice(name.lastIndexOf('/') + 1), 'artifact');
  link.click();
  // Some browsers read the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
