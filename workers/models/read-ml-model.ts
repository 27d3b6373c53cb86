import type {
  MlExample,
  MlFlavour,
  MlModel,
  MlModelResult,
  MlPair,
  Requirement,
} from '../../src/domain/ml-model.ts';
import { parseYaml, type YamlEntries, type YamlNode } from '../import/text/yaml.ts';
import { readMlSignature } from './read-signature.ts';

const MOST_FLAVOURS = 100;
const MOST_FIELDS = 200;
const MOST_REQUIREMENTS = 2000;
const MOST_VALUE_CHARS = 4000;

/** Reads an `MLmodel` of any MLflow version. Pure; what is missing or strange is left empty. */
export function readMlModel(text: string): MlModelResult {
  const parsed = parseYaml(text);
  if (!parsed.ok) return { ok: false, reason: parsed.reason };
  if (parsed.node.kind !== 'map') return { ok: false, reason: 'not-a-model' };
  const { entries } = parsed.node;
  const flavourMap = mapOf(entries.get('flavors'));
  if (flavourMap === null && !entries.has('model_uuid') && !entries.has('signature'))
    return { ok: false, reason: 'not-a-model' };
  return { ok: true, model: toModel(entries, flavourMap ?? new Map()) };
}

function toModel(entries: YamlEntries, flavourMap: YamlEntries): MlModel {
  const pyfunc = mapOf(flavourMap.get('python_function')) ?? new Map<string, YamlNode>();
  return {
    flavours: toFlavours(flavourMap),
    signature: readMlSignature(mapOf(entries.get('signature'))),
    mlflowVersion: textOf(entries.get('mlflow_version')),
    pythonVersion: textOf(pyfunc.get('python_version')),
    createdText: textOf(entries.get('utc_time_created')),
    runId: textOf(entries.get('run_id')),
    modelId: textOf(entries.get('model_id')),
    modelUuid: textOf(entries.get('model_uuid')),
    artifactPath: textOf(entries.get('artifact_path')),
    name: textOf(entries.get('name')),
    sizeBytes: toSize(textOf(entries.get('model_size_bytes'))),
    example: toExample(mapOf(entries.get('saved_input_example_info'))),
    metadata: toPairs(mapOf(entries.get('metadata'))),
    environmentFiles: toEnvironmentFiles(pyfunc.get('env')),
  };
}

function toFlavours(map: YamlEntries): readonly MlFlavour[] {
  return [...map].slice(0, MOST_FLAVOURS).map(([name, node]) => ({ name, fields: toPairs(mapOf(node)) }));
}

function toPairs(map: YamlEntries | null): readonly MlPair[] {
  if (map === null) return [];
  return [...map].slice(0, MOST_FIELDS).map(([key, node]) => ({ key, value: textOf(node) }));
}

function toExample(map: YamlEntries | null): MlExample | null {
  const file = textOf(map?.get('artifact_path'));
  return file === '' ? null : { file, type: textOf(map?.get('type')) };
}

function toSize(text: string): number | null {
  const size = text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** A file name before MLflow 2, `conda` and `virtualenv` with a name each since. */
function toEnvironmentFiles(node: YamlNode | undefined): readonly string[] {
  const map = mapOf(node);
  const names = map === null ? [textOf(node)] : [...map.values()].slice(0, 8).map(textOf);
  return names.filter((name) => name !== '');
}

function mapOf(node: YamlNode | undefined): YamlEntries | null {
  return node?.kind === 'map' ? node.entries : null;
}

/** '' for null and for what is missing; lists and maps as JSON. */
function textOf(node: YamlNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind !== 'scalar') return JSON.stringify(toPlain(node)).slice(0, MOST_VALUE_CHARS);
  const isNull = node.plain && /^(?:null|Null|NULL|~)$/.test(node.text);
  return isNull ? '' : node.text.slice(0, MOST_VALUE_CHARS);
}

/** Depth and count were limited when the text was parsed. */
function toPlain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, toPlain(value)]));
}

/** The packages of a `requirements.txt`; comments and options of pip are left out. */
export function readRequirements(text: string): readonly Requirement[] {
  const found: Requirement[] = [];
  for (const raw of text.split('\n')) {
    const line = withoutComment(raw).trim();
    if (line === '' || line.startsWith('-')) continue;
    if (found.length >= MOST_REQUIREMENTS) break;
    found.push(toRequirement(line));
  }
  return found;
}

/** The packages of a `conda.yaml`: those of conda, with one `=`, and those of pip below them. */
export function readCondaRequirements(text: string): readonly Requirement[] {
  const parsed = parseYaml(text);
  if (!parsed.ok || parsed.node.kind !== 'map') return [];
  const list = parsed.node.entries.get('dependencies');
  if (list?.kind !== 'list') return [];
  const found: Requirement[] = [];
  for (const item of list.items) {
    const pip = item.kind === 'map' ? item.entries.get('pip') : undefined;
    if (item.kind === 'scalar') found.push(toRequirement(item.text, true));
    if (pip?.kind !== 'list') continue;
    for (const one of pip.items) if (one.kind === 'scalar') found.push(toRequirement(one.text));
  }
  return found.slice(0, MOST_REQUIREMENTS);
}

function toRequirement(line: string, isConda = false): Requirement {
  const text = line.slice(0, 500);
  const specifier = text.split(';')[0] ?? '';
  const isExact = specifier.includes('==') && !specifier.includes(',') && !specifier.includes('*');
  const isCondaExact = isConda && /^[\w.-]{1,200}=[\w.]{1,100}(?:=[\w.]{1,100})?$/.test(specifier);
  return { text, pinned: isExact || isCondaExact };
}

/** A `#` begins a comment at the start of a line or behind white space; it also stands in addresses. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t') return line.slice(0, at);
  }
  return line;
}
