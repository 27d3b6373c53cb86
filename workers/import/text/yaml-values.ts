import { type WrittenJson, WrittenNumber } from './lenient-json.ts';
import type { YamlNode } from './yaml.ts';

const NULLS = new Set(['null', 'Null', 'NULL', '~', '']);

/** What a node means: plain words and numbers as such, everything in quotes as text. Tags were dropped before. */
export function toWritten(node: YamlNode): WrittenJson {
  if (node.kind === 'list') return node.items.map(toWritten);
  if (node.kind === 'map') return new Map([...node.entries].map(([key, one]) => [key, toWritten(one)]));
  if (!node.plain) return node.text;
  if (NULLS.has(node.text)) return null;
  if (/^(?:true|True|TRUE)$/.test(node.text)) return true;
  if (/^(?:false|False|FALSE)$/.test(node.text)) return false;
  const isNumber = /^[+-]?(?:[0-9]|\.[0-9])/.test(node.text) && !Number.isNaN(Number(node.text));
  return isNumber ? new WrittenNumber(node.text) : node.text;
}
