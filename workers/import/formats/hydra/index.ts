import type { ImportFormat, SourceGroup } from '../../format.ts';
import { folderOf, nameOf } from '../../source.ts';

/**
 * The settings that Hydra writes for each of its jobs. They are no run: the runs that lie in the job's folder take them
 * for params (`job-settings`), and where there are none, that is said.
 */
export const hydra: ImportFormat = {
  id: 'hydra',
  label: 'Hydra',
  match: () => 'no',
  groups(paths) {
    const jobs = new Map<string, string[]>();
    const sweeps: string[] = [];
    for (const path of paths) {
      const folder = folderOf(path);
      if (nameOf(folder) === '.hydra') {
        const files = jobs.get(folderOf(folder));
        if (files) files.push(path);
        else jobs.set(folderOf(folder), [path]);
      } else if (nameOf(path) === 'multirun.yaml') sweeps.push(path);
    }
    // The settings of a sweep lie above those of its jobs.
    const firstBelow = new Map<string, string[]>();
    if (sweeps.length > 0) {
      for (const [job, files] of jobs)
        for (let at = job; at !== ''; ) {
          at = folderOf(at);
          if (firstBelow.has(at)) break;
          firstBelow.set(at, files);
        }
    }
    for (const path of sweeps) firstBelow.get(folderOf(path))?.push(path);
    return [...jobs].map(([folder, files]): SourceGroup => ({ folder, files }));
  },
  isSettings: true,
  async *read({ path, files = [] }) {
    for (const file of files) yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
    yield { kind: 'problem', problem: { code: 'settings-alone', path } };
  },
};
