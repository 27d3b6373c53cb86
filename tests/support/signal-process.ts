import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './project.js';

/** The rendezvous server as `npm run signal` starts it, in a process that can really be killed. */
export interface SignalProcess {
  readonly url: string;
  readonly port: number;
  isRunning(): boolean;
  /** SIGKILL: nothing gets to say goodbye. */
  kill(): Promise<void>;
  /** As Ctrl-C does. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function startSignalProcess(port = 0): Promise<SignalProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'tests', 'support', 'signal.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), HOST: '' },
  });
  const url = await readUrl(child);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = (signal: NodeJS.Signals) =>
    new Promise<number | null>((resolve) => {
      if (!isRunning()) return resolve(child.exitCode);
      child.once('exit', resolve);
      child.kill(signal);
    });
  return {
    url,
    port: Number(new URL(url).port),
    isRunning,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += String(data);
      const url = /ws:\S+/.exec(text)?.[0];
      if (url && text.endsWith('\n')) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The server ended before it listened: ${text}`)));
  });
}
