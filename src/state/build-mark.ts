export interface BuildMark {
  readonly version: string;
  /** SHA-256 over the files of the build; null in development. */
  readonly hash: string | null;
}

/** The version and build hash that the build wrote into the page. */
export function readBuildMark(): BuildMark {
  return parseBuildMark(document.querySelector('meta[name="cairn-build"]')?.getAttribute('content') ?? '');
}

/** `0.1.0+<64 hexadecimal digits>` */
export function parseBuildMark(text: string): BuildMark {
  const parts = /^([\w.-]{1,32})\+([0-9a-f]{64})$/.exec(text);
  return { version: parts?.[1] ?? 'development', hash: parts?.[2] ?? null };
}
