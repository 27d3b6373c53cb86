import type { NameFault } from '../../domain/registry/registry-names.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';

const MODEL_FAULTS: Readonly<Record<NameFault, string>> = {
  empty: 'A model needs a name.',
  'too-long': 'A name may have 256 characters.',
  characters: 'A name may not hold / or :, which the addresses of models need.',
  reserved: 'This name is taken by MLflow.',
};
const ALIAS_FAULTS: Readonly<Record<NameFault, string>> = {
  empty: 'An alias needs a name.',
  'too-long': 'An alias may have 255 characters.',
  characters: 'An alias is made of letters A to Z, digits, - and _.',
  reserved: '“latest” and names such as “v3” would be read as versions.',
};
const STAGE_FAULTS: Readonly<Record<NameFault, string>> = {
  empty: 'A stage needs a name.',
  'too-long': 'A stage may have 60 characters.',
  characters: 'A stage may not hold /.',
  reserved: 'MLflow marks deleted versions by this name.',
};
const TAG_FAULTS: Readonly<Record<NameFault, string>> = {
  empty: 'A tag needs a name.',
  'too-long': 'The name of a tag may have 250 characters.',
  characters: 'The name of a tag may not hold control characters.',
  reserved: 'This name is taken.',
};

export const modelFaultText = (fault: NameFault): string => MODEL_FAULTS[fault];
export const aliasFaultText = (fault: NameFault): string => ALIAS_FAULTS[fault];
export const stageFaultText = (fault: NameFault): string => STAGE_FAULTS[fault];
export const tagFaultText = (fault: NameFault): string => TAG_FAULTS[fault];

export function versionName(number: number): string {
  return `Version ${number}`;
}

/** 'versions 2 and 3', 'version 1' */
export function versionList(numbers: readonly number[]): string {
  if (numbers.length === 1) return `version ${numbers[0]}`;
  return `versions ${numbers.slice(0, -1).join(', ')} and ${numbers[numbers.length - 1]}`;
}

/** Said of what an import brought, wherever its time would stand. */
export const UNDATED_STAGE = 'imported with this stage; when it came there is not recorded';
export const UNDATED_ALIAS = 'imported with this alias; when it was set is not recorded';

/** Why a version has another number than it was registered with. */
export function renumberedText(asked: number, { number, origin }: ModelVersion): string {
  if (origin === 'imported')
    return `Version ${asked} in its store. Another store has a version ${asked} of this model too: here it is version ${number}.`;
  return `Registered as version ${asked}, which another device gave away at the same time: it became version ${number}.`;
}
