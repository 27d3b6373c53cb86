/** Finds a Chromium for the tests, wherever this machine keeps one, or fetches one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlainError, ROOT, run, runNpm } from './project.js';

const CACHE = join(ROOT, 'tests', '.cache', 'browser');
const NPM_CHROMIUM = '@sparticuz/chromium@153.0.0';

const COMMANDS = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome'];

/** Where installers put Chrome and Chromium when they do not put it on the PATH. */
function usualPlaces() {
  const home = process.env.HOME ?? '';
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Google Chrome Canary', 'Microsoft Edge'];
    return ['/Applications', join(home, 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    apps.push('Microsoft\\Edge\\Application\\msedge.exe');
    return roots.filter(Boolean).flatMap((root) => apps.map((app) => join(root, app)));
  }
  return ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium'];
}

function onPath() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command + suffix)));
}

/** Some files named like a browser only say how to install one: ask for the version. */
function starts(path) {
  if (!existsSync(path)) return false;
  // On Windows the question opens a window instead of answering.
  if (process.platform === 'win32') return true;
  try {
    const options = { timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' };
    return /\d+\.\d+/.test(execFileSync(path, ['--version', '--no-sandbox'], options));
  } catch {
    return false;
  }
}

async function playwrightsOwn() {
  try {
    const { chromium } = await import('@playwright/test');
    return chromium.executablePath();
  } catch {
    return null;
  }
}

/** The npm package that carries a headless Chromium for Linux; unpacked once into the test cache. */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  mkdirSync(CACHE, { recursive: true });
  // It unpacks into the temporary directory; the cache outlives that.
  const previous = process.env.TMPDIR;
  process.env.TMPDIR = CACHE;
  try {
    if (!existsSync(join(CACHE, 'node_modules', '@sparticuz', 'chromium'))) {
      console.log(`No Chromium found here; taking ${NPM_CHROMIUM} from npm …`);
      const args = ['install', '--prefix', CACHE, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
      const { code } = await runNpm([...args, '--loglevel=error', NPM_CHROMIUM], { quiet: true });
      if (code !== 0) return null;
    }
    const entry = createRequire(join(CACHE, 'x.js')).resolve('@sparticuz/chromium');
    const { default: chromium } = await import(pathToFileURL(entry).href);
    return await chromium.executablePath();
  } catch {
    return null;
  } finally {
    if (previous === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = previous;
  }
}

async function fromDebian() {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return null;
  console.log('Installing the chromium package of this Debian …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { quiet: true, env });
  const args = ['install', '-y', '--no-install-recommends', 'chromium'];
  const { code } = await run('apt-get', args, { quiet: true, env });
  return code === 0 ? '/usr/bin/chromium' : null;
}

/**
 * The path of a Chromium that starts. Tried in this order: CAIRN_BROWSER, installed ones, Playwright's own, the
 * one in an npm package, the distribution's.
 * @returns {Promise<string>}
 */
export async function findBrowser() {
  const named = process.env.CAIRN_BROWSER;
  if (named) {
    if (starts(named)) return named;
    throw new PlainError(`CAIRN_BROWSER names ${named}, which does not start.`);
  }
  const installed = [...new Set([...onPath(), ...usualPlaces()])].find(starts);
  if (installed) return installed;
  for (const source of [playwrightsOwn, fromNpm, fromDebian]) {
    const path = await source();
    if (path && starts(path)) return path;
  }
  throw new PlainError(
    'The tests need Chromium or Chrome. Install one, or name it: CAIRN_BROWSER=/path/to/chrome',
  );
}

/**
 * What a launch of that browser needs on this machine, for Playwright's `launch`.
 * @param {string} executablePath
 */
export function launchOptions(executablePath) {
  const isRoot = process.getuid?.() === 0;
  return {
    executablePath,
    // Root has no user namespaces for the sandbox.
    args: isRoot ? ['--no-sandbox'] : [],
    // File names beyond ASCII open only under a character set that is installed, and this one is everywhere. The
    // language of number formats comes from the context (`locale`) or is American English by itself.
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  };
}

/** With these, and leave to use the microphone, browsers on one machine meet without any network but loopback. */
export const LOOPBACK_ARGS = [
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];
