const MAX_ADDRESS = 2_000;
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})';
/** Of `user@host:path`, as git takes it for ssh. */
const SCP = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,60}@${HOST}:[^-\\s][^\\s]*$`);

export interface CodeAddress {
  /** As `git clone` takes it. */
  readonly address: string;
  /** A name or password was in it: recipes are passed on, and must not carry them. */
  readonly hadSecret: boolean;
}

/**
 * An address that others can clone from, or null: a path of somebody's machine, a transport that runs commands
 * (`ext::`), a host that reads as an option.
 */
export function parseCodeAddress(raw: string): CodeAddress | null {
  const text = raw.trim();
  if (text === '' || text.length > MAX_ADDRESS) return null;
  if (SCP.test(text)) return { address: text, hadSecret: false };
  if (!/^(?:https?|ssh|git):\/\//i.test(text)) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (!new RegExp(`^${HOST}$`).test(url.hostname)) return null;
  const isLogin = url.protocol === 'ssh:' && url.password === '' && /^[A-Za-z0-9_]{0,60}$/.test(url.username);
  const hadSecret = !isLogin && (url.username !== '' || url.password !== '');
  if (hadSecret) {
    url.username = '';
    url.password = '';
  }
  return { address: url.href, hadSecret };
}

/** A commit that can be checked out: hexadecimal digits, so that it is never taken for an option or a branch. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}

/** A version of Python that can be a part of a command's name: `3.10.12` → `3.10`; null for anything else. */
export function pythonRelease(version: string): string | null {
  return /^(\d{1,2}\.\d{1,3})(?:\.\d{1,4})?(?:[abrc.+-].{0,20})?$/.exec(version)?.[1] ?? null;
}
