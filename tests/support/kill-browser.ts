import { execFileSync } from 'node:child_process';

/** SIGKILL to every process of the browser on this profile: nothing gets to say goodbye. */
export function killBrowser(profile: string): void {
  const processes = execFileSync('ps', ['-axww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 16 << 20,
  });
  const pids = processes
    .split('\n')
    .filter((line) => line.includes(`--user-data-dir=${profile}`))
    .map((line) => Number.parseInt(line, 10));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}
