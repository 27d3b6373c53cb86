import { makeNumberTest, makeTextTest } from '../../filter/tests.ts';
import type { Pair } from '../../run.ts';
import type { ModelVersion, RegisteredModel } from '../registry-view.ts';
import type { SearchTerm } from './parse-search.ts';
import type { RegistryField } from './search-fields.ts';

/** What is searched, as columns of values; none where there is none. */
interface Searched {
  texts(field: RegistryField): readonly string[];
  numbers(field: RegistryField): readonly number[];
}

/** A model is asked of its versions that are there, too: one that matches is enough. */
export function makeModelTest(terms: readonly SearchTerm[]): (model: RegisteredModel) => boolean {
  const test = makeTest(terms);
  return (model) => test(searchedModel(model));
}

export function makeVersionTest(terms: readonly SearchTerm[]): (version: ModelVersion) => boolean {
  const test = makeTest(terms);
  return (version) => test(searchedVersion(version));
}

function makeTest(terms: readonly SearchTerm[]): (one: Searched) => boolean {
  const tests = terms.map(makeTermTest);
  return (one) => tests.every((test) => test(one));
}

const NAME: RegistryField = { kind: 'attribute', name: 'name' };
/** Bare words are looked for in these. */
const WORD_FIELDS: readonly RegistryField[] = [
  NAME,
  { kind: 'attribute', name: 'alias' },
  { kind: 'attribute', name: 'stage' },
];

function makeTermTest(term: SearchTerm): (one: Searched) => boolean {
  switch (term.kind) {
    case 'words':
      return (one) =>
        WORD_FIELDS.some((field) => one.texts(field).some((text) => text.toLowerCase().includes(term.text)));
    case 'null': {
      const { field, negated } = term;
      return (one) => (one.texts(field).length + one.numbers(field).length === 0) !== negated;
    }
    case 'text': {
      const test = makeTextTest(term.test);
      return (one) => one.texts(term.field).some(test);
    }
    case 'number': {
      const test = makeNumberTest(term.test);
      return (one) => one.numbers(term.field).some(test);
    }
  }
}

function searchedModel(model: RegisteredModel): Searched {
  const versions = model.versions.filter(({ deleted }) => !deleted).map(searchedVersion);
  return {
    texts: (field) => {
      if (field.kind === 'tag') return tagTexts(model.tags, field.key);
      if (field.name === 'name') return [model.name];
      if (field.name === 'description') return filled(model.description);
      return versions.flatMap((version) => version.texts(field));
    },
    numbers: (field) => {
      if (field.kind === 'tag') return [];
      if (field.name === 'created') return known(model.createdMs);
      if (field.name === 'updated') return known(model.updatedMs ?? model.createdMs);
      return versions.flatMap((version) => version.numbers(field));
    },
  };
}

function searchedVersion(version: ModelVersion): Searched {
  return {
    texts: (field) => {
      if (field.kind === 'tag') return tagTexts(version.tags, field.key);
      switch (field.name) {
        case 'name':
          return [version.model];
        case 'description':
          return filled(version.description);
        case 'run_id':
          return version.run === null ? [] : [version.run];
        case 'source_path':
          return filled(version.source);
        case 'stage':
          return [version.stage];
        case 'alias':
          return version.aliases;
        case 'user':
          return filled(version.user);
        default:
          return [];
      }
    },
    numbers: (field) => {
      if (field.kind === 'tag') return [];
      if (field.name === 'version_number') return [version.number];
      if (field.name === 'created') return known(version.createdMs);
      return field.name === 'updated' ? known(version.updatedMs ?? version.createdMs) : [];
    },
  };
}

function tagTexts(tags: readonly Pair[], key: string): readonly string[] {
  return tags.filter(([one]) => one === key).map(([, value]) => value);
}

function filled(text: string): readonly string[] {
  return text === '' ? [] : [text];
}

function known(time: number | null): readonly number[] {
  return time === null ? [] : [time];
}
