/** The browser needs the address until it has begun to read. */
const REVOKE_AFTER_MS = 60_000;

/** Hands bytes to the browser as a file; anything but letters, digits and plain signs in the name becomes a dash. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName.replace(/[^\p{L}\p{N} ._()-]/gu, '-').slice(0, 120);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
