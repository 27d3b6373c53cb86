import type { ImportEvent, ImportFormat } from '../../format.ts';
import { joinPath } from '../../source.ts';

const REPOSITORY = /^(?:(.*)\/)?\.aim\/(?:run_metadata\.sqlite|VERSION|(?:meta|seqs)\/)/;
const RUN = /\/meta\/chunks\/([0-9a-f]{8,64})\//;

/**
 * Aim's repository, which only Aim can read: its points lie in RocksDB, in an encoding of its own. It is recognised, and
 * the report says how to get them out.
 */
export const aim: ImportFormat = {
  id: 'aim',
  label: 'Aim repository',
  match: () => 'no',
  groups(paths) {
    const roots = new Set(paths.flatMap((path) => rootOf(path) ?? []));
    return [...roots].map((folder) => {
      const prefix = `${joinPath(folder, '.aim')}/`;
      return { folder, files: paths.filter((path) => path.startsWith(prefix)) };
    });
  },
  async *read(source): AsyncGenerator<ImportEvent> {
    const files = source.files ?? [];
    const runs = new Set(files.flatMap(({ path }) => RUN.exec(path)?.[1] ?? []));
    const path = joinPath(source.path, '.aim');
    yield { kind: 'problem', problem: { code: 'aim-repository', path, facts: { runs: runs.size } } };
  },
};

function rootOf(path: string): string | null {
  const found = REPOSITORY.exec(path);
  return found === null ? null : (found[1] ?? '');
}
