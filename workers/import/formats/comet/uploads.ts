import { endingOf, mediaPath } from '../../reading/stepped-artifacts.ts';
import { nameOf } from '../../source.ts';
import { fieldOf, finiteOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson } from '../../text/lenient-json.ts';

/** Where an uploaded file lies among the artifacts: pictures and sounds by step, others under the name they were given. */
export function uploadPath(payload: WrittenJson | undefined, recorded: string): string {
  const given = fieldOf(payload, 'additional_params');
  const type = textOf(fieldOf(payload, 'upload_type')) || textOf(fieldOf(given, 'type'));
  const name = textOf(fieldOf(given, 'fileName')) || nameOf(recorded);
  const extension = textOf(fieldOf(given, 'extension'));
  const step = finiteOf(fieldOf(given, 'step'));
  const id = textOf(fieldOf(given, 'assetId')) || recorded;
  const at = { step: step ?? 0, timeMs: finiteOf(fieldOf(payload, 'local_timestamp')) ?? 0, id };
  const key = name.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  if (type === 'image' || type === 'visualization') {
    return mediaPath('images', key, at, endingOf(name, extension || 'png'));
  }
  if (type === 'audio') return mediaPath('audio', key, at, endingOf(name, extension || 'wav'));
  if (type === 'text-sample') return `texts/step-${at.step}-${id.slice(0, 32)}.txt`;
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  return parts.map((part) => (part === '..' ? '__' : part)).join('/') || 'file';
}
