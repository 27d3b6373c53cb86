import { parseYaml, type YamlNode } from '../import/text/yaml.ts';

/** Packages to version: `4.2.1` for an exact one, else the condition as it was written (`>=1.0,<2`). */
export type Packages = ReadonlyMap<string, string>;

/** Larger ones are no list of packages. */
export const MAX_ENVIRONMENT_BYTES = 256 * 1024;
const MAX_PACKAGES = 5_000;
const MAX_LINE = 1_000;
const MAX_FLAVOURS = 50;
const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}/;

const READERS: Readonly<Record<string, (text: string) => Map<string, string>>> = {
  'requirements.txt': readPipList,
  'conda.yaml': readConda,
  'python_env.yaml': readPythonEnv,
  mlmodel: readModelFile,
};

/** Whether a file of this path says what is installed where the run ran. */
export function isEnvironmentFile(path: string): boolean {
  return Object.hasOwn(READERS, nameOf(path));
}

/** What an environment file lists; nothing where it cannot be read. Text of any origin. */
export function parseEnvironment(path: string, text: string): Packages {
  const name = nameOf(path);
  return Object.hasOwn(READERS, name) ? READERS[name]!(text) : new Map();
}

/**
 * Lines for pip as an environment file has them. `whole` is false where it lists packages that pip is not told of
 * (conda's own), null where the file is of another kind or cannot be read.
 */
export function readPipLines(
  path: string,
  text: string,
): { readonly lines: readonly string[]; readonly whole: boolean } | null {
  switch (nameOf(path)) {
    case 'requirements.txt':
      return {
        lines: text.split(/\r?\n/).map(trimmedLine).filter(Boolean).slice(0, MAX_PACKAGES),
        whole: true,
      };
    case 'conda.yaml': {
      const items = itemsOf(fieldOf(readYaml(text), 'dependencies'));
      const own = items.filter((item) => item.kind !== 'map').map((item) => textOf(item).trim());
      const pip = items.flatMap((item) => itemsOf(fieldOf(item, 'pip')));
      return {
        lines: pip.map((item) => trimmedLine(textOf(item))).filter(Boolean),
        whole: own.every((written) => /^(?:[\w-]+::)?(?:python|pip)(?![\w.-])/.test(written)),
      };
    }
    case 'python_env.yaml': {
      const lines = itemsOf(fieldOf(readYaml(text), 'dependencies')).map((item) => trimmedLine(textOf(item)));
      // `-r requirements.txt` is a file of its own, which is read by itself.
      return {
        lines: lines.filter((line) => line !== '' && !/^(?:-r|--requirement)\b/.test(line)),
        whole: true,
      };
    }
    default:
      return null;
  }
}

/** What a comment says is no package. */
function trimmedLine(line: string): string {
  const text = line.slice(0, MAX_LINE).trim();
  return text.startsWith('#') ? '' : text;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** `pip freeze`, `requirements.txt`; options (`-r`, `--hash`) and bare addresses say no version and are left out. */
function readPipList(text: string): Map<string, string> {
  const packages = new Map<string, string>();
  for (const line of text.split('\n')) addRequirement(packages, line);
  return packages;
}

function addRequirement(packages: Map<string, string>, line: string): void {
  if (line.length > MAX_LINE || packages.size >= MAX_PACKAGES) return;
  const written = line.trim().split(' #')[0]!.trim();
  const name = PACKAGE.exec(written)?.[0];
  if (name === undefined) return;
  let rest = written.slice(name.length).trim();
  // `pandas[excel]>=2; python_version > "3.8"`: neither extras nor markers are the version.
  if (rest.startsWith('[')) rest = rest.slice(rest.indexOf(']') + 1).trim();
  const condition = (rest.split(';')[0] ?? '').trim();
  if (condition !== '' && !'=<>!~@'.includes(condition[0]!)) return;
  packages.set(packageName(name), versionText(condition));
}

/** As pip treats names: case, dots, dashes and underscores make no difference. */
function packageName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function versionText(condition: string): string {
  if (condition === '') return 'any version';
  const exact = /^={1,3}\s*([^\s,=]+)$/.exec(condition)?.[1];
  return exact ?? condition.replaceAll(' ', '');
}

function readConda(text: string): Map<string, string> {
  const packages = new Map<string, string>();
  for (const item of itemsOf(fieldOf(readYaml(text), 'dependencies'))) {
    if (item.kind === 'map') {
      for (const line of itemsOf(fieldOf(item, 'pip'))) addRequirement(packages, textOf(line));
      continue;
    }
    // `conda-forge::python=3.10.12=h1234_0`: channel and build are not the version.
    const written = textOf(item).slice(0, MAX_LINE);
    const [name = '', version, build] = written.slice(written.lastIndexOf(':') + 1).split('=');
    if (version !== undefined && version !== '' && build !== '' && /^[A-Za-z0-9._-]+$/.test(name.trim()))
      packages.set(packageName(name.trim()), version.trim());
    else addRequirement(packages, written);
  }
  return packages;
}

function readPythonEnv(text: string): Map<string, string> {
  const packages = new Map<string, string>();
  const node = readYaml(text);
  const python = textOf(fieldOf(node, 'python'));
  if (python !== '') packages.set('python', python);
  for (const field of ['build_dependencies', 'dependencies'])
    for (const item of itemsOf(fieldOf(node, field))) addRequirement(packages, textOf(item));
  return packages;
}

/** MLflow's description of a model: `mlflow_version`, and `…_version` of each flavour (`sklearn_version`). */
function readModelFile(text: string): Map<string, string> {
  const packages = new Map<string, string>();
  const node = readYaml(text);
  const mlflow = textOf(fieldOf(node, 'mlflow_version'));
  if (mlflow !== '') packages.set('mlflow', mlflow);
  const flavours = fieldOf(node, 'flavors');
  if (flavours?.kind !== 'map') return packages;
  for (const flavour of [...flavours.entries.values()].slice(0, MAX_FLAVOURS)) {
    if (flavour.kind !== 'map') continue;
    for (const [key, value] of flavour.entries) {
      const name = key.endsWith('_version') ? key.slice(0, -'_version'.length) : '';
      if (PACKAGE.exec(name)?.[0] === name && textOf(value) !== '')
        packages.set(FLAVOUR_PACKAGES[name] ?? packageName(name), textOf(value));
    }
  }
  return packages;
}

/** Flavours that are not called like the package that pip knows. */
const FLAVOUR_PACKAGES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  pytorch: 'torch',
  xgb: 'xgboost',
  lgb: 'lightgbm',
};

function readYaml(text: string): YamlNode | null {
  const result = parseYaml(text);
  return result.ok ? result.node : null;
}

function fieldOf(node: YamlNode | null | undefined, field: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.get(field) : undefined;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items.slice(0, MAX_PACKAGES) : [];
}

function textOf(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}
