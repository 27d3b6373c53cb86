import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DIST } from './project.js';

const SECOND_HASH = 'b'.repeat(64);

/** Puts the build into a folder, as a host would hold it. */
export function deployBuild(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(DIST, folder, { recursive: true });
}

/**
 * Replaces it by the next version: the same app, but every hashed file has another name and the old names are
 * gone, as after a real deployment. Returns the build hash of the new version.
 */
export function deploySecondBuild(folder: string): string {
  deployBuild(folder);
  const assets = join(folder, 'assets');
  const renamed = readdirSync(assets).map((name) => {
    const suffix = extname(name);
    return { name, next: `${name.slice(0, -suffix.length)}-2${suffix}` };
  });
  for (const { name, next } of renamed) renameSync(join(assets, name), join(assets, next));
  for (const file of readdirSync(folder, { recursive: true }).map(String)) {
    if (!/\.(?:js|css|html)$/.test(file)) continue;
    let text = readFileSync(join(folder, file), 'utf8');
    for (const { name, next } of renamed) text = text.replaceAll(name, next);
    text = text.replace(/(name="cairn-build" content="[^+]*\+)[0-9a-f]{64}/, `$1${SECOND_HASH}`);
    text = text.replace(/(url:"index\.html",revision:")[0-9a-f]+/, `$1${SECOND_HASH}`);
    writeFileSync(join(folder, file), text);
  }
  return SECOND_HASH;
}
