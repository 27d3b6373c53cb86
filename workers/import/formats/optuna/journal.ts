import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readLines } from '../../source/lines.ts';
import { entriesOf, fieldOf, listOf, looseNumberOf, numberOf, textOf } from '../../text/json-fields.ts';
import { parseWrittenJson, type WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';
import { makeStudy, makeTrial, type Study, studyEvents, type Trial } from './study.ts';
import { attributeOf, Distributions, METRIC_NAMES, parseOptunaTime } from './values.ts';

const STATES = ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'] as const;
const FINISHED: ReadonlySet<string> = new Set(['COMPLETE', 'PRUNED', 'FAIL']);
const DIRECTIONS = ['NOT_SET', 'MINIMIZE', 'MAXIMIZE'] as const;
const MOST_TRIALS = 5_000_000;
const PROBLEMS_NAMED = 20;

/** Optuna's journal: operations one after the other, replayed as Optuna does. */
export async function* readJournal(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { file } = source;
  if (!file) return;
  const replay = new Replay();
  let unreadable = 0;
  for await (const { lines, bytesRead } of readLines(file, context.signal)) {
    for (const { text, number, byte, isEnded } of lines) {
      const parsed = text === null ? null : parseWrittenJson(text);
      if (parsed?.ok) replay.apply(parsed.value);
      // The last line of a study that is being run is often half written.
      else if (isEnded && ++unreadable <= PROBLEMS_NAMED) {
        yield { kind: 'problem', problem: { code: 'rows-unreadable', path: file.path, line: number, byte } };
      }
    }
    yield { kind: 'progress', bytesRead, file: file.path };
  }
  for (const study of replay.studies()) yield* studyEvents(study, file.path);
  if (replay.refused > 0) {
    const facts = { limit: `${MOST_TRIALS} trials` };
    yield { kind: 'problem', problem: { code: 'limit-reached', path: file.path, facts } };
  }
}

class Replay {
  refused = 0;
  private readonly byId = new Map<number, Study>();
  private readonly trials: Trial[] = [];
  private readonly distributions = new Distributions();
  private nextId = 0;

  studies(): Iterable<Study> {
    return this.byId.values();
  }

  apply(log: WrittenJson): void {
    const study = this.byId.get(numberOf(fieldOf(log, 'study_id')) ?? -1);
    switch (numberOf(fieldOf(log, 'op_code'))) {
      case 0:
        this.createStudy(log);
        return;
      case 1:
        if (study) this.byId.delete(Number(study.id));
        return;
      case 2:
        if (study) addTags(study.tags, fieldOf(log, 'user_attr'), false);
        return;
      case 3:
        if (study) setSystem(study, fieldOf(log, 'system_attr'));
        return;
      case 4:
        if (study) this.createTrial(study, log);
        return;
      default:
        this.applyToTrial(log);
    }
  }

  private applyToTrial(log: WrittenJson): void {
    const trial = this.trials[numberOf(fieldOf(log, 'trial_id')) ?? -1];
    if (!trial || FINISHED.has(trial.state)) return;
    switch (numberOf(fieldOf(log, 'op_code'))) {
      case 5:
        this.setParam(
          trial,
          textOf(fieldOf(log, 'param_name')),
          fieldOf(log, 'param_value_internal'),
          fieldOf(log, 'distribution'),
        );
        return;
      case 6:
        setState(trial, log);
        return;
      case 7:
        trial.steps.push(
          numberOf(fieldOf(log, 'step')) ?? 0,
          Number.NaN,
          looseNumberOf(fieldOf(log, 'intermediate_value')) ?? Number.NaN,
        );
        return;
      case 8:
        addTags(trial.tags, fieldOf(log, 'user_attr'), false);
        return;
      case 9:
        addTags(trial.tags, fieldOf(log, 'system_attr'), true);
        return;
      default:
    }
  }

  private createStudy(log: WrittenJson): void {
    const name = textOf(fieldOf(log, 'study_name'));
    // Two workers may have tried; the first made it.
    for (const known of this.byId.values()) if (known.name === name) return;
    const study = makeStudy(String(this.nextId), name);
    study.directions = listOf(fieldOf(log, 'directions')).map(
      (one) => DIRECTIONS[numberOf(one) ?? 0] ?? 'NOT_SET',
    );
    this.byId.set(this.nextId++, study);
  }

  private createTrial(study: Study, log: WrittenJson): void {
    if (this.trials.length >= MOST_TRIALS) {
      this.refused += 1;
      return;
    }
    const trial = makeTrial(study.trials.length);
    trial.state = STATES[numberOf(fieldOf(log, 'state')) ?? 0] ?? '';
    trial.startMs = parseOptunaTime(textOf(fieldOf(log, 'datetime_start')));
    trial.endMs = parseOptunaTime(textOf(fieldOf(log, 'datetime_complete')));
    setValues(trial, fieldOf(log, 'values'));
    const value = looseNumberOf(fieldOf(log, 'value'));
    if (value !== null) trial.values.set(0, value);
    for (const [name, internal] of entriesOf(fieldOf(log, 'params'))) {
      this.setParam(trial, name, internal, fieldOf(fieldOf(log, 'distributions'), name));
    }
    for (const [step, one] of entriesOf(fieldOf(log, 'intermediate_values'))) {
      trial.steps.push(Number(step) || 0, Number.NaN, looseNumberOf(one) ?? Number.NaN);
    }
    addTags(trial.tags, fieldOf(log, 'user_attrs'), false);
    addTags(trial.tags, fieldOf(log, 'system_attrs'), true);
    study.trials.push(trial);
    this.trials.push(trial);
  }

  private setParam(
    trial: Trial,
    name: string,
    internal: WrittenJson | undefined,
    distribution: WrittenJson | undefined,
  ): void {
    const number = looseNumberOf(internal) ?? Number.NaN;
    trial.params.push([name, this.distributions.textOf(number, textOf(distribution))]);
  }
}

function setState(trial: Trial, log: WrittenJson): void {
  const state = STATES[numberOf(fieldOf(log, 'state')) ?? -1];
  if (state === undefined || (state === 'RUNNING' && trial.state === state)) return;
  trial.state = state;
  const startMs = parseOptunaTime(textOf(fieldOf(log, 'datetime_start')));
  const endMs = parseOptunaTime(textOf(fieldOf(log, 'datetime_complete')));
  if (state === 'RUNNING' && startMs !== null) trial.startMs = startMs;
  if (FINISHED.has(state)) trial.endMs = endMs;
  setValues(trial, fieldOf(log, 'values'));
}

function setValues(trial: Trial, values: WrittenJson | undefined): void {
  for (const [index, value] of listOf(values).slice(0, 1000).entries()) {
    trial.values.set(index, looseNumberOf(value) ?? Number.NaN);
  }
}

function setSystem(study: Study, attributes: WrittenJson | undefined): void {
  const names = fieldOf(attributes, METRIC_NAMES);
  if (names !== undefined) study.metricNames = listOf(names).map((name) => textOf(name));
  addTags(study.tags, attributes, true);
}

function addTags(tags: Study['tags'], attributes: WrittenJson | undefined, isSystem: boolean): void {
  for (const [key, value] of entriesOf(attributes)) {
    const tag = attributeOf(key, toPythonText(value), isSystem);
    if (tag) tags.push(tag);
  }
}
