/** Why a name cannot be taken; the sentence is written by the screen. */
export type NameFault = 'empty' | 'too-long' | 'characters' | 'reserved';

/** MLflow's database takes 256 characters. */
export const MAX_MODEL_NAME = 256;
const MAX_ALIAS = 255;
const MAX_TAG_KEY = 250;
const MAX_STAGE = 60;

/** MLflow takes any text but `/` and `:`, which its addresses of models need. */
export function modelNameFault(name: string): NameFault | null {
  if (name.trim() === '') return 'empty';
  if (name.length > MAX_MODEL_NAME) return 'too-long';
  return /[/:]/.test(name) || hasControl(name) ? 'characters' : null;
}

/** `latest` and `v3` would be read as versions in `models:/name@…`. */
export function aliasFault(alias: string): NameFault | null {
  if (alias === '') return 'empty';
  if (alias.length > MAX_ALIAS) return 'too-long';
  if (!/^[\w-]*$/.test(alias)) return 'characters';
  return alias.toLowerCase() === 'latest' || /^[vV]\d+$/.test(alias) ? 'reserved' : null;
}

export function tagKeyFault(key: string): NameFault | null {
  if (key.trim() === '') return 'empty';
  if (key.length > MAX_TAG_KEY) return 'too-long';
  return hasControl(key) ? 'characters' : null;
}

export function stageFault(stage: string): NameFault | null {
  if (stage.trim() === '') return 'empty';
  if (stage.length > MAX_STAGE) return 'too-long';
  if (stage === 'Deleted_Internal') return 'reserved';
  return hasControl(stage) || stage.includes('/') ? 'characters' : null;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
}
