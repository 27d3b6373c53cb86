import type { SourceGroup } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

export const STATE = 'trainer_state.json';
const CHECKPOINT = /^checkpoint-\d{1,12}$/;
/** What the Trainer, PEFT and the tools around them write into an output folder. Anything else there is somebody's own. */
const WRITTEN =
  /^(?:(?:all|train|eval|test|predict)_results\.json|trainer_(?:state\.json|log\.jsonl)|(?:generation_|adapter_|preprocessor_|processor_)?config\.json|(?:adapter_)?model.*\.safetensors(?:\.index\.json)?|adapter_model\.bin|pytorch_model.*\.bin(?:\.index\.json)?|tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab\.(?:txt|json)|merges\.txt|chat_template\..*|training_args\.bin|optimizer\.(?:pt|bin)|scheduler\.pt|scaler\.pt|rng_state.*\.pth|training_.*loss\.png|README\.md)$/;

/**
 * Output folders of a Trainer: one with a state, or around checkpoints with one. Below it the checkpoints belong to it,
 * and beside its state what the Trainer writes there.
 */
export function findOutputs(paths: readonly string[]): readonly SourceGroup[] {
  const outputs = new Map<string, string[]>();
  for (const path of paths) {
    if (nameOf(path) === STATE) outputs.set(outputOf(folderOf(path)), []);
  }
  if (outputs.size === 0) return [];
  for (const path of paths) {
    const output = homeOf(path, outputs);
    if (output !== null) outputs.get(output)?.push(path);
  }
  return [...outputs].map(([folder, files]) => ({ folder, files }));
}

/** The folder of the run that this one is a checkpoint of; itself where it is none. */
export function outputOf(folder: string): string {
  return CHECKPOINT.test(nameOf(folder)) ? folderOf(folder) : folder;
}

function homeOf(path: string, outputs: ReadonlyMap<string, unknown>): string | null {
  const folder = folderOf(path);
  if (outputs.has(folder) && WRITTEN.test(nameOf(path))) return folder;
  for (let at = folder; at !== ''; at = folderOf(at)) {
    const above = folderOf(at);
    if (CHECKPOINT.test(nameOf(at)) && outputs.has(above)) return above;
  }
  return null;
}

/** The Trainer's own event files lie here, in a folder for each start. */
export function eventsFolderOf(output: string): string {
  return joinPath(output, 'runs');
}
