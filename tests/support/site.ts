import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './project.js';

/** The built app behind an address, served by a process of its own that can be stopped for real. */
export interface Site {
  readonly url: string;
  /** Ends the server process: nothing listens at the address any more. */
  stop(): Promise<void>;
}

export async function startSite(options: {
  readonly root: string;
  readonly base?: string;
  readonly bare?: boolean;
}): Promise<Site> {
  const args = [join(ROOT, 'tests', 'support', 'serve.js'), options.root, '--port', '0'];
  if (options.base) args.push('--base', options.base);
  if (options.bare) args.push('--bare');
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // A run that is cut off takes nothing down by itself.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const url = await readUrl(child);
  return {
    url,
    stop: async () => {
      process.off('exit', endWithUs);
      await endProcess(child);
    },
  };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += String(data);
      const url = /http:\S+/.exec(text)?.[0];
      if (url && text.endsWith('\n')) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The server ended before it listened: ${text}`)));
  });
}

function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
