import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderExperiment, makeRun } from '../../reading/foreign-run.ts';
import { LoggedSeries } from '../../reading/logged-series.ts';
import { folderOf, nameOf, readText } from '../../source.ts';
import { jsonProblem, parseCutJson } from '../../text/cut-json.ts';
import { entriesOf, listOf, numberOf } from '../../text/json-fields.ts';

const LARGEST_BYTES = 256 * 1024 * 1024;
/** Names of files that say nothing of the run. */
const PLAIN = /^(?:(?:evals?|cv)_results?|history|metrics|results?|log)$/i;

/** One training: values by iteration, `<dataset>/<metric>`. */
export async function* readEvalsResult(
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const { file } = source;
  if (!file) return;
  const { path, sizeBytes } = file;
  if (sizeBytes > LARGEST_BYTES) {
    yield { kind: 'problem', problem: { code: 'file-too-large', path, facts: { limit: LARGEST_BYTES } } };
    return;
  }
  const text = await readText(file);
  throwIfAborted(context.signal);
  yield { kind: 'progress', bytesRead: sizeBytes, file: path };
  const parsed = parseCutJson(text);
  if (!parsed) {
    yield { kind: 'problem', problem: jsonProblem(path, text) };
    return;
  }
  const series = new LoggedSeries();
  let first = '';
  let longest = 0;
  for (const [dataset, metrics] of entriesOf(parsed.value)) {
    for (const [metric, values] of entriesOf(metrics)) {
      const numbers = listOf(values).map(numberOf);
      if (numbers.length === 0) continue;
      if (first === '') first = `${dataset}/${metric} ${numbers[0]}`;
      longest = Math.max(longest, numbers.length);
      for (const [step, number] of numbers.entries())
        if (number !== null) series.push(`${dataset}/${metric}`, step, number);
    }
  }
  if (parsed.isCut) {
    yield { kind: 'problem', problem: { code: 'json-cut', path, facts: { step: Math.max(0, longest - 1) } } };
  }
  if (series.isEmpty) return;
  const { name, experimentName } = namesOf(path);
  // Runs of one seed begin alike: the file's name tells them apart.
  const key = toRunKey(derivedKey('evals-result', name, first));
  const experiment = folderExperiment(experimentName);
  yield { kind: 'experiment', experiment };
  const origin = { format: 'evals-result', path };
  yield { kind: 'run', run: makeRun({ key, experiment: experiment.key, name, origin }) };
  yield* series.events(key, path);
  yield { kind: 'run-end', run: key };
  throwIfAborted(context.signal);
}

function namesOf(path: string): { readonly name: string; readonly experimentName: string } {
  const stem = nameOf(path).replace(/\.json$/i, '');
  const folder = nameOf(folderOf(path));
  if (!PLAIN.test(stem) || folder === '') return { name: stem, experimentName: folder || 'Boosting' };
  return { name: folder, experimentName: nameOf(folderOf(folderOf(path))) || folder };
}
