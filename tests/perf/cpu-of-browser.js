import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor of the browser that has this profile, with all its processes; 0 where the system does not tell. */
export function cpuOfBrowserS(profile) {
  const processes = new Map(eachProcess());
  const own = new Set();
  for (const [pid, { command }] of processes) if (command.includes(profile)) own.add(pid);
  // Children have greater ids as a rule; twice, for those that do not.
  for (let turn = 0; turn < 2; turn++)
    for (const [pid, { parent }] of processes) if (own.has(parent)) own.add(pid);
  return [...own].reduce((sum, pid) => sum + processes.get(pid).ticks, 0) / 100;
}

function* eachProcess() {
  let pids = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return;
  }
  for (const pid of pids) {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      yield [pid, { parent: fields[1], ticks: Number(fields[11]) + Number(fields[12]), command }];
    } catch {
      // It has ended meanwhile.
    }
  }
}
