/** Nobody nests folders as deep as this. */
const MAX_PARTS = 100;
const MAX_LENGTH = 4096;

/**
 * A name of an archive's entry as a path below the archive: slashes, no `.` in it. null where it leads elsewhere
 * (`..`, absolute, a drive), is empty or longer than a path can be.
 */
export function toSafePath(name: string): string | null {
  if (name.length > MAX_LENGTH || name.includes('\0')) return null;
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return null;
  const parts = path.split('/').filter((part) => part !== '.');
  if (parts.length === 0 || parts.length > MAX_PARTS) return null;
  return parts.some((part) => part === '' || part === '..') ? null : parts.join('/');
}
