const MAX_LINE = 1_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}/;

/** A line of a list of packages that names one, as far as it says which version. */
export interface Requirement {
  readonly name: string;
  readonly pinned: boolean;
}

/** What a line for pip asks for; null for options, comments and empty lines. */
export function parseRequirement(line: string): Requirement | null {
  if (line.length > MAX_LINE) return null;
  const written = (line.split(' #')[0] ?? '').trim();
  if (written === '' || written.startsWith('#') || written.startsWith('-')) return null;
  const name = NAME.exec(written)?.[0];
  // An address alone: what it leads to may change unless it carries its hash.
  if (name === undefined || written.slice(name.length).startsWith('://'))
    return { name: written, pinned: isFixedAddress(written) };
  const condition = afterExtras(written.slice(name.length).trim());
  if (condition.startsWith('@')) return { name, pinned: isFixedAddress(condition) };
  const version = (condition.split(';')[0] ?? '').trim();
  return { name, pinned: /^={2,3}\s*[^\s,=*<>!~]+$/.test(version) };
}

function afterExtras(text: string): string {
  return text.startsWith('[') ? text.slice(text.indexOf(']') + 1).trim() : text;
}

/** `git+https://…@<commit>` or `…#sha256=…` */
function isFixedAddress(address: string): boolean {
  return /@[0-9a-f]{40}(?:#|$|\s)/.test(address) || /#sha256=[0-9a-f]{64}/.test(address);
}

/** Lines that change where or how pip installs, rather than name a package. */
export function pipOptions(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim().startsWith('-'));
}

/** Packages whose version is not said exactly, by name. */
export function unpinned(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const requirement = parseRequirement(line);
    return requirement && !requirement.pinned ? [requirement.name] : [];
  });
}
