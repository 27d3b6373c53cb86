import { fromBase64Url, toBase64Url } from '../../base/base64url.ts';
import { fromUtf8, toUtf8 } from '../../base/bytes.ts';
import { toDatasetKey, toModelKey, toRunKey, toVersionRef } from '../ids.ts';
import type { LineageFocus } from './lineage-graph.ts';

/** Characters of an id in an address; what is longer was not written here. */
const MAX_ID = 4_000;

/** Where the lineage of a thing stands on a screen of its own: `/lineage/<kind>/<id>`. */
export function lineageAddress(focus: LineageFocus): string {
  return `/lineage/${focus.kind}/${addressId(focus)}`;
}

function addressId(focus: LineageFocus): string {
  switch (focus.kind) {
    case 'dataset':
      return encodeURIComponent(focus.dataset);
    case 'run':
      return encodeURIComponent(focus.run);
    case 'logged-model':
      return encodeURIComponent(focus.model);
    case 'version':
      return versionCode(focus.model, focus.version);
  }
}

/**
 * A version in one part of an address: its reference and the name of its model, both in Base64 for addresses, with a
 * dot between them. Names of models may have slashes, dots and anything else.
 */
function versionCode(model: string, version: string): string {
  return `${toBase64Url(toUtf8(version))}.${toBase64Url(toUtf8(model))}`;
}

/** What the two parts of an address stand for, still percent-encoded; null for what was not written here. */
export function parseLineageAddress(kind: string, id: string): LineageFocus | null {
  if (id === '' || id.length > MAX_ID) return null;
  if (kind === 'version') return parseVersionCode(id);
  const key = decode(id);
  if (key === null) return null;
  if (kind === 'dataset') return { kind, dataset: toDatasetKey(key) };
  if (kind === 'run') return { kind, run: toRunKey(key) };
  if (kind === 'logged-model') return { kind, model: toModelKey(key) };
  return null;
}

function parseVersionCode(code: string): LineageFocus | null {
  const [version, model, ...rest] = code.split('.').map(fromBase64Url);
  if (!version?.length || !model?.length || rest.length > 0) return null;
  return { kind: 'version', model: fromUtf8(model), version: toVersionRef(fromUtf8(version)) };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
