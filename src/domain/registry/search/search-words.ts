import type { FilterMistake } from '../../filter/expression.ts';
import { mistakeText, shorten } from '../../filter/mistake-words.ts';
import { ATTRIBUTE_WORDS } from './search-fields.ts';

/** Why a search of the registry cannot be read. */
export function searchMistakeText(mistake: FilterMistake): string {
  const about = shorten(mistake.about);
  switch (mistake.code) {
    case 'unknown-attribute':
      return `“${about}” cannot be asked of models: ${ATTRIBUTE_WORDS} can.`;
    case 'field-missing':
      return `A field such as name or tags.team is missing beside “${about}”.`;
    case 'unexpected':
      return /^(or|not|[()])$/i.test(about)
        ? `A search of the registry has no ${about.toUpperCase()}: conditions are joined by AND.`
        : mistakeText(mistake);
    default:
      return mistakeText(mistake);
  }
}
