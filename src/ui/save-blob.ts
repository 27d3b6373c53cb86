/** Long enough for the slowest browser to begin reading. */
const KEPT_MS = 60_000;

/** Hands a file to the browser's downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** A key or name as part of a file name: letters of any script and digits stay. */
export function toFileName(text: string, ending: string): string {
  const safe = text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${safe.slice(0, 100) || 'cairn'}.${ending}`;
}
