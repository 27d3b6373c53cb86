import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const DIST = join(ROOT, 'dist');
export const FIXTURES = join(ROOT, 'tests', 'fixtures');

/** Carries a sentence for the person; shown without a stack. */
export class PlainError extends Error {}

/**
 * Runs a command to its end and returns its exit code and, unless `quiet` is false, everything it printed.
 * The process group is killed after `timeoutMs`, so that a browser it started does not stay behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, timeoutMs?: number, env?: Record<string, string> }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function run(command, args, { quiet = false, timeoutMs = 600_000, env = {} } = {}) {
  return new Promise((resolve) => {
    const posix = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: posix,
    });
    let output = '';
    let timedOut = false;
    child.stdout?.on('data', (data) => {
      output += data;
    });
    child.stderr?.on('data', (data) => {
      output += data;
    });
    const stop = () => killTree(child, posix);
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, timeoutMs);
    const forget = stopWithUs(stop);
    const finish = (code) => {
      clearTimeout(timer);
      forget();
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** A child in a group of its own does not hear Ctrl-C: pass it on. Returns what takes the handlers away. */
function stopWithUs(stop) {
  const interrupt = () => process.exit(130);
  process.once('exit', stop).once('SIGINT', interrupt).once('SIGTERM', interrupt);
  return () => process.off('exit', stop).off('SIGINT', interrupt).off('SIGTERM', interrupt);
}

function killTree(child, posix) {
  try {
    if (posix) process.kill(-child.pid, 'SIGKILL');
    else child.kill();
  } catch {
    // Already gone.
  }
}

/**
 * A script of a package in node_modules, run by this Node: no shell, and the same on Windows.
 * @param {string} packageName
 * @param {string} [binName]
 * @returns {string}
 */
export function binArgs(packageName, binName = packageName) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/**
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options = {}) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return run(process.execPath, [cli, ...args], options);
  if (process.platform !== 'win32') return run('npm', args, options);
  return run(process.env.ComSpec ?? 'cmd.exe', ['/d', '/c', 'npm', ...args], options);
}

/** Why node_modules does not fit package-lock.json, or null when it does. */
export function staleInstall(root = ROOT) {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return 'nothing is installed yet';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    const found = installed[path];
    // Optional packages are for other systems; npm leaves those out.
    if (path === '' || (!found && entry.optional)) continue;
    if (found?.version !== entry.version) return `${path.replace(/^.*node_modules\//, '')} is missing or old`;
  }
  return null;
}

/** `npm ci`, when it is needed. No package here needs its install scripts, so none is run. */
export async function ensureInstalled() {
  const reason = staleInstall();
  if (!reason) return;
  console.log(`Installing packages (${reason}) …`);
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runNpm(args, { quiet: true, env: { NODE_ENV: '' } });
  if (code === 0) return;
  const tail = output.trim().split('\n').slice(-12).join('\n');
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ECONNRESET/.test(output);
  const hint = offline
    ? 'npm could not reach its registry. Connect this machine to the network once and try again.'
    : '`npm ci` failed. What it said is above.';
  throw new PlainError(`${tail}\n\n${hint}`);
}

const SOURCES = [
  'src',
  'workers',
  'public',
  'index.html',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

/** Why dist must be built again, or null when it is newer than every source. */
export function staleBuild() {
  // sw.js is written last: a build that was interrupted has none.
  const last = join(DIST, 'sw.js');
  if (!existsSync(last) || !existsSync(join(DIST, 'index.html'))) return 'there is no build yet';
  const builtMs = statSync(last).mtimeMs;
  for (const source of SOURCES) {
    const newer = findNewer(join(ROOT, source), builtMs);
    if (newer) return `${newer.slice(ROOT.length + 1)} is newer than the build`;
  }
  return null;
}

/** Folders count as well: their time changes when a file is removed. */
function findNewer(path, timeMs) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  if (stat.mtimeMs > timeMs) return path;
  if (!stat.isDirectory()) return null;
  for (const name of readdirSync(path)) {
    const newer = findNewer(join(path, name), timeMs);
    if (newer) return newer;
  }
  return null;
}

export async function ensureBuilt() {
  const reason = staleBuild();
  if (!reason) return;
  console.log(`Building (${reason}) …`);
  const { code, output } = await run(process.execPath, [binArgs('vite'), 'build'], { quiet: true });
  if (code !== 0) throw new PlainError(`${output.trim()}\n\nThe build failed. What it said is above.`);
}

/** Runs a command's main function; a PlainError ends it with its sentence alone. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = 1;
  }
}
