import type { ExperimentKey, RuleId, RunKey, VersionRef } from '../../../src/domain/ids.ts';
import type { ModelVersion, RegisteredModel } from '../../../src/domain/registry/registry-view.ts';
import type {
  Breach,
  BreachCode,
  Breaches,
  BreachPlace,
  RuleCount,
  RuleTrial,
} from '../../../src/domain/rules/breach.ts';
import { breachSentence, ruleName } from '../../../src/domain/rules/breach-sentence.ts';
import type { Rule } from '../../../src/domain/rules/rule.ts';
import { rulesInOrder } from '../../../src/domain/rules/rules-in-order.ts';
import { CsvRows, csvText } from '../csv-rows.ts';
import type { EditedTable } from '../edited-table.ts';
import { experimentRecord, listExperiments } from '../experiment-list.ts';
import { type Check, readRule } from './checks.ts';
import { LoggedMarks } from './logged-marks.ts';
import { SignatureReader } from './model-signature.ts';
import { breakingRows, breaksAt, checkedRuns } from './run-rows.ts';
import { ruleStages, stageReasons } from './stage-reasons.ts';
import { filesOf, type RuleGround, unmetByVersion } from './version-checks.ts';

/** Listed of one rule, so that one of many breaches leaves room for the others. */
const MOST_OF_RULE = 1000;
const MOST_LISTED = 4000;
const MOST_EXAMPLES = 3;
/** More are not checked: what is remembered of each grows with the runs. */
const MOST_RULES = 200;

interface Found extends RuleCount {
  readonly list: readonly Breach[];
}

/** Holds the rules of the workspace against what is in it. */
export class RuleChecker {
  private readonly marks = new LoggedMarks();
  private readonly signatures = new SignatureReader();

  constructor(private readonly pause: () => Promise<void>) {}

  /** Everything that keeps one of the rules not. */
  async all(ground: RuleGround): Promise<Breaches> {
    const list: Breach[] = [];
    const counts = new Map<RuleId, RuleCount>();
    let all = 0;
    for (const [id, rule] of enabledRules(ground)) {
      const found = await this.find(id, rule, ground, Math.min(MOST_OF_RULE, MOST_LISTED - list.length));
      counts.set(id, { checked: found.checked, breaches: found.breaches });
      all += found.breaches;
      list.push(...found.list);
    }
    this.marks.keepOnly(enabledRules(ground).flatMap(([, rule]) => runChecks(rule)));
    return { list, leftOut: all - list.length, counts };
  }

  /** All breaches as a file, those that lists leave out as well. */
  async file(ground: RuleGround): Promise<Blob> {
    const rows = new CsvRows(COLUMNS);
    for (const [id, rule] of enabledRules(ground)) {
      const { list } = await this.find(id, rule, ground, Number.POSITIVE_INFINITY);
      for (const breach of list) {
        rows.add(rowOf(breach, rule, ground).map(csvText));
        await this.pause();
      }
    }
    return rows.finish();
  }

  /** What a rule that is being written would find. `pause` throws where nobody wants to know any more. */
  async attempt(
    id: RuleId,
    rule: Rule,
    ground: RuleGround,
    pause: () => Promise<void> = this.pause,
  ): Promise<RuleTrial> {
    const { checked, breaches, list } = await this.find(id, rule, ground, MOST_EXAMPLES, pause);
    return { checked, breaches, examples: list };
  }

  /** Every run that breaks a rule about runs, newest first. */
  async runs(rule: Rule, ground: RuleGround): Promise<readonly RunKey[]> {
    const [check] = runChecks(rule);
    if (!check) return [];
    const rows = await breakingRows(ground.table, check, this.marks, this.pause);
    return Array.from(rows, (row) => ground.table.facts.keys[row]!);
  }

  /** What the thing on a page does not keep. */
  async at(place: BreachPlace, ground: RuleGround): Promise<readonly Breach[]> {
    const found: Breach[] = [];
    for (const [id, rule] of enabledRules(ground))
      found.push(...(await this.ofPlace(id, rule, place, ground)));
    return found;
  }

  /** What stands against a version coming into a stage. */
  async promotion(
    model: string,
    ref: VersionRef,
    stage: string,
    why: string,
    ground: RuleGround,
  ): Promise<readonly Breach[]> {
    const version = ground.registry.models
      .find(({ name }) => name === model)
      ?.versions.find((one) => one.ref === ref);
    const found: Breach[] = [];
    for (const [id, rule] of version ? enabledRules(ground) : []) {
      if (!ruleStages(rule).includes(stage)) continue;
      const breach = await this.ofVersion(id, rule, version!, why, ground);
      if (breach) found.push(breach);
    }
    return found;
  }

