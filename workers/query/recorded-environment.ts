import type { RecordedEnvironment } from '../../src/domain/reproduce/reproduction.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { readText } from './artifact-text.ts';
import { parseEnvironment, readPipLines } from './environment.ts';
import { environmentFiles } from './origins.ts';

interface ReadFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** What says most of the packages, first. */
const BY_WORTH = ['requirements.txt', 'conda.yaml', 'python_env.yaml', 'mlmodel'];

/** The environment that the files of a run and its models describe. */
export async function readEnvironment(
  files: readonly ArtifactEntry[],
  store: FactStore,
): Promise<RecordedEnvironment> {
  const read: ReadFile[] = [];
  const unread: string[] = [];
  for (const entry of environmentFiles(files)) {
    const text = await readText(entry, store);
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1).toLowerCase();
    if (text === null) unread.push(entry.path);
    else read.push({ path: entry.path, name, text });
  }
  const byWorth = BY_WORTH.flatMap((name) => read.filter((file) => file.name === name));
  const conda = byWorth.find((file) => file.name === 'conda.yaml');
  return {
    ...findPython(byWorth),
    ...findRequirements(byWorth),
    conda: conda ? { path: conda.path, text: conda.text } : null,
    unread,
  };
}

function findPython(files: readonly ReadFile[]): Pick<RecordedEnvironment, 'python' | 'pythonFrom'> {
  for (const name of ['python_env.yaml', 'conda.yaml', 'mlmodel'])
    for (const file of files) {
      const python = file.name === name ? parseEnvironment(file.path, file.text).get('python') : undefined;
      if (python !== undefined) return { python, pythonFrom: file.path };
    }
  return { python: '', pythonFrom: '' };
}

function findRequirements(
  files: readonly ReadFile[],
): Pick<RecordedEnvironment, 'requirements' | 'requirementsFrom'> {
  for (const { path, text } of files) {
    const found = readPipLines(path, text);
    if (found && !found.whole) break;
    if (found && found.lines.length > 0) return { requirements: found.lines, requirementsFrom: path };
  }
  const model = files.find(({ name }) => name === 'mlmodel');
  const packages = model ? [...parseEnvironment(model.path, model.text)] : [];
  const lines = packages
    .filter(([name]) => name !== 'python')
    .map(([name, version]) => `${name}==${version}`);
  const isAll = files.every(({ name }) => name !== 'conda.yaml');
  return isAll && model && lines.length > 0
    ? { requirements: lines, requirementsFrom: model.path }
    : { requirements: [], requirementsFrom: '' };
}
