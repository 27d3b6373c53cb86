import type { Breach } from './breach.ts';
import type { PromotionNeed, Rule, RuleSubject } from './rule.ts';

const MANY: Readonly<Record<RuleSubject, string>> = {
  experiment: 'Experiments',
  run: 'Runs',
  model: 'Models',
  version: 'Versions',
};
const ONE: Readonly<Record<Exclude<RuleSubject, 'version'>, string>> = {
  experiment: 'Experiment',
  run: 'Run',
  model: 'Model',
};
/** Longer names and values are cut: the thing itself is one click away. */
const MOST_SHOWN = 120;

/** The rule as a sentence without its full stop. */
export function ruleWords({ check }: Rule): string {
  switch (check.kind) {
    case 'name': {
      const hint = check.hint === '' ? '' : ` (${check.hint})`;
      return `${MANY[check.subject]} are named like ${quoted(check.pattern)}${hint}`;
    }
    case 'tag':
      return `${MANY[check.subject]} have the tag ${quoted(check.key)}`;
    case 'promotion':
      return `Version may come into ${stagesText(check.stages)} only if ${needWords(check.needs)}`;
  }
}

/** As people call the rule, or what it says. */
export function ruleName(rule: Rule): string {
  return rule.title.trim() || ruleWords(rule);
}

/** To stand after 'only if'. */
function needWords(needs: PromotionNeed): string {
  switch (needs.kind) {
    case 'run':
      return needs.filter;
    case 'dataset':
      return 'its run recorded a dataset with a digest';
    case 'clean-commit':
      return 'its run recorded a commit, and nothing says that there were uncommitted changes';
    case 'signature':
      return 'its model has a signature';
    case 'description':
      return 'it is described';
    case 'reason':
      return 'somebody says why';
  }
}

/** What is wrong with one thing, as a whole sentence. */
export function breachSentence(breach: Breach, rule: Rule): string {
  const { check } = rule;
  const thing = subjectText(breach);
  switch (breach.code) {
    case 'name':
      return check.kind === 'name' ? `${thing} ${nameFault(breach, check)}.` : `${thing} has the wrong name.`;
    case 'pattern':
      return `The pattern of the rule cannot be read: ${breach.found}.`;
    case 'tag':
      return breach.found === ''
        ? `${thing} has no tag ${quoted(breach.name)}.`
        : `The tag ${quoted(breach.name)} of ${inSentence(thing)} is blank.`;
    case 'no-run':
      return `${thing} comes from no run, so nothing shows that ${wanted(rule)}.`;
    case 'run-elsewhere':
      return `The run of ${inSentence(thing)} is not in this workspace, so nothing shows that ${wanted(rule)}.`;
    case 'mistake':
      return `The filter of the rule cannot be read: ${breach.found}`;
    case 'unmet':
      return `${thing}: ${unmetText(breach, rule)}.`;
    case 'no-dataset':
      return `The run of ${inSentence(thing)} recorded no dataset with a digest.`;
    case 'no-commit':
      return `The run of ${inSentence(thing)} recorded no commit.`;
    case 'uncommitted':
      return `The run of ${inSentence(thing)} had changes that are not in commit ${breach.found.slice(0, 8)}.`;
    case 'no-model-file':
      return `No MLmodel file of ${inSentence(thing)} is known here, so nothing shows its signature.`;
    case 'model-file-not-here':
      return `The MLmodel file of ${inSentence(thing)} is not on this device or cannot be read, so its signature cannot be checked.`;
    case 'no-signature':
      return `The model of ${inSentence(thing)} has no signature.`;
    case 'no-description':
      return `${thing} has no description.`;
    case 'no-reason':
      return `Nobody said why ${inSentence(thing)} should be in ${check.kind === 'promotion' ? stagesText(check.stages) : 'its stage'}.`;
  }
}

/** A sentence in three parts, so that the thing in the middle can be a link; it is '' where none is named. */
export interface SentenceParts {
  readonly before: string;
  readonly thing: string;
  readonly after: string;
}

export function sentenceParts(breach: Breach, rule: Rule): SentenceParts {
  const sentence = breachSentence(breach, rule);
  const subject = subjectText(breach);
  const found = [subject, inSentence(subject)].find((text) => sentence.includes(text));
  if (breach.label === '' || found === undefined) return { before: sentence, thing: '', after: '' };
  const at = sentence.indexOf(found);
  return { before: sentence.slice(0, at), thing: found, after: sentence.slice(at + found.length) };
}

function subjectText({ subject, label, version }: Breach): string {
  if (subject === 'version') return `Version ${version ?? '?'} of ${cut(label)}`;
  return `${ONE[subject]} ${quoted(label)}`;
}

function inSentence(thing: string): string {
  return thing.charAt(0).toLowerCase() + thing.slice(1);
}

function nameFault(
  { found }: Breach,
  { pattern, hint }: { readonly pattern: string; readonly hint: string },
): string {
  const like = `${quoted(pattern)}${hint === '' ? '' : ` (${hint})`}`;
  return found === '' ? `has no name; names are like ${like}` : `is not named like ${like}`;
}

function unmetText({ name, found }: Breach, rule: Rule): string {
  if (name === '') return `its run does not match ${wanted(rule)}`;
  const there = found === '' ? `its run has no ${name}` : `${name} is ${cut(found)}`;
  return `${there}, and the rule wants ${wanted(rule)}`;
}

function wanted({ check }: Rule): string {
  return check.kind === 'promotion' ? needWords(check.needs) : '';
}

function stagesText(stages: readonly string[]): string {
  const last = stages.at(-1) ?? '';
  return stages.length > 1 ? `${stages.slice(0, -1).join(', ')} or ${last}` : last;
}

function quoted(text: string): string {
  return `“${cut(text)}”`;
}

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}