  private async find(
    id: RuleId,
    rule: Rule,
    ground: RuleGround,
    most: number,
    pause: () => Promise<void> = this.pause,
  ): Promise<Found> {
    const { check } = rule;
    const read = readRule(check);
    if (read.kind === 'fault')
      return { checked: 0, breaches: 1, list: [faultOf(id, rule, read.fault)].slice(0, most) };
    if (check.kind === 'promotion') {
      const versions = liveVersions(ground).filter(({ stage }) => check.stages.includes(stage));
      await this.prepare(check, versions, ground);
      return gather(versions, (version) => this.ofVersion(id, rule, version, null, ground), most, pause);
    }
    switch (check.subject) {
      case 'run':
        return this.findRuns(id, rule, read, ground, most, pause);
      case 'experiment': {
        const experiments = liveExperiments(ground);
        return gather(
          experiments,
          async ({ key, name }) => ofExperiment(id, rule, read, key, name),
          most,
          pause,
        );
      }
      case 'model':
        return gather(liveModels(ground), async (model) => ofModel(id, rule, read, model), most, pause);
      case 'version':
        return gather(
          liveVersions(ground),
          async (version) => ofTagged(id, rule, read, version),
          most,
          pause,
        );
    }
  }

  private async findRuns(
    id: RuleId,
    rule: Rule,
    read: Check,
    ground: RuleGround,
    most: number,
    pause: () => Promise<void>,
  ): Promise<Found> {
    const { table } = ground;
    if (read.kind === 'fault' || read.kind === 'promotion') return { checked: 0, breaches: 0, list: [] };
    const rows = await breakingRows(table, read, this.marks, pause);
    const list = Array.from(rows.subarray(0, most), (row) => ofRun(id, rule, read, row, table));
    return { checked: checkedRuns(table), breaches: rows.length, list };
  }

  private async ofPlace(
    id: RuleId,
    rule: Rule,
    place: BreachPlace,
    ground: RuleGround,
  ): Promise<readonly Breach[]> {
    const read = readRule(rule.check);
    if (read.kind === 'fault') return [];
    const found = await this.ofThing(id, rule, read, place, ground);
    return found ? [found] : [];
  }

  private async ofThing(
    id: RuleId,
    rule: Rule,
    read: Check,
    place: BreachPlace,
    ground: RuleGround,
  ): Promise<Breach | null> {
    const { check } = rule;
    const { table, facts } = ground;
    const subject = check.kind === 'promotion' ? 'version' : check.subject;
    if (place.kind === 'run') {
      const row = table.facts.rowOf(place.run);
      if (subject !== 'run' || row === undefined || table.deleted(row)) return null;
      return read.kind !== 'fault' && read.kind !== 'promotion' && breaksAt(table, row, read)
        ? ofRun(id, rule, read, row, table)
        : null;
    }
    if (place.kind === 'experiment') {
      const record =
        subject === 'experiment' ? experimentRecord(table, facts.experiments, place.experiment) : null;
      if (!record || record.lifecycle === 'deleted') return null;
      return ofExperiment(id, rule, read, record.key, record.name);
    }
    const model = liveModels(ground).find(({ name }) => name === place.model);
    if (place.version === null) return model && subject === 'model' ? ofModel(id, rule, read, model) : null;
    const version = model?.versions.find(({ number, deleted }) => !deleted && number === place.version);
    if (!version || subject !== 'version') return null;
    if (check.kind === 'tag') return ofTagged(id, rule, read, version);
    return ruleStages(rule).includes(version.stage) ? this.ofVersion(id, rule, version, null, ground) : null;
  }

  /** `why` null: what was said when it came into its stage. */
  private async ofVersion(
    id: RuleId,
    rule: Rule,
    version: ModelVersion,
    why: string | null,
    ground: RuleGround,
  ): Promise<Breach | null> {
    if (rule.check.kind !== 'promotion') return null;
    const reason = why ?? stageReasons(ground.registry).of(version);
    const unmet = await unmetByVersion(rule.check.needs, version, reason, ground, this.signatures);
    return unmet ? { ...versionBreach(id, rule, version), ...unmet } : null;
  }

  private async prepare(
    check: Rule['check'],
    versions: readonly ModelVersion[],
    ground: RuleGround,
  ): Promise<void> {
    if (check.kind !== 'promotion' || check.needs.kind !== 'signature') return;
    await this.signatures.prepare(
      versions.map((version) => filesOf(version, ground)),
      ground.facts,
    );
  }
}

const COLUMNS = ['rule', 'severity', 'subject', 'name', 'version', 'experiment', 'run_id', 'breach'];

