import { MOST_LISTED, type ModelArchive } from '../../../src/rpc/file-inspection.ts';

type Layer = ModelArchive['layers'][number];
type Json = { readonly [key: string]: unknown };

/** Models in models. */
const MOST_DEPTH = 8;
const MOST_CHARS = 200;

/** The layers that the `config.json` of a `.keras` file names; those of a model inside by a path. */
export function readKerasLayers(text: string): readonly Layer[] {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return [];
  }
  const layers: Layer[] = [];
  if (isJson(config)) addLayers(config, '', 0, layers);
  return layers;
}

function addLayers(model: Json, before: string, depth: number, layers: Layer[]): void {
  const config = isJson(model.config) ? model.config : {};
  if (!Array.isArray(config.layers) || depth > MOST_DEPTH) return;
  for (const layer of config.layers) {
    if (!isJson(layer) || layers.length >= MOST_LISTED) continue;
    const own = isJson(layer.config) ? layer.config : {};
    const name = before + toText(own.name ?? layer.name);
    const built = isJson(layer.build_config) ? layer.build_config.input_shape : undefined;
    layers.push({ name, type: toText(layer.class_name), shape: shapeText(own.batch_shape ?? built) });
    addLayers(layer, `${name}/`, depth + 1, layers);
  }
}

function shapeText(shape: unknown): string {
  if (!Array.isArray(shape)) return '';
  return `(${shape
    .slice(0, 16)
    .map((size) => (typeof size === 'number' ? String(size) : '?'))
    .join(', ')})`;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_CHARS) : '';
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
