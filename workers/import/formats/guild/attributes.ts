import { joinPath, readText, type SourceTree } from '../../source.ts';
import { fieldOf, listOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson } from '../../text/lenient-json.ts';
import { parseYaml } from '../../text/yaml.ts';
import { toWritten } from '../../text/yaml-values.ts';

/** The attributes that are read; each is a file of this name with one value in YAML. */
const NAMES = [
  'id', 'flags', 'started', 'stopped', 'initialized', 'exit_status', 'label', 'tags', 'cmd', 'host', 'user',
  'comments', 'vcs_commit', 'random_seed', 'sourcecode_digest', 'marked', 'platform',
] as const; // biome-ignore format: a list
export type AttributeName = (typeof NAMES)[number];

const LARGEST_BYTES = 1024 * 1024;

export interface Attributes {
  readonly values: ReadonlyMap<AttributeName, WrittenJson>;
  /** Paths of those that could not be read. */
  readonly damaged: readonly string[];
}

export async function readAttributes(tree: SourceTree, folder: string): Promise<Attributes> {
  const values = new Map<AttributeName, WrittenJson>();
  const damaged: string[] = [];
  for (const name of NAMES) {
    const file = tree.get(joinPath(folder, `.guild/attrs/${name}`));
    if (!file || file.sizeBytes === 0) continue;
    const parsed = file.sizeBytes > LARGEST_BYTES ? null : parseYaml(await readText(file));
    if (parsed?.ok) values.set(name, toWritten(parsed.node));
    else damaged.push(file.path);
  }
  return { values, damaged };
}

/** Times are in microseconds. */
export function timeOf(value: WrittenJson | undefined): number | null {
  const text = textOf(value);
  const ms = Math.floor(Number(text) / 1000);
  return text !== '' && Number.isFinite(ms) ? ms : null;
}

/** One text, or several in a list. */
export function wordsOf(value: WrittenJson | undefined): readonly string[] {
  const list = listOf(value).map((one) => textOf(one));
  return list.length > 0 ? list : [textOf(value)].filter((text) => text !== '');
}

/** Comments are texts with who wrote them and when. */
export function commentsOf(value: WrittenJson | undefined): string {
  return listOf(value)
    .map((one) => textOf(fieldOf(one, 'body')).trim())
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The operation as Guild shows it: `model:operation`, of a script its name alone. */
export function operationOf(opref: string): string {
  const [, , model = '', operation = ''] = shellWords(opref.trim());
  return model === '' ? operation : `${model}:${operation}`;
}

/** Words as a shell takes them apart, quoted ones as one. */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let isOpen = false;
  let quote = '';
  for (const mark of text.slice(0, 4096)) {
    if (quote !== '') {
      if (mark === quote) quote = '';
      else word += mark;
    } else if (mark === "'" || mark === '"') {
      quote = mark;
      isOpen = true;
    } else if (mark === ' ' || mark === '\n' || mark === '\t') {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
    } else {
      word += mark;
      isOpen = true;
    }
  }
  if (isOpen) words.push(word);
  return words;
}