function rowOf(breach: Breach, rule: Rule, { table }: RuleGround): readonly string[] {
  const { severity, subject, label, version, experiment, run } = breach;
  return [
    ruleName(rule),
    severity,
    subject,
    label,
    version === null ? '' : String(version),
    experiment === null ? '' : table.experimentName(experiment),
    run ?? '',
    breachSentence(breach, rule),
  ];
}

function enabledRules({ table }: RuleGround): readonly (readonly [RuleId, Rule])[] {
  return rulesInOrder(table.edits.rules)
    .filter(([, rule]) => rule.enabled)
    .slice(0, MOST_RULES);
}

function runChecks(rule: Rule): readonly Extract<Check, { readonly kind: 'name' | 'tag' }>[] {
  const { check } = rule;
  if (check.kind === 'promotion' || check.subject !== 'run') return [];
  const read = readRule(check);
  return read.kind === 'name' || read.kind === 'tag' ? [read] : [];
}

function liveModels({ registry }: RuleGround): readonly RegisteredModel[] {
  return registry.models.filter(({ deleted }) => !deleted);
}

function liveVersions(ground: RuleGround): readonly ModelVersion[] {
  return liveModels(ground).flatMap(({ versions }) => versions.filter(({ deleted }) => !deleted));
}

function liveExperiments({ table, facts }: RuleGround): readonly { key: ExperimentKey; name: string }[] {
  return listExperiments(table, facts.experiments)
    .map(({ record }) => record)
    .filter(({ lifecycle }) => lifecycle !== 'deleted');
}

async function gather<T>(
  things: readonly T[],
  breachOf: (thing: T) => Promise<Breach | null>,
  most: number,
  pause: () => Promise<void>,
): Promise<Found> {
  const list: Breach[] = [];
  let breaches = 0;
  for (const thing of things) {
    const breach = await breachOf(thing);
    await pause();
    if (!breach) continue;
    breaches += 1;
    if (list.length < most) list.push(breach);
  }
  return { checked: things.length, breaches, list };
}

function ofExperiment(
  id: RuleId,
  rule: Rule,
  read: Check,
  experiment: ExperimentKey,
  name: string,
): Breach | null {
  if (read.kind !== 'name' || read.test(name)) return null;
  return {
    ...blank(id, rule),
    subject: 'experiment',
    label: name,
    experiment,
    code: 'name',
    name,
    found: name,
  };
}

function ofRun(id: RuleId, rule: Rule, read: Check, row: number, table: EditedTable): Breach {
  const label = table.name(row);
  const about = {
    ...blank(id, rule),
    subject: 'run' as const,
    label,
    run: table.facts.keys[row]!,
    experiment: table.experiment(row),
  };
  if (read.kind === 'tag')
    return { ...about, ...tagFault(read.key, table.anyTag(row, read.key) ?? undefined) };
  const found = table.edits.runs.get(about.run)?.name || table.facts.names[row]!;
  return { ...about, code: 'name', name: label, found };
}

function ofModel(id: RuleId, rule: Rule, read: Check, model: RegisteredModel): Breach | null {
  const { name } = model;
  const about = { ...blank(id, rule), subject: 'model' as const, label: name, model: name };
  if (read.kind === 'name') return read.test(name) ? null : { ...about, code: 'name', name, found: name };
  const fault = read.kind === 'tag' ? missingTag(read.key, model) : null;
  return fault ? { ...about, ...fault } : null;
}

function ofTagged(id: RuleId, rule: Rule, read: Check, version: ModelVersion): Breach | null {
  const fault = read.kind === 'tag' ? missingTag(read.key, version) : null;
  return fault ? { ...versionBreach(id, rule, version), ...fault } : null;
}

function missingTag(key: string, { tags }: Pick<RegisteredModel, 'tags'>) {
  const value = tags.find(([known]) => known === key)?.[1];
  return value === undefined || value.trim() === '' ? tagFault(key, value) : null;
}

function tagFault(key: string, value: string | undefined) {
  return { code: 'tag' as const, name: key, found: value === undefined ? '' : 'blank' };
}

function versionBreach(id: RuleId, rule: Rule, { model, number, run }: ModelVersion) {
  return { ...blank(id, rule), subject: 'version' as const, label: model, model, version: number, run };
}

function faultOf(id: RuleId, rule: Rule, found: string): Breach {
  const code: BreachCode = rule.check.kind === 'promotion' ? 'mistake' : 'pattern';
  const subject = rule.check.kind === 'promotion' ? 'version' : rule.check.subject;
  return { ...blank(id, rule), subject, label: '', code, name: '', found };
}

function blank(rule: RuleId, { check, severity }: Rule) {
  return {
    rule,
    // Only a promotion can be stopped: everything else is there already.
    severity: check.kind === 'promotion' ? severity : ('warn' as const),
    experiment: null,
    run: null,
    model: null,
    version: null,
  };
}
